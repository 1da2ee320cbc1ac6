//! Documents of the stages, groups and environments that are there.

use super::{
    Document,
    export::{above_first, every},
    model::{
        ComponentEntry, EnvironmentDocument, EnvironmentGroupDocument, EnvironmentLinkEntry, HostEntry, StageDocument,
    },
};
use signalbox_domain::{Key, Outcome, Ref, id::PortfolioId};
use signalbox_store::{
    Order, Tx,
    environments::{self, groups, hosts, links, stages},
    portfolios, windows,
};

pub(super) fn stages(tx: &mut Tx<'_>, key: Option<&str>, documents: &mut Vec<Document>) -> Outcome<()> {
    let found = match key {
        Some(key) => vec![stages::view(tx, key)?],
        None => every(tx, |tx, page| stages::list(tx, false, page))?,
    };
    let root = root(tx)?;
    // One that belongs to a portfolio out of sight is not the caller's to describe.
    documents.extend(found.into_iter().filter_map(|view| {
        let (portfolio, stage) = (view.portfolio?, view.stage);
        Some(Document::Stage(StageDocument {
            key: stage.key,
            name: stage.name,
            portfolio: below(portfolio, root),
            position: stage.position,
            is_production: Some(stage.is_production),
            environments: Some(stage.promotion.environments),
            soak_minutes: Some(stage.promotion.soak_minutes),
            verified: Some(stage.promotion.verified),
            description: stage.description,
        }))
    }));
    Ok(())
}

pub(super) fn groups(tx: &mut Tx<'_>, key: Option<&str>, documents: &mut Vec<Document>) -> Outcome<()> {
    let found = match key {
        Some(key) => vec![groups::view(tx, key)?],
        None => every(tx, |tx, page| groups::list(tx, &groups::Filter::default(), page))?,
    };
    let root = root(tx)?;
    documents.extend(found.into_iter().map(|view| {
        Document::EnvironmentGroup(EnvironmentGroupDocument {
            key: view.group.key,
            name: view.group.name,
            portfolio: below(view.portfolio, root),
            approves_itself: Some(view.group.approves_itself),
            description: view.group.description,
        })
    }));
    Ok(())
}

pub(super) fn environments(tx: &mut Tx<'_>, key: Option<&str>, documents: &mut Vec<Document>) -> Outcome<()> {
    let found = match key {
        Some(key) => vec![environments::view(tx, key)?],
        None => every(tx, |tx, page| environments::list(tx, &environments::Filter::default(), Order::default(), page))?,
    };
    let root = root(tx)?;
    let mut made = Vec::with_capacity(found.len());
    for view in found {
        made.push(environment(tx, view, root)?);
    }
    above_first(
        &mut made,
        |document| document.key.to_string(),
        |document| document.parent.as_ref().map(ToString::to_string),
    );
    documents.extend(made.into_iter().map(Document::Environment));
    Ok(())
}

fn environment(tx: &mut Tx<'_>, view: environments::View, root: Option<PortfolioId>) -> Outcome<EnvironmentDocument> {
    let environment = view.environment;
    let hosts = hosts(tx, &environment)?;
    let links = links::around(tx, environment.id)?;
    let lower = |key: &Key| key.as_str().to_lowercase();
    Ok(EnvironmentDocument {
        portfolio: below(view.portfolio, root),
        stage: view.stage.map(|stage| stage.key),
        parent: view.parent.map(|parent| parent.key),
        group: view.group.map(|group| group.key),
        team: view.team.map(|team| team.key),
        description: environment.description,
        shareable: Some(environment.shareable),
        capacity: environment.capacity,
        cost_per_hour: environment.cost_per_hour,
        state: Some(environment.state),
        zone: Some(environment.zone),
        tags: environment.tags,
        profile: environment.profile,
        hosts: (!hosts.is_empty()).then_some(hosts),
        // A link is told once, by the end that comes first.
        links: links
            .into_iter()
            .filter(|link| lower(&environment.key) < lower(&link.environment.key))
            .map(|link| EnvironmentLinkEntry {
                environment: link.environment.key,
                link_type: link.kind,
                direction: link.direction,
                note: link.note,
            })
            .collect(),
        key: environment.key,
        name: environment.name,
    })
}

fn hosts(tx: &mut Tx<'_>, environment: &signalbox_domain::environments::Environment) -> Outcome<Vec<HostEntry>> {
    let hosts = hosts::of(tx, environment.id)?;
    let named: Vec<_> =
        hosts.iter().flat_map(|host| &host.components).filter_map(|component| component.system).collect();
    let systems = if named.is_empty() { Vec::new() } else { windows::visible_systems(tx, &named)? };
    let key_of = |id| systems.iter().find(|system| system.id == id).map(|system| system.key.clone());
    Ok(hosts
        .into_iter()
        .map(|host| HostEntry {
            name: host.name,
            host_type: host.kind,
            address: host.address,
            components: host
                .components
                .into_iter()
                .map(|component| ComponentEntry {
                    name: component.name,
                    version: component.version,
                    system: component.system.and_then(key_of),
                })
                .collect(),
        })
        .collect())
}

fn root(tx: &mut Tx<'_>) -> Outcome<Option<PortfolioId>> {
    Ok(portfolios::root(tx)?.map(|root| root.id))
}

/// The key of a portfolio, unless it is the root, which is there in every installation under its own name.
fn below(portfolio: Ref<PortfolioId>, root: Option<PortfolioId>) -> Option<Key> {
    (Some(portfolio.id) != root).then_some(portfolio.key)
}
