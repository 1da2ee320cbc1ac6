//! A release: made, changed, moved through its workflow, put away.

use super::{
    fields,
    workflow::{Category, ReleaseType},
};
use crate::{
    catalog::{Level, Link, is_web_address},
    due::{Due, Zone, day_fault},
    event::{Decided, Fact, differences},
    id::{PortfolioId, ReleaseId, ReleaseTypeId},
    problem::{Faults, Outcome, Problem, Reason},
    text::{Key, Name},
};
use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// How a release stands to others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// An enterprise release that groups others.
    Train,
    /// A child of a train, or alone.
    Project,
    /// A small, standard change of its own.
    Independent,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 3] = [Self::Train, Self::Project, Self::Independent];

    /// The name in the API and the database.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Train => "train",
            Self::Project => "project",
            Self::Independent => "independent",
        }
    }
}

/// How a release touches a system.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Impact {
    /// New code is delivered.
    Code,
    /// Only its configuration changes.
    Configuration,
    /// It is not changed, only tested again.
    Regression,
}

impl Impact {
    /// Every impact.
    pub const ALL: [Self; 3] = [Self::Code, Self::Configuration, Self::Regression];

    /// The name in the API and the database.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Code => "code",
            Self::Configuration => "configuration",
            Self::Regression => "regression",
        }
    }
}

/// A release. Its start and target are part of its plan; see [`super::plan`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Release {
    /// Which.
    pub id: ReleaseId,
    /// Its short name.
    pub key: Key,
    /// Its name.
    pub name: Name,
    /// How it stands to others.
    pub kind: Kind,
    /// Its type.
    #[serde(rename = "type")]
    pub release_type: ReleaseTypeId,
    /// Its status in the type's workflow.
    pub status: Key,
    /// What that status means.
    pub category: Category,
    /// What it brings.
    pub description: String,
    /// How much could go wrong.
    pub risk: Option<Level>,
    /// Whose it is.
    pub portfolio: PortfolioId,
    /// The train it rides in.
    pub parent: Option<ReleaseId>,
    /// The zone its days are counted in.
    pub zone: Zone,
    /// Its first day.
    pub start: Option<Date>,
    /// When it is due.
    pub target: Option<Due>,
    /// When it was completed.
    pub completed_at: Option<Timestamp>,
    /// Free labels.
    pub tags: Vec<String>,
    /// Values of the type's custom fields.
    pub fields: Map<String, Value>,
    /// Links.
    pub links: Vec<Link>,
    /// When it was put away.
    pub archived_at: Option<Timestamp>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
    /// Counts its changes.
    pub rev: i64,
}

/// What a release's soundness depends on beyond itself.
#[derive(Debug)]
pub struct Creation<'a> {
    /// Its type.
    pub release_type: &'a ReleaseType,
    /// The train it is to ride in, when it names one.
    pub parent: Option<&'a Release>,
    /// That train and everything above it.
    pub ancestors: &'a [ReleaseId],
}

impl Release {
    /// Every fault of the release as it stands. Dates of its phases and milestones are [`super::plan::Plan::faults`].
    #[must_use]
    pub fn faults(&self, around: &Creation<'_>) -> Faults {
        let mut faults = Faults::none();
        faults.require(around.release_type.kinds.contains(&self.kind), "/type", "kind", || {
            format!("the type {} is not for a release of kind {}", around.release_type.name, self.kind.name())
        });
        faults.require(!around.ancestors.contains(&self.id), "/parent", "cycle", || {
            format!("{} would become its own ancestor", self.key)
        });
        if let Some(parent) = around.parent {
            faults.require(parent.kind == Kind::Train, "/parent", "kind", || {
                format!("{} is not a train; only a train has members", parent.key)
            });
            faults.require(self.kind != Kind::Independent, "/parent", "kind", || {
                "an independent release rides in no train; make it a project".to_owned()
            });
        }
        faults.extend(self.start.and_then(|day| day_fault("/start", day)));
        faults.extend(self.target.as_ref().and_then(|target| day_fault("/target/date", target.date)));
        if let (Some(start), Some(target)) = (self.start, &self.target) {
            faults.require(start <= target.date, "/target/date", "order", || {
                format!("the target {} lies before the start {start}", target.date)
            });
        }
        faults.extend(fields::faults(&around.release_type.fields, &self.fields));
        faults.extend(link_faults(&self.links));
        faults.extend(tag_faults(&self.tags));
        faults
    }
}

