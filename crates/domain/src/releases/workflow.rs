//! Release types: the statuses a release goes through, and the fields an enterprise adds.

use super::{Kind, fields::FieldDefinition};
use crate::{
    event::{Decided, Fact, differences},
    id::{PortfolioId, ReleaseTypeId},
    problem::{Faults, Outcome, Problem, Reason},
    text::{Key, Name},
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// What a status means, whatever an enterprise calls it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Category {
    /// Being thought about; nobody relies on it.
    Draft,
    /// Agreed; dates count.
    Planned,
    /// Being worked on.
    Active,
    /// Delivered.
    Done,
    /// Given up.
    Cancelled,
}

impl Category {
    /// Every category, in the order a release goes through them.
    pub const ALL: [Self; 5] = [Self::Draft, Self::Planned, Self::Active, Self::Done, Self::Cancelled];

    /// The name in the API and the database.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Planned => "planned",
            Self::Active => "active",
            Self::Done => "done",
            Self::Cancelled => "cancelled",
        }
    }

    /// True when nothing more is expected to happen.
    #[must_use]
    pub const fn is_over(self) -> bool {
        matches!(self, Self::Done | Self::Cancelled)
    }
}

/// A status of a workflow.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Status {
    /// Its short name.
    pub key: Key,
    /// Its name.
    pub name: Name,
    /// What it means.
    pub category: Category,
}

/// A step a workflow allows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Transition {
    /// From this status.
    pub from: Key,
    /// To this one.
    pub to: Key,
}

/// A kind of release, as an enterprise defines it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ReleaseType {
    /// Which.
    pub id: ReleaseTypeId,
    /// Its short name.
    pub key: Key,
    /// Its name.
    pub name: Name,
    /// What it is for.
    pub description: String,
    /// The kinds of release that may be of this type.
    pub kinds: Vec<Kind>,
    /// The statuses; a new release begins in the first.
    pub statuses: Vec<Status>,
    /// The steps between them.
    pub transitions: Vec<Transition>,
    /// The fields it adds.
    pub fields: Vec<FieldDefinition>,
    /// When it was put away.
    pub archived_at: Option<Timestamp>,
    /// Counts its changes.
    pub rev: i64,
}

impl ReleaseType {
    /// The statuses and steps every installation begins with: draft → planned → in progress → completed, with ways back
    /// and a way out.
    #[must_use]
    pub fn standard(id: ReleaseTypeId) -> Self {
        let status =
            |name: &str, category| Status { key: Key::from_words(name), name: Name::from_words(name), category };
        let step = |(from, to): (&str, &str)| Transition { from: Key::from_words(from), to: Key::from_words(to) };
        Self {
            id,
            key: Key::from_words("standard"),
            name: Name::from_words("Standard"),
            description: "Draft, planned, in progress, completed; may be cancelled or reopened.".to_owned(),
            kinds: Kind::ALL.to_vec(),
            statuses: [
                status("Draft", Category::Draft),
                status("Planned", Category::Planned),
                status("In progress", Category::Active),
                status("Completed", Category::Done),
                status("Cancelled", Category::Cancelled),
            ]
            .into(),
            transitions: [
                ("draft", "planned"),
                ("planned", "draft"),
                ("planned", "in-progress"),
                ("in-progress", "planned"),
                ("in-progress", "completed"),
                ("completed", "in-progress"),
                ("draft", "cancelled"),
                ("planned", "cancelled"),
                ("in-progress", "cancelled"),
                ("cancelled", "draft"),
            ]
            .into_iter()
            .map(step)
            .collect(),
            fields: Vec::new(),
            archived_at: None,
            rev: 1,
        }
    }

    /// The status with this key.
    #[must_use]
    pub fn status(&self, key: &Key) -> Option<&Status> {
        self.statuses.iter().find(|status| status.key == *key)
    }

