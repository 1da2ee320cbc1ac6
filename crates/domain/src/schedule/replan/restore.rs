//! Taking a change of plans back: everything it moved goes where it was, or nothing does.

use super::{Because, ItemKind, Moved, Replanned, Span, Standing, Subject, conflicts, shift};
use crate::id::{ActivityId, Identifier, MilestoneId, PhaseId, ReleaseId};
use std::collections::BTreeMap;

/// Something that is no longer as the change left it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Since {
    /// It moved again.
    Moved {
        /// The id of what moved.
        item: String,
        /// Its name.
        name: String,
    },
    /// It is not there any more, or not for whoever takes the change back.
    Gone {
        /// Its name, when it may be told.
        name: Option<String>,
    },
}

/// Computes what taking a change back does. `standings` are at least the releases that moved.
///
/// # Errors
/// Everything that is no longer where the change put it.
pub fn restore(standings: &[Standing], moved: &[Moved]) -> Result<Replanned, Vec<Since>> {
    let standings: BTreeMap<ReleaseId, &Standing> = standings.iter().map(|one| (one.release.id, one)).collect();
    let mut done = Replanned::default();
    let mut since = Vec::new();
    for one in moved {
        let Some(standing) = standings.get(&one.release).filter(|standing| standing.seen) else {
            since.push(Since::Gone { name: None });
            continue;
        };
        let (mut plan, mut activities) = (standing.plan.clone(), standing.activities.clone());
        for item in &one.items {
            let Some((subject, now)) = subject(item.kind, &item.id)
                .and_then(|subject| shift::span_of(standing, subject).map(|now: Span| (subject, now)))
            else {
                since.push(Since::Gone { name: Some(item.name.clone()) });
                continue;
            };
            if now != item.after {
                since.push(Since::Moved { item: item.id.clone(), name: item.name.clone() });
            }
            done.conflicts.extend(conflicts::against_subject(standing, subject));
            shift::put(&mut plan, &mut activities, subject, item.before);
        }
        done.changes.push(shift::changed(standing, plan, activities, one.because));
    }
    if !since.is_empty() {
        return Err(since);
    }
    if let Some(first) = done.changes.first_mut() {
        first.because = Because::Moved;
    }
    done.conflicts.extend(conflicts::between(&standings, &done));
    let mut told = std::collections::HashSet::new();
    done.conflicts.retain(|conflict| told.insert((conflict.code, conflict.detail.clone())));
    Ok(done)
}

fn subject(kind: ItemKind, id: &str) -> Option<Subject> {
    match kind {
        ItemKind::Release => Some(Subject::Release),
        ItemKind::Phase => PhaseId::parse(id).map(Subject::Phase),
        ItemKind::Milestone => MilestoneId::parse(id).map(Subject::Milestone),
        ItemKind::Activity => ActivityId::parse(id).map(Subject::Activity),
    }
}