/// The faults of links: only web addresses, so that a link can never run as a script.
#[must_use]
pub fn link_faults(links: &[Link]) -> Vec<crate::Fault> {
    links
        .iter()
        .enumerate()
        .filter(|(_, link)| !is_web_address(&link.url))
        .map(|(index, link)| {
            crate::Fault::new(
                format!("/links/{index}/url"),
                "url",
                format!("{:?} is no https:// or http:// address", link.url),
            )
        })
        .collect()
}

/// The faults of tags: one to fifty visible characters each.
#[must_use]
pub fn tag_faults(tags: &[String]) -> Vec<crate::Fault> {
    tags.iter()
        .enumerate()
        .filter(|(_, tag)| {
            tag.trim() != tag.as_str() || !(1..=50).contains(&tag.chars().count()) || tag.chars().any(char::is_control)
        })
        .map(|(index, tag)| {
            crate::Fault::new(format!("/tags/{index}"), "tag", format!("{tag:?} is no tag: 1 to 50 visible characters"))
        })
        .collect()
}

/// Decides a change of anything but plan and status.
///
/// # Errors
/// Every fault of the release as it would be.
pub fn change(before: &Release, after: Release, around: &Creation<'_>) -> Outcome<Decided<Release>> {
    after.faults(around).finish()?;
    let changes: Vec<_> = differences(Some(before), Some(&after))
        .into_iter()
        .filter(|change| !["start", "target"].contains(&change.field.as_str()))
        .collect();
    let facts = if changes.is_empty() {
        Vec::new()
    } else {
        vec![Fact::of("release.changed", after.id, after.portfolio).named(&after.key).with(changes)]
    };
    Ok(Decided { state: after, facts })
}

/// What stands between a release and its next status.
#[derive(Clone, Debug, Default)]
pub struct Open {
    /// Names of gates that are not passed, each with who answers for it.
    pub gates: Vec<(String, Option<String>)>,
    /// Keys of members that are not over.
    pub members: Vec<String>,
}

/// Decides a step of the workflow.
///
/// # Errors
/// An unknown status is a fault; a step the workflow does not have, a plan without a target, open gates or open members
/// are reasons of a refusal, all named at once.
pub fn transition(
    before: &Release,
    release_type: &ReleaseType,
    to: &Key,
    open: &Open,
    comment: Option<String>,
    now: Timestamp,
) -> Outcome<Decided<Release>> {
    let Some(next) = release_type.status(to) else {
        let known: Vec<&str> = release_type.statuses.iter().map(|status| status.key.as_str()).collect();
        return Err(Problem::fault(
            "/to",
            "unknown",
            format!("there is no status {to}; there are {}", known.join(", ")),
        ));
    };
    let reasons = reasons_against(before, release_type, next, open);
    if !reasons.is_empty() {
        let detail = format!("{} cannot become {} yet", before.key, next.name);
        return Err(Problem::Refused { detail, reasons });
    }
    let mut after = before.clone();
    after.status = next.key.clone();
    after.category = next.category;
    after.completed_at = (next.category == Category::Done).then(|| before.completed_at.unwrap_or(now));
    let fact = Fact::of("release.transitioned", after.id, after.portfolio)
        .named(&after.key)
        .with(differences(Some(before), Some(&after)))
        .because(comment);
    Ok(Decided { state: after, facts: vec![fact] })
}