    /// The statuses that may follow this one.
    pub fn after<'a>(&'a self, from: &'a Key) -> impl Iterator<Item = &'a Status> + 'a {
        self.transitions.iter().filter(move |step| step.from == *from).filter_map(|step| self.status(&step.to))
    }

    /// Checks a type that somebody defined.
    ///
    /// # Errors
    /// Every fault: no status, a first status that is not a draft or planned one, duplicates, steps from or to nowhere.
    pub fn check(&self) -> Outcome<()> {
        let mut faults = Faults::none();
        faults.require(!self.kinds.is_empty(), "/kinds", "empty", || {
            "a type is for at least one kind of release".to_owned()
        });
        faults.require(!self.statuses.is_empty(), "/statuses", "empty", || {
            "a workflow has at least one status".to_owned()
        });
        for (index, status) in self.statuses.iter().enumerate() {
            let first = self.statuses.iter().position(|other| other.key == status.key);
            faults.require(first == Some(index), &format!("/statuses/{index}/key"), "duplicate", || {
                format!("there are two statuses {}", status.key)
            });
        }
        if let Some(first) = self.statuses.first() {
            faults.require(!first.category.is_over(), "/statuses/0/category", "first", || {
                "a new release begins in the first status, so it cannot mean done or cancelled".to_owned()
            });
        }
        for (index, step) in self.transitions.iter().enumerate() {
            for (end, key) in [("from", &step.from), ("to", &step.to)] {
                faults.require(self.status(key).is_some(), &format!("/transitions/{index}/{end}"), "unknown", || {
                    format!("there is no status {key}")
                });
            }
        }
        for (index, field) in self.fields.iter().enumerate() {
            let first = self.fields.iter().position(|other| other.key == field.key);
            faults.require(first == Some(index), &format!("/fields/{index}/key"), "duplicate", || {
                format!("there are two fields {}", field.key)
            });
            faults.extend(field.faults(&format!("/fields/{index}")));
        }
        faults.finish()
    }
}

/// How many releases of a type are of one kind and in one status.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InUse {
    /// The status.
    pub status: Key,
    /// The kind.
    pub kind: Kind,
    /// How many.
    pub releases: i64,
}

/// Decides what a new type is. `root` is the root portfolio, whose facts are everybody's.
///
/// # Errors
/// Every fault of the type.
pub fn create(made: ReleaseType, root: PortfolioId) -> Outcome<Decided<ReleaseType>> {
    made.check()?;
    let changes = differences(None, Some(&made));
    let fact = Fact::of("release_type.created", made.id, root).named(&made.name).with(changes);
    Ok(Decided { state: made, facts: vec![fact] })
}

/// Decides a change of a type that releases may be using.
///
/// # Errors
/// Every fault of the type as it would be; a refusal that counts the releases which would be left in a status that is gone
/// or means something else, or be of a kind the type is no longer for.
pub fn change(
    before: &ReleaseType,
    after: ReleaseType,
    in_use: &[InUse],
    root: PortfolioId,
) -> Outcome<Decided<ReleaseType>> {
    after.check()?;
    let reasons = reasons_against(before, &after, in_use);
    if !reasons.is_empty() {
        let detail = format!("releases of the type {} stand in the way of this change", before.name);
        return Err(Problem::Refused { detail, reasons });
    }
    let changes = differences(Some(before), Some(&after));
    let facts = if changes.is_empty() {
        Vec::new()
    } else {
        vec![Fact::of("release_type.changed", after.id, root).named(&after.name).with(changes)]
    };
    Ok(Decided { state: after, facts })
}

/// Puts a type away, or takes it out again. Releases that are of it stay what they are.
#[must_use]
pub fn archive(before: &ReleaseType, away: bool, now: Timestamp, root: PortfolioId) -> Decided<ReleaseType> {
    if before.archived_at.is_some() == away {
        return Decided { state: before.clone(), facts: Vec::new() };
    }
    let after = ReleaseType { archived_at: away.then_some(now), ..before.clone() };
    let kind = if away { "release_type.archived" } else { "release_type.restored" };
    let changes = differences(Some(before), Some(&after));
    let fact = Fact::of(kind, after.id, root).named(&after.name).with(changes);
    Decided { state: after, facts: vec![fact] }
}

