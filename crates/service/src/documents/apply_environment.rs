//! Making the documents of stages, groups and environments true.

use super::{
    apply::{found, given, listed, owner, said},
    apply_release::within,
    model::{EnvironmentDocument, EnvironmentGroupDocument, StageDocument},
};
use crate::environments::{self, groups, parts, stages};
use signalbox_domain::{
    Key, Outcome, Problem,
    environments::{Environment, Part, Promotion, Setting},
    id::PortfolioId,
};
use signalbox_store::{Tx, environments as store, portfolios};

/// Makes the stage true; answers whether it was made.
pub(super) fn stage(tx: &mut Tx<'_>, document: &StageDocument) -> Outcome<bool> {
    match found(store::stages::get(tx, document.key.as_str()))? {
        Some(before) => {
            stays(tx, before.portfolio, document.portfolio.as_ref())?;
            let change = stages::Change {
                key: None,
                name: Some(document.name.clone()),
                description: said(&document.description),
                position: Some(document.position),
                is_production: document.is_production,
                environments: document.environments,
                soak_minutes: document.soak_minutes,
                verified: document.verified,
            };
            stages::change_in(tx, &before, &change)?;
            Ok(false)
        }
        None => {
            let new = stages::New {
                key: document.key.clone(),
                name: document.name.clone(),
                description: document.description.clone(),
                portfolio: owner(tx, document.portfolio.as_ref())?,
                position: document.position,
                is_production: document.is_production.unwrap_or_default(),
                promotion: Promotion {
                    environments: document.environments.unwrap_or_default(),
                    soak_minutes: document.soak_minutes.unwrap_or_default(),
                    verified: document.verified.unwrap_or_default(),
                },
            };
            stages::create_in(tx, &new)?;
            Ok(true)
        }
    }
}

/// Makes the group true; answers whether it was made.
pub(super) fn group(tx: &mut Tx<'_>, document: &EnvironmentGroupDocument) -> Outcome<bool> {
    match found(store::groups::get(tx, document.key.as_str()))? {
        Some(before) => {
            stays(tx, before.portfolio, document.portfolio.as_ref())?;
            let change = groups::Change {
                key: None,
                name: Some(document.name.clone()),
                description: said(&document.description),
                approves_itself: document.approves_itself,
            };
            groups::change_in(tx, &before, &change)?;
            Ok(false)
        }
        None => {
            let new = groups::New {
                key: document.key.clone(),
                name: document.name.clone(),
                description: document.description.clone(),
                portfolio: owner(tx, document.portfolio.as_ref())?,
                approves_itself: document.approves_itself.unwrap_or_default(),
            };
            groups::create_in(tx, &new)?;
            Ok(true)
        }
    }
}

/// Stages and groups stay where they are.
fn stays(tx: &mut Tx<'_>, portfolio: PortfolioId, named: Option<&Key>) -> Outcome<()> {
    let Some(key) = named else { return Ok(()) };
    if portfolios::get(tx, key.as_str()).map_err(|problem| within("/portfolio", problem))?.id == portfolio {
        return Ok(());
    }
    Err(Problem::fault("/portfolio", "immutable", "it belongs to another portfolio and stays there; leave this out"))
}

/// Makes the environment itself true; answers whether it was made.
pub(super) fn environment(tx: &mut Tx<'_>, document: &EnvironmentDocument) -> Outcome<bool> {
    let named = |key: &Option<Key>| key.as_ref().map(Key::to_string);
    match found(store::get(tx, document.key.as_str()))? {
        Some(before) => {
            let change = environments::Change {
                key: None,
                name: Some(document.name.clone()),
                description: said(&document.description),
                portfolio: named(&document.portfolio),
                stage: given(named(&document.stage)),
                parent: given(named(&document.parent)),
                group: given(named(&document.group)),
                team: given(named(&document.team)),
                shareable: document.shareable,
                capacity: given(document.capacity),
                cost_per_hour: given(document.cost_per_hour.clone()),
                zone: document.zone.clone(),
                tags: listed(&document.tags),
                profile: settings(&before, document),
            };
            environments::change_in(tx, &before, &change)?;
            Ok(false)
        }
        None => {
            let new = environments::New {
                key: document.key.clone(),
                name: document.name.clone(),
                description: document.description.clone(),
                portfolio: owner(tx, document.portfolio.as_ref())?,
                stage: named(&document.stage),
                parent: named(&document.parent),
                group: named(&document.group),
                team: named(&document.team),
                shareable: document.shareable.unwrap_or_default(),
                capacity: document.capacity,
                cost_per_hour: document.cost_per_hour.clone(),
                state: document.state.unwrap_or_default(),
                zone: document.zone.clone(),
                tags: document.tags.clone(),
                profile: document.profile.clone(),
            };
            environments::create_in(tx, &new)?;
            Ok(true)
        }
    }
}

/// What the document says of settings: those it has, and that no others are in the parts it has.
fn settings(before: &Environment, document: &EnvironmentDocument) -> Vec<(Part, String, Option<Setting>)> {
    let told = |part: Part| document.profile.iter().any(|(one, ..)| one == part);
    let gone = before
        .profile
        .iter()
        .filter(|(part, name, _)| told(*part) && document.profile.get(*part, name).is_none())
        .map(|(part, name, _)| (part, name.to_owned(), None));
    let set = document.profile.iter().map(|(part, name, setting)| (part, name.to_owned(), Some(setting.clone())));
    gone.chain(set).collect()
}

/// Hosts and links of an environment, once everything they may name is there.
pub(super) fn parts(tx: &mut Tx<'_>, document: &EnvironmentDocument) -> Outcome<()> {
    if document.hosts.is_none() && document.links.is_empty() {
        return Ok(());
    }
    let environment = store::get(tx, document.key.as_str())?;
    if let Some(hosts) = &document.hosts {
        let told: Vec<parts::Told> = hosts
            .iter()
            .map(|entry| parts::Told {
                name: entry.name.clone(),
                kind: entry.host_type.clone(),
                address: entry.address.clone(),
                components: entry
                    .components
                    .iter()
                    .map(|one| (one.name.clone(), one.version.clone(), one.system.as_ref().map(Key::to_string)))
                    .collect(),
            })
            .collect();
        parts::put_hosts_in(tx, &environment, &told)?;
    }
    for (index, entry) in document.links.iter().enumerate() {
        let place = format!("/links/{index}");
        let other = store::get(tx, entry.environment.as_str())
            .map_err(|problem| within(&format!("{place}/environment"), problem))?;
        let new =
            parts::NewLink { kind: entry.link_type.clone(), direction: entry.direction, note: entry.note.clone() };
        parts::put_link_in(tx, &environment, other.id, &new).map_err(|problem| within(&place, problem))?;
    }
    Ok(())
}