/// Every reason why a release may not enter a status now; none when it may.
#[must_use]
pub fn reasons_against(
    release: &Release,
    release_type: &ReleaseType,
    next: &super::workflow::Status,
    open: &Open,
) -> Vec<Reason> {
    let mut reasons = Vec::new();
    if release.archived_at.is_some() {
        reasons.push(Reason::new("archived", format!("{} is archived; restore it first", release.key)));
    }
    if !release_type.after(&release.status).any(|status| status.key == next.key) {
        let ways: Vec<&str> = release_type.after(&release.status).map(|status| status.name.as_str()).collect();
        let ways = if ways.is_empty() { "nowhere".to_owned() } else { ways.join(", ") };
        reasons.push(Reason::new(
            "no_such_step",
            format!("the workflow {} leads from {} to {ways}, not to {}", release_type.name, release.status, next.name),
        ));
    }
    if matches!(next.category, Category::Planned | Category::Active | Category::Done) && release.target.is_none() {
        reasons.push(Reason::new("no_target", "a release needs a target date before others can rely on it"));
    }
    if next.category == Category::Done {
        for (gate, who) in &open.gates {
            let reason = Reason::new("open_gate", format!("the gate {gate} is not passed"));
            reasons.push(match who {
                Some(who) => reason.cleared_by(who.clone()),
                None => reason,
            });
        }
        for member in &open.members {
            reasons.push(Reason::new("open_member", format!("the member {member} is not completed")));
        }
    }
    reasons
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::id::Identifier;

    pub(crate) fn release(number: u128) -> Release {
        Release {
            id: ReleaseId::from_bits(number),
            key: Key::parse(&format!("R-{number}")).unwrap(),
            name: Name::parse("A release").unwrap(),
            kind: Kind::Project,
            release_type: ReleaseTypeId::from_bits(1),
            status: Key::parse("draft").unwrap(),
            category: Category::Draft,
            description: String::new(),
            risk: None,
            portfolio: PortfolioId::from_bits(1),
            parent: None,
            zone: Zone::utc(),
            start: None,
            target: None,
            completed_at: None,
            tags: Vec::new(),
            fields: Map::new(),
            links: Vec::new(),
            archived_at: None,
            created_at: Timestamp::UNIX_EPOCH,
            updated_at: Timestamp::UNIX_EPOCH,
            rev: 1,
        }
    }

    fn key(text: &str) -> Key {
        Key::parse(text).unwrap()
    }

    fn standard() -> ReleaseType {
        ReleaseType::standard(ReleaseTypeId::from_bits(1))
    }

    #[test]
    fn a_release_without_a_target_is_not_planned() {
        let refused =
            transition(&release(1), &standard(), &key("planned"), &Open::default(), None, Timestamp::UNIX_EPOCH);
        let Err(Problem::Refused { reasons, .. }) = refused else { panic!("allowed") };
        assert_eq!(reasons[0].code, "no_target");
    }

    #[test]
    fn a_release_is_completed_only_when_every_gate_is_passed_and_every_reason_is_told() {
        let mut active = release(1);
        active.status = key("in-progress");
        active.category = Category::Active;
        active.target = Some(Due::on(jiff::civil::date(2026, 4, 1), Zone::utc()));
        let open = Open {
            gates: vec![("Feature freeze".to_owned(), Some("Release lead".to_owned()))],
            members: vec!["nova".to_owned()],
        };
        let now = Timestamp::UNIX_EPOCH;
        let Err(Problem::Refused { reasons, .. }) =
            transition(&active, &standard(), &key("completed"), &open, None, now)
        else {
            panic!("allowed")
        };
        assert_eq!(reasons.len(), 2);
        assert_eq!(reasons[0].who.as_deref(), Some("Release lead"));
        let done = transition(&active, &standard(), &key("completed"), &Open::default(), None, now).unwrap();
        assert_eq!(done.state.completed_at, Some(now));
        assert_eq!(done.facts[0].kind, "release.transitioned");
    }

    #[test]
    fn a_step_the_workflow_does_not_have_is_refused_with_the_ways_there_are() {
        let Err(Problem::Refused { reasons, .. }) =
            transition(&release(1), &standard(), &key("completed"), &Open::default(), None, Timestamp::UNIX_EPOCH)
        else {
            panic!("allowed")
        };
        assert!(reasons.iter().any(|reason| reason.detail.contains("Planned, Cancelled")));
    }

    #[test]
    fn a_release_never_becomes_its_own_ancestor() {
        let train = Release { kind: Kind::Train, ..release(1) };
        let around = Creation { release_type: &standard(), parent: Some(&train), ancestors: &[train.id] };
        let faults = train.faults(&around).into_vec();
        assert_eq!((faults[0].pointer.as_str(), faults[0].code), ("/parent", "cycle"));
    }

    #[test]
    fn a_link_never_runs_as_a_script() {
        let link = |url: &str| Link { title: "x".to_owned(), url: url.to_owned() };
        assert_eq!(link_faults(&[link("javascript:alert(1)"), link("https://example.org/x")]).len(), 1);
    }
}
