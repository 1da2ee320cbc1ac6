//! Drift: what changed in an environment without anybody having said so.
//!
//! The definition: a change is a [`Difference`] between one snapshot and the next, and happened after the first and not
//! after the second. It was announced when a deployment of that version to that system was at an instant of this time, or a
//! change request was worked on during any of it. A change request announces every change; a deployment its own version
//! only. Every other change is drift. References to secrets are compared as they are: that one leads elsewhere is a change.

#[cfg(test)]
mod tests;

use super::{
    Environment, Part, Profile, Setting,
    parity::{self, Difference, Kind, VERSIONS, Versions},
};
use crate::{
    bookings::Span,
    event::{Change, Fact},
    text::Key,
};
use jiff::{SignedDuration, Timestamp};
use serde::Serialize;

/// What an environment was at an instant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Snapshot {
    /// When it was looked at.
    pub at: Timestamp,
    /// What it was made of; `None` when only versions were looked at.
    pub profile: Option<Profile>,
    /// What ran there; `None` when only the profile was looked at.
    pub versions: Option<Versions>,
}

/// What the journal tells of a change of the profile, as two snapshots of what changed: what was set at an instant was as
/// before right up to it.
#[must_use]
pub fn of_profile(changes: &[Change], at: Timestamp) -> [Snapshot; 2] {
    let side = |at, value: fn(&Change) -> &serde_json::Value| {
        let settings = changes.iter().filter_map(|change| {
            let (part, name) = change.field.strip_prefix("profile/")?.split_once('/')?;
            let part = Part::ALL.into_iter().find(|known| known.name() == part)?;
            Some((part, name.to_owned(), value(change).as_str().map(Setting::parse)))
        });
        Snapshot { at, profile: Some(Profile::default().with(settings)), versions: None }
    };
    let before = at.saturating_sub(SignedDuration::from_micros(1)).unwrap_or(at);
    [side(before, |change| &change.before), side(at, |change| &change.after)]
}

/// The fact that a change of the profile is drift, of those of its settings that nobody announced; `None` when all were.
#[must_use]
pub fn told(environment: &Environment, changes: &[Change], at: Timestamp, announced: &[Announced]) -> Option<Fact> {
    let drifted: Vec<Change> = drift(&of_profile(changes, at), announced)
        .into_iter()
        .map(|Drift { difference, .. }| Change {
            field: format!("profile/{}/{}", difference.part, difference.name),
            before: difference.there.into(),
            after: difference.here.into(),
        })
        .collect();
    let fact = Fact::of("environment.drifted", environment.id, environment.portfolio).named(&environment.name);
    (!drifted.is_empty()).then(|| fact.with(drifted))
}

/// That somebody said the environment changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Announced {
    /// A version was deployed.
    Deployment {
        /// Of which system.
        system: Key,
        /// Which.
        version: String,
        /// When it was there.
        at: Timestamp,
    },
    /// A change request was worked on.
    Change(Span),
}

/// A change that nobody announced.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Drift {
    /// The last instant at which it was as before.
    pub after: Timestamp,
    /// The first at which it was seen.
    pub seen: Timestamp,
    /// What changed: `there` is before, `here` is after.
    pub difference: Difference,
}

/// Every change that nobody announced, in the order it was seen. Snapshots may come in any order; of those that do not tell
/// of a part, the last that did counts.
#[must_use]
pub fn drift(snapshots: &[Snapshot], announced: &[Announced]) -> Vec<Drift> {
    let mut order: Vec<&Snapshot> = snapshots.iter().collect();
    order.sort_by_key(|snapshot| snapshot.at);
    let mut told = Vec::new();
    let mut profile: Option<(Timestamp, &Profile)> = None;
    let mut versions: Option<(Timestamp, &Versions)> = None;
    for snapshot in order {
        let seen = snapshot.at;
        let mut changes: Vec<(Timestamp, Difference)> = Vec::new();
        if let Some(now) = &snapshot.profile {
            if let Some((after, before)) = profile {
                changes.extend(parity::changed(before, now).into_iter().map(|change| (after, change)));
            }
            profile = Some((seen, now));
        }
        if let Some(now) = &snapshot.versions {
            if let Some((after, before)) = versions {
                changes.extend(of_versions(before, now).into_iter().map(|change| (after, change)));
            }
            versions = Some((seen, now));
        }
        let unsaid = changes
            .into_iter()
            .filter(|(after, change)| !announced.iter().any(|announced| announced.tells(change, *after, seen)));
        told.extend(unsaid.map(|(after, difference)| Drift { after, seen, difference }));
    }
    told
}

impl Announced {
    fn tells(&self, change: &Difference, after: Timestamp, seen: Timestamp) -> bool {
        match self {
            Self::Deployment { system, version, at } => {
                change.part == VERSIONS
                    && change.name == system.as_str()
                    && change.here.as_ref() == Some(version)
                    && after < *at
                    && *at <= seen
            }
            Self::Change(span) => span.start() <= seen && after < span.end(),
        }
    }
}

fn of_versions(before: &Versions, after: &Versions) -> Vec<Difference> {
    let mut systems: Vec<&Key> = before.keys().chain(after.keys()).collect();
    systems.sort_unstable();
    systems.dedup();
    let told = systems.into_iter().filter_map(|system| {
        let (there, here) = (before.get(system).cloned(), after.get(system).cloned());
        let kind = match (&here, &there) {
            (None, _) => Kind::Missing,
            (_, None) => Kind::Extra,
            _ => Kind::Different,
        };
        (here != there).then(|| Difference { part: VERSIONS, name: system.to_string(), kind, here, there })
    });
    told.collect()
}
