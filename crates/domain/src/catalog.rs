//! Systems, what they depend on, and their versions.

use crate::{
    event::{Decided, Fact, differences},
    id::{PortfolioId, ReleaseId, SystemId, TeamId, VersionId, looks_like_an_id},
    problem::{Fault, Faults, Outcome, Problem, Reason},
    releases::release::{link_faults, tag_faults},
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

/// True for an address a browser may follow. Only web addresses are, so that a link can never run as a script.
#[must_use]
pub fn is_web_address(text: &str) -> bool {
    ["https://", "http://"].iter().any(|scheme| text.len() > scheme.len() && text.starts_with(scheme))
        && !text.chars().any(|letter| letter.is_whitespace() || letter.is_control())
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

/// The longest word for what a system is, and the longest of its other one-line texts, in characters.
const KIND_LENGTH: usize = 50;
const LINE_LENGTH: usize = 500;
/// The longest remark on a dependency, in characters.
const NOTE_LENGTH: usize = 2_000;

impl System {
    /// Every fault of the system as it stands. `ancestors` is its parent and all that parent's ancestors.
    #[must_use]
    pub fn faults(&self, ancestors: &[SystemId]) -> Faults {
        let mut faults = Faults::none();
        if !self.kind.is_empty() {
            faults.extend(line_fault("/kind", &self.kind, KIND_LENGTH));
        }
        faults.extend(self.vendor.as_ref().and_then(|vendor| line_fault("/vendor", vendor, LINE_LENGTH)));
        faults.require(!ancestors.contains(&self.id), "/parent", "cycle", || {
            format!("{} would become its own ancestor; choose a parent that is not part of it", self.key)
        });
        for (index, repository) in self.repositories.iter().enumerate() {
            faults.extend(line_fault(&format!("/repositories/{index}"), repository, LINE_LENGTH));
        }
        faults.extend(link_faults(&self.links));
        faults.extend(tag_faults(&self.tags));
        faults
    }
}

/// The fault of a text that is not one line of visible characters, if it is one.
fn line_fault(pointer: &str, text: &str, most: usize) -> Option<Fault> {
    let length = text.chars().count();
    let sound = (1..=most).contains(&length) && text.trim() == text && !text.chars().any(char::is_control);
    (!sound).then(|| {
        Fault::new(pointer, "text", format!("this is one line of 1 to {most} characters, without spaces at its ends"))
    })
}

/// Decides what a new system is.
///
/// # Errors
/// Every fault of it.
pub fn create(made: System) -> Outcome<Decided<System>> {
    made.faults(&[]).finish()?;
    let changes = differences(None, Some(&made));
    let fact = Fact::of("system.created", made.id, made.portfolio).named(&made.name).with(changes);
    Ok(Decided { state: made, facts: vec![fact] })
}

/// Decides a change of a system. `ancestors` is the parent it is to have and all that parent's ancestors.
///
/// # Errors
/// Every fault of the system as it would be.
pub fn change(before: &System, after: System, ancestors: &[SystemId]) -> Outcome<Decided<System>> {
    after.faults(ancestors).finish()?;
    let changes = differences(Some(before), Some(&after));
    let facts = if changes.is_empty() {
        Vec::new()
    } else {
        vec![Fact::of("system.changed", after.id, after.portfolio).named(&after.name).with(changes)]
    };
    Ok(Decided { state: after, facts })
}

/// Puts a system away, or takes it out again.
#[must_use]
pub fn archive(before: &System, away: bool, now: Timestamp) -> Decided<System> {
    if before.archived_at.is_some() == away {
        return Decided { state: before.clone(), facts: Vec::new() };
    }
    let after = System { archived_at: away.then_some(now), ..before.clone() };
    let kind = if away { "system.archived" } else { "system.restored" };
    let changes = differences(Some(before), Some(&after));
    let fact = Fact::of(kind, after.id, after.portfolio).named(&after.name).with(changes);
    Decided { state: after, facts: vec![fact] }
}

/// That a system needs another, and what for. Systems may need each other in a circle: in the real world they do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Dependency {
    /// The system that is needed.
    pub system: SystemId,
    /// What for.
    pub note: String,
}

/// Decides that a system needs another. `before` is what was known of it until now.
///
/// # Errors
/// A system that would need itself, and a note that is too long.
pub fn depend(system: &System, before: Option<&Dependency>, after: Dependency) -> Outcome<Decided<Dependency>> {
    if system.id == after.system {
        return Err(Problem::fault("/system", "self", format!("{} does not depend on itself", system.key)));
    }
    if after.note.chars().count() > NOTE_LENGTH {
        return Err(Problem::fault("/note", "text", format!("a note has at most {NOTE_LENGTH} characters")));
    }
    let kind = match before {
        Some(before) if *before == after => return Ok(Decided { state: after, facts: Vec::new() }),
        Some(_) => "system.dependency_changed",
        None => "system.dependency_added",
    };
    let fact = dependency_fact(kind, system, before, Some(&after));
    Ok(Decided { state: after, facts: vec![fact] })
}

/// The fact that a system no longer needs another.
#[must_use]
pub fn no_longer_depends(system: &System, before: &Dependency) -> Fact {
    dependency_fact("system.dependency_removed", system, Some(before), None)
}

/// Names the other system by id only: who reads of this system may not be allowed to see the other.
fn dependency_fact(
    kind: &'static str,
    system: &System,
    before: Option<&Dependency>,
    after: Option<&Dependency>,
) -> Fact {
    Fact::of(kind, system.id, system.portfolio).named(&system.name).change("dependency", before, after)
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

/// The longest version number, in characters.
const NUMBER_LENGTH: usize = 100;
/// The longest web address, in characters.
const ADDRESS_LENGTH: usize = 2_000;
/// The longest list of commits, in characters: a version may be built from several hundred repositories.
const COMMIT_LENGTH: usize = 20_000;

impl Version {
    /// Every fault of the version.
    #[must_use]
    pub fn faults(&self) -> Faults {
        let mut faults = Faults::none();
        faults.extend(number_fault("/number", &self.number));
        if let Some(commit) = &self.commit {
            faults.require((1..=COMMIT_LENGTH).contains(&commit.chars().count()), "/commit", "text", || {
                format!("a commit has 1 to {COMMIT_LENGTH} characters")
            });
        }
        for (pointer, text) in [("/digest", &self.digest), ("/purl", &self.purl)] {
            faults.extend(text.as_ref().and_then(|text| line_fault(pointer, text, LINE_LENGTH)));
        }
        if let Some(purl) = &self.purl {
            faults.require(purl.starts_with("pkg:"), "/purl", "purl", || {
                format!("{purl:?} is no package URL; one begins with pkg:")
            });
        }
        let addresses =
            [("/build_url", &self.build_url), ("/sbom_url", &self.sbom_url), ("/provenance_url", &self.provenance_url)];
        for (pointer, address) in addresses {
            if let Some(address) = address {
                let sound = is_web_address(address) && address.chars().count() <= ADDRESS_LENGTH;
                faults.require(sound, pointer, "url", || format!("{address:?} is no https:// or http:// address"));
            }
        }
        faults
    }
}

/// The fault of the number of a version, if it has one.
#[must_use]
pub fn number_fault(pointer: &str, number: &str) -> Option<Fault> {
    line_fault(pointer, number, NUMBER_LENGTH).or_else(|| {
        looks_like_an_id(number)
            .then(|| Fault::new(pointer, "id", format!("{number:?} has the shape of an id; a version number does not")))
    })
}

/// Decides that a system has a version. The same said again changes nothing; `known` is the version that bears the number
/// already.
///
/// # Errors
/// Every fault of the version; another content under a number that is taken, with each field that differs.
pub fn register(system: &System, known: Option<Version>, wanted: Version) -> Outcome<Decided<Version>> {
    wanted.faults().finish()?;
    let name = format!("{} {}", system.key, wanted.number);
    let Some(known) = known else {
        let changes = differences(None, Some(&wanted));
        let fact =
            Fact::of("version.registered", wanted.id, system.portfolio).about(system.id).named(name).with(changes);
        return Ok(Decided { state: wanted, facts: vec![fact] });
    };
    let others = differences(Some(&known), Some(&wanted));
    if others.is_empty() {
        return Ok(Decided { state: known, facts: Vec::new() });
    }
    Err(Problem::Refused {
        detail: format!("{name} is registered already, and a version never changes; give the new build another number"),
        reasons: others
            .into_iter()
            .map(|other| Reason::new("immutable", format!("{name} is registered with another {}", other.field)))
            .collect(),
    })
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
    use crate::id::Identifier;

    fn system(number: u128) -> System {
        System {
            id: SystemId::from_bits(number),
            key: Key::parse(&format!("sys-{number}")).unwrap(),
            name: Name::parse("A system").unwrap(),
            kind: "service".to_owned(),
            description: String::new(),
            portfolio: PortfolioId::from_bits(1),
            team: None,
            vendor: None,
            criticality: None,
            parent: None,
            repositories: Vec::new(),
            links: Vec::new(),
            tags: Vec::new(),
            archived_at: None,
            rev: 1,
        }
    }

    fn version(number: &str) -> Version {
        Version {
            id: VersionId::from_bits(1),
            system: SystemId::from_bits(1),
            number: number.to_owned(),
            commit: None,
            digest: None,
            purl: None,
            build_url: None,
            sbom_url: None,
            provenance_url: None,
            prerelease: false,
            release: None,
            built_at: None,
            created_at: Timestamp::UNIX_EPOCH,
        }
    }

    #[test]
    fn every_fault_of_a_system_is_told_at_once() {
        let wrong = System {
            kind: " service".to_owned(),
            vendor: Some(String::new()),
            repositories: vec!["https://example.org/a".to_owned(), "two\nlines".to_owned()],
            links: vec![Link { title: "x".to_owned(), url: "javascript:alert(1)".to_owned() }],
            tags: vec![String::new()],
            ..system(1)
        };
        let faults = wrong.faults(&[SystemId::from_bits(2), SystemId::from_bits(1)]).into_vec();
        let pointers: Vec<&str> = faults.iter().map(|fault| fault.pointer.as_str()).collect();
        assert_eq!(pointers, ["/kind", "/vendor", "/parent", "/repositories/1", "/links/0/url", "/tags/0"]);
        assert!(faults[2].detail.contains("sys-1"), "a cycle names the system");
    }

    #[test]
    fn a_change_that_changes_nothing_is_no_fact() {
        let before = system(1);
        assert_eq!(change(&before, before.clone(), &[]).unwrap().facts, []);
        let after = System { tags: vec!["tier-1".to_owned()], ..before.clone() };
        let decided = change(&before, after, &[]).unwrap();
        assert_eq!((decided.facts[0].kind, decided.facts[0].changes[0].field.as_str()), ("system.changed", "tags"));
        assert_eq!(archive(&before, false, Timestamp::UNIX_EPOCH).facts, []);
        assert_eq!(archive(&before, true, Timestamp::UNIX_EPOCH).facts[0].kind, "system.archived");
    }

    #[test]
    fn a_system_needs_others_but_never_itself() {
        let need = |number| Dependency { system: SystemId::from_bits(number), note: String::new() };
        assert!(matches!(depend(&system(1), None, need(1)), Err(Problem::Invalid(_))));
        let added = depend(&system(1), None, need(2)).unwrap();
        assert_eq!(added.facts[0].kind, "system.dependency_added");
        assert_eq!(depend(&system(1), Some(&need(2)), need(2)).unwrap().facts, []);
        let noted = Dependency { note: "identity".to_owned(), ..need(2) };
        assert_eq!(depend(&system(1), Some(&need(2)), noted).unwrap().facts[0].kind, "system.dependency_changed");
    }

    #[test]
    fn a_version_never_changes_and_every_difference_is_told() {
        let known = version("33.0.2");
        let again = Version { id: VersionId::from_bits(2), created_at: Timestamp::MAX, ..known.clone() };
        let same = register(&system(1), Some(known.clone()), again.clone()).unwrap();
        assert_eq!((same.state.id, same.facts.len()), (known.id, 0));
        let other = Version { digest: Some("sha256:ab".to_owned()), prerelease: true, ..again };
        let Err(Problem::Refused { reasons, .. }) = register(&system(1), Some(known), other) else { panic!("allowed") };
        let told: Vec<&str> = reasons.iter().map(|reason| reason.detail.as_str()).collect();
        assert_eq!(
            told,
            ["sys-1 33.0.2 is registered with another digest", "sys-1 33.0.2 is registered with another prerelease"]
        );
    }

    #[test]
    fn every_fault_of_a_version_is_told_at_once() {
        let wrong = Version {
            digest: Some(String::new()),
            purl: Some("nova@33".to_owned()),
            build_url: Some("ftp://example.org".to_owned()),
            ..version("rel_01k9zq5s1yf0v8e3m7c2d4b6xw")
        };
        let pointers: Vec<String> = wrong.faults().into_vec().into_iter().map(|fault| fault.pointer).collect();
        assert_eq!(pointers, ["/number", "/digest", "/purl", "/build_url"]);
        assert!(version("33.0.2").faults().is_empty());
    }

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
