//! The RAID register of a release, as its document says.

use super::{apply_release::within, model::RaidEntry};
use crate::raid::{self, Change, New, Owner};
use signalbox_domain::{
    Outcome, Patch,
    releases::{RaidItem, RaidStatus, Release},
};
use signalbox_store::{Tx, raid as store};

/// Brings the register to what the entries say. What they do not name stays.
pub(super) fn apply(tx: &mut Tx<'_>, release: &Release, entries: &[RaidEntry]) -> Outcome<()> {
    if entries.is_empty() {
        return Ok(());
    }
    let present = store::all_of(tx, release.id)?;
    for (index, entry) in entries.iter().enumerate() {
        // Of several with the same title, the second entry means the second item.
        let before = entries[..index].iter().filter(|other| other.title == entry.title).count();
        let known = present.iter().map(|view| &view.item).filter(|item| item.title == entry.title).nth(before);
        bring(tx, release, known, entry).map_err(|problem| within(&format!("/raid/{index}"), problem))?;
    }
    Ok(())
}

fn bring(tx: &mut Tx<'_>, release: &Release, known: Option<&RaidItem>, entry: &RaidEntry) -> Outcome<()> {
    let is_closed = entry.status == RaidStatus::Closed;
    let item = match known {
        None => raid::create_in(tx, release, &new(entry))?,
        // What is over on both sides is what it was: reopening it would only make noise.
        Some(before) if before.closure.is_some() && is_closed => return Ok(()),
        Some(before) => {
            let open = if before.closure.is_some() { raid::reopen_in(tx, release, before)? } else { before.clone() };
            raid::change_in(tx, release, &open, &change(entry))?
        }
    };
    if is_closed {
        raid::close_in(tx, release, &item, &entry.resolution)?;
    }
    Ok(())
}

fn owner(entry: &RaidEntry) -> Option<Owner> {
    let owner = Owner { person: entry.person.clone(), team: entry.team.as_ref().map(ToString::to_string) };
    (owner.person.is_some() || owner.team.is_some()).then_some(owner)
}

fn new(entry: &RaidEntry) -> New {
    New {
        kind: entry.raid_type,
        title: entry.title.clone(),
        description: entry.description.clone(),
        owner: owner(entry),
        probability: entry.probability,
        impact: entry.impact,
        due: entry.due,
        response: entry.response.clone(),
        in_progress: entry.status == RaidStatus::InProgress,
    }
}

/// What is left out of an entry stays as it is, as everywhere in a document.
fn change(entry: &RaidEntry) -> Change {
    let given = |text: &String| Some(text.clone()).filter(|text| !text.is_empty());
    Change {
        kind: Some(entry.raid_type),
        title: None,
        description: given(&entry.description),
        owner: owner(entry).map_or(Patch::Keep, Patch::Set),
        probability: entry.probability.map_or(Patch::Keep, Patch::Set),
        impact: entry.impact.map_or(Patch::Keep, Patch::Set),
        due: entry.due.map_or(Patch::Keep, Patch::Set),
        response: given(&entry.response),
        in_progress: Some(entry.status == RaidStatus::InProgress),
    }
}