fn reasons_against(before: &ReleaseType, after: &ReleaseType, in_use: &[InUse]) -> Vec<Reason> {
    let count =
        |is_it: &dyn Fn(&InUse) -> bool| in_use.iter().filter(|one| is_it(one)).map(|one| one.releases).sum::<i64>();
    let of = |releases: i64| if releases == 1 { "1 release is".to_owned() } else { format!("{releases} releases are") };
    let mut reasons = Vec::new();
    for status in &before.statuses {
        let releases = count(&|one| one.status == status.key);
        let then = after.status(&status.key);
        if releases > 0 && then.is_none() {
            let detail =
                format!("{} in the status {}, which would be gone; move them on first", of(releases), status.key);
            reasons.push(Reason::new("status_in_use", detail));
        } else if let Some(then) = then.filter(|then| releases > 0 && then.category != status.category) {
            let (from, to) = (status.category.name(), then.category.name());
            let told = of(releases);
            let detail = format!("{told} in the status {}, which would mean {to} and not {from}", status.key);
            reasons.push(Reason::new("status_in_use", detail));
        }
    }
    for kind in before.kinds.iter().filter(|kind| !after.kinds.contains(kind)) {
        let releases = count(&|one| one.kind == *kind);
        if releases > 0 {
            let detail = format!("{} of the kind {}, which the type would not be for", of(releases), kind.name());
            reasons.push(Reason::new("kind_in_use", detail));
        }
    }
    reasons
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::Identifier;

    #[test]
    fn no_release_is_left_in_a_status_that_is_gone_and_every_one_is_counted() {
        let before = ReleaseType::standard(ReleaseTypeId::from_bits(1));
        let key = |text: &str| Key::parse(text).unwrap();
        let mut after = before.clone();
        after.statuses.retain(|status| status.key != key("planned") && status.key != key("cancelled"));
        after.transitions.retain(|step| after.statuses.iter().any(|status| status.key == step.from));
        after.transitions.retain(|step| after.statuses.iter().any(|status| status.key == step.to));
        after.statuses[1].category = Category::Planned;
        after.kinds.retain(|kind| *kind != Kind::Train);
        let used = |status: &str, kind, releases| InUse { status: key(status), kind, releases };
        let in_use = [
            used("planned", Kind::Train, 2),
            used("planned", Kind::Project, 1),
            used("draft", Kind::Project, 7),
            used("in-progress", Kind::Project, 1),
        ];
        let root = PortfolioId::from_bits(1);
        let Err(Problem::Refused { reasons, .. }) = change(&before, after.clone(), &in_use, root) else {
            panic!("allowed")
        };
        let told: Vec<&str> = reasons.iter().map(|reason| reason.detail.as_str()).collect();
        assert_eq!(
            told,
            [
                "3 releases are in the status planned, which would be gone; move them on first",
                "1 release is in the status in-progress, which would mean planned and not active",
                "2 releases are of the kind train, which the type would not be for",
            ]
        );
        assert_eq!(change(&before, after, &[], root).unwrap().facts[0].kind, "release_type.changed");
    }

    #[test]
    fn the_standard_type_is_sound_and_every_status_can_be_reached() {
        let standard = ReleaseType::standard(ReleaseTypeId::from_bits(1));
        standard.check().unwrap();
        assert_eq!(standard.statuses.len(), 5);
        let mut reached = vec![standard.statuses[0].key.clone()];
        let mut next = 0;
        while next < reached.len() {
            let from = reached[next].clone();
            for status in standard.after(&from) {
                if !reached.contains(&status.key) {
                    reached.push(status.key.clone());
                }
            }
            next += 1;
        }
        assert_eq!(reached.len(), 5);
    }

    #[test]
    fn every_fault_of_a_workflow_is_named() {
        let mut broken = ReleaseType::standard(ReleaseTypeId::from_bits(1));
        broken.statuses[1].key = Key::parse("draft").unwrap();
        broken.kinds.clear();
        let Err(Problem::Invalid(faults)) = broken.check() else { panic!("accepted") };
        let pointers: Vec<&str> = faults.iter().map(|fault| fault.pointer.as_str()).collect();
        assert!(pointers.contains(&"/kinds") && pointers.contains(&"/statuses/1/key"));
        assert!(pointers.contains(&"/transitions/0/to"));
    }
}
