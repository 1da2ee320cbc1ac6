//! Parity: how like each other two environments are, and every way in which they are not.
//!
//! The definition. An environment has nine parts: the eight of its profile, and the versions that run there, by the key of
//! their system. For each part, take the names that either side has. A name is *equal* when both sides have it and its
//! settings [match](Setting::matches); every other is one difference. The part's share is its equal names over all its
//! names; parts that neither side has are left out, and all others weigh the same. The score is the mean of the shares in
//! hundredths, rounded down, so that 100 means no difference at all. Without any part there is no score.

#[cfg(test)]
mod tests;

use super::{Profile, Setting};
use crate::text::Key;
use serde::Serialize;
use std::collections::BTreeMap;

/// The versions that run in an environment, by the key of their system.
pub type Versions = BTreeMap<Key, String>;

/// The name of the part that holds versions.
pub const VERSIONS: &str = "versions";

/// One of two environments to compare.
#[derive(Clone, Copy, Debug)]
pub struct Side<'a> {
    /// What it is made of.
    pub profile: &'a Profile,
    /// What runs there.
    pub versions: &'a Versions,
}

/// How two sides differ in a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Only the other side has it.
    Missing,
    /// Only this side has it.
    Extra,
    /// Both have it, and it is not the same.
    Different,
}

/// One way in which two sides differ.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Difference {
    /// The part of the profile, or [`VERSIONS`].
    pub part: &'static str,
    /// The name of the setting, or the key of the system.
    pub name: String,
    /// How they differ.
    pub kind: Kind,
    /// What it is on this side; a secret as its reference.
    pub here: Option<String>,
    /// What it is on the other side.
    pub there: Option<String>,
}

/// What came of a comparison.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Comparison {
    /// How like they are, 0 to 100; `None` when nothing is known of either.
    pub score: Option<u8>,
    /// Every difference, in the order of parts and names.
    pub differences: Vec<Difference>,
}

/// Compares two sides.
#[must_use]
pub fn compare(here: Side<'_>, there: Side<'_>) -> Comparison {
    let mut shares = Vec::new();
    let mut differences = Vec::new();
    for (part, entries) in entries(here, there) {
        let all = entries.len();
        let before = differences.len();
        differences.extend(entries.into_iter().filter_map(|(name, (here, there))| difference(part, name, here, there)));
        shares.push((all - (differences.len() - before), all));
    }
    Comparison { score: score(&shares, differences.is_empty()), differences }
}

/// Every setting in which a profile is another than before, references included: what happened to one environment, where
/// [`compare`] looks at two. `here` of a difference is what it is now.
#[must_use]
pub fn changed(before: &Profile, after: &Profile) -> Vec<Difference> {
    let none = Versions::new();
    let side = |profile| Side { profile, versions: &none };
    let all = entries(side(after), side(before))
        .into_iter()
        .flat_map(|(part, entries)| entries.into_iter().map(move |(name, (here, there))| (part, name, here, there)));
    all.filter(|(.., here, there)| here != there)
        .filter_map(|(part, name, here, there)| told(part, name, here, there))
        .collect()
}

/// What either side has of a name.
type Both = (Option<Setting>, Option<Setting>);

/// The names of every part that either side has, in order.
fn entries(here: Side<'_>, there: Side<'_>) -> Vec<(&'static str, BTreeMap<String, Both>)> {
    let mut parts: Vec<(&'static str, BTreeMap<String, Both>)> = Vec::new();
    let listed = |side: Side<'_>| -> Vec<(&'static str, String, Setting)> {
        let settings = side.profile.iter().map(|(part, name, setting)| (part.name(), name.to_owned(), setting.clone()));
        let versions = side.versions.iter();
        let versions =
            versions.map(|(system, number)| (VERSIONS, system.to_string(), Setting::Text(number.to_owned())));
        settings.chain(versions).collect()
    };
    let names = super::Part::ALL.into_iter().map(super::Part::name).chain([VERSIONS]);
    parts.extend(names.map(|part| (part, BTreeMap::new())));
    let mut put = |part: &str, name: String, place: fn(&mut Both) -> &mut Option<Setting>, setting: Setting| {
        if let Some((_, entries)) = parts.iter_mut().find(|(known, _)| *known == part) {
            *place(entries.entry(name).or_default()) = Some(setting);
        }
    };
    for (part, name, setting) in listed(here) {
        put(part, name, |both| &mut both.0, setting);
    }
    for (part, name, setting) in listed(there) {
        put(part, name, |both| &mut both.1, setting);
    }
    parts.retain(|(_, entries)| !entries.is_empty());
    parts
}

/// The difference between what two sides have of a name, if there is one.
fn difference(part: &'static str, name: String, here: Option<Setting>, there: Option<Setting>) -> Option<Difference> {
    let equal = here.as_ref().zip(there.as_ref()).is_some_and(|(here, there)| here.matches(there));
    if equal { None } else { told(part, name, here, there) }
}

/// A difference; `None` when neither side has anything.
fn told(part: &'static str, name: String, here: Option<Setting>, there: Option<Setting>) -> Option<Difference> {
    let kind = match (&here, &there) {
        (None, None) => return None,
        (None, Some(_)) => Kind::Missing,
        (Some(_), None) => Kind::Extra,
        (Some(_), Some(_)) => Kind::Different,
    };
    let text = |setting: Option<Setting>| setting.map(|setting| setting.to_string());
    Some(Difference { part, name, kind, here: text(here), there: text(there) })
}

/// The mean of shares (so many of so many) in hundredths, rounded down.
fn score(shares: &[(usize, usize)], same: bool) -> Option<u8> {
    if shares.is_empty() {
        return None;
    }
    if same {
        return Some(100);
    }
    // A part has a few thousand names at most, so that a share is told apart from its neighbours with room to spare.
    #[expect(clippy::cast_precision_loss, reason = "counts of settings are far below 2^52")]
    let sum: f64 = shares.iter().map(|(equal, all)| *equal as f64 / *all as f64).sum();
    #[expect(clippy::cast_precision_loss, reason = "there are nine parts")]
    let mean = sum / shares.len() as f64;
    // A hair is added because sums of thirds fall short of what they are.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a mean of shares is 0 to 1")]
    let hundredths = (mean * 100.0 + 1e-9) as u8;
    Some(hundredths.min(99))
}
