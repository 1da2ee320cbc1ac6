//! Making one template document true.

use super::{
    apply::{found, given, listed, said},
    model::{InvolvedEntry, ReleaseTemplateDocument, SystemEntry},
};
use crate::release_templates::{self as templates, Change, New, NewInvolved, NewSystem};
use signalbox_domain::{Key, Outcome};
use signalbox_store::{Tx, release_templates as store};

/// Makes the template true; answers whether it was made.
pub(super) fn template(tx: &mut Tx<'_>, document: &ReleaseTemplateDocument) -> Outcome<bool> {
    let roles = document.roles.as_deref().map(roles);
    let systems = document.systems.as_deref().map(systems);
    let release_type = document.release_type.as_ref().map(Key::to_string);
    match found(store::get(tx, document.key.as_str()))? {
        Some(before) => {
            let change = Change {
                key: None,
                name: Some(document.name.clone()),
                description: said(&document.description),
                portfolio: Some(document.portfolio.to_string()),
                kind: Some(document.release),
                release_type,
                risk: given(document.risk),
                zone: document.zone.clone(),
                time: given(document.time),
                start: given(document.start),
                tags: listed(&document.tags),
                phases: listed(&document.phases),
                milestones: listed(&document.milestones),
                activities: listed(&document.activities),
                roles,
                systems,
            };
            templates::change_in(tx, &before, &change)?;
            Ok(false)
        }
        None => {
            let new = New {
                key: document.key.clone(),
                name: document.name.clone(),
                description: document.description.clone(),
                portfolio: document.portfolio.to_string(),
                kind: document.release,
                release_type,
                risk: document.risk,
                zone: document.zone.clone(),
                time: document.time,
                start: document.start,
                tags: document.tags.clone(),
                phases: document.phases.clone(),
                milestones: document.milestones.clone(),
                activities: document.activities.clone(),
                roles: roles.unwrap_or_default(),
                systems: systems.unwrap_or_default(),
            };
            templates::create_in(tx, &new)?;
            Ok(true)
        }
    }
}

fn roles(entries: &[InvolvedEntry]) -> Vec<NewInvolved> {
    let one = |entry: &InvolvedEntry| NewInvolved {
        person: entry.person.clone(),
        team: entry.team.as_ref().map(Key::to_string),
        part: entry.role,
    };
    entries.iter().map(one).collect()
}

fn systems(entries: &[SystemEntry]) -> Vec<NewSystem> {
    entries.iter().map(|entry| NewSystem { system: entry.system.to_string(), impact: entry.impact }).collect()
}
