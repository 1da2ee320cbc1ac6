//! Systems, what they depend on, and their versions.

use crate::{
    id::{PortfolioId, ReleaseId, SystemId, TeamId, VersionId},
    text::{Key, Name},
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// How much depends on something, or how much could go wrong: four words used for criticality and for risk.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// Little.
    Low,
    /// Some.
    Medium,
    /// Much.
    High,
    /// Everything.
    Critical,
}

impl Level {
    /// Every level, from least to most.
    pub const ALL: [Self; 4] = [Self::Low, Self::Medium, Self::High, Self::Critical];

    /// The name in the API and the database.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
            Self::Critical => "critical",
        }
    }
}

/// A link to something outside.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Link {
    /// What it leads to.
    pub title: String,
    /// An absolute `https:` or `http:` address.
    pub url: String,
}

/// Something deployable: application, service, database, library.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct System {
    /// Which.
    pub id: SystemId,
    /// Its short name.
    pub key: Key,
    /// Its name.
    pub name: Name,
    /// The enterprise's own word for what it is: `service`, `library`, …
    pub kind: String,
    /// What it does.
    pub description: String,
    /// Whose it is.
    pub portfolio: PortfolioId,
    /// Who looks after it.
    pub team: Option<TeamId>,
    /// Who supplies it.
    pub vendor: Option<String>,
    /// How much depends on it.
    pub criticality: Option<Level>,
    /// The system it is part of.
    pub parent: Option<SystemId>,
    /// Where its source is kept.
    pub repositories: Vec<String>,
    /// Links.
    pub links: Vec<Link>,
    /// Free labels.
    pub tags: Vec<String>,
    /// When it was put away.
    pub archived_at: Option<Timestamp>,
    /// Counts its changes.
    pub rev: i64,
}

/// An immutable build of a system.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Version {
    /// Which.
    pub id: VersionId,
    /// Of what.
    pub system: SystemId,
    /// Its number, text as its makers write it: `33.0.2`, `2026.1`; unique per system.
    pub number: String,
    /// The commit it was built from, or one per repository.
    pub commit: Option<String>,
    /// Digest of the artefact.
    pub digest: Option<String>,
    /// Package URL.
    pub purl: Option<String>,
    /// Where it was built.
    pub build_url: Option<String>,
    /// Its bill of materials.
    pub sbom_url: Option<String>,
    /// Its provenance statement.
    pub provenance_url: Option<String>,
    /// True for a release candidate and the like.
    pub prerelease: bool,
    /// The release that produced it.
    pub release: Option<ReleaseId>,
    /// When it was built.
    pub built_at: Option<Timestamp>,
    /// When Signalbox learnt of it.
    pub created_at: Timestamp,
}

/// True when a version number names a pre-release: it has a letter group such as `rc1`, `b2`, `alpha`, `beta.0` after its
/// digits (the conventions of PEP 440 and semantic versioning).
#[must_use]
pub fn is_prerelease(number: &str) -> bool {
    let number = number.strip_prefix('v').unwrap_or(number).split('+').next().unwrap_or_default();
    let lower = number.to_ascii_lowercase();
    if lower.split_once('-').is_some_and(|(core, rest)| {
        core.starts_with(|first: char| first.is_ascii_digit()) && !rest.is_empty() && !rest.starts_with("post")
    }) {
        return true;
    }
    let bytes = lower.as_bytes();
    ["rc", "a", "b", "alpha", "beta", "pre", "dev"].iter().any(|mark| {
        lower.match_indices(mark).any(|(at, _)| {
            let before = at.checked_sub(1).map(|index| bytes[index]);
            let after = bytes.get(at + mark.len());
            before.is_some_and(|letter| letter.is_ascii_digit() || letter == b'.')
                && after.is_none_or(|letter| letter.is_ascii_digit() || *letter == b'.')
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prereleases_are_told_from_releases() {
        for number in ["33.0.0.0rc1", "v1.35.0-alpha.1", "2.0.0b2", "1.0.dev3", "1.0.0-rc.1", "v1.36.0-beta.0"] {
            assert!(is_prerelease(number), "{number}");
        }
        for number in ["33.0.2", "2026.1", "v1.35.0", "4.2.0+build7", "1.0-post1", "22"] {
            assert!(!is_prerelease(number), "{number}");
        }
    }
}
