//! What is to be booked: one environment, or some of a group, of which those are picked that were used least.

use super::ground::Ground;
use crate::app::referred;
use jiff::{SignedDuration, Timestamp};
use signalbox_domain::{
    Fault, Outcome, Problem, Reason,
    bookings::{
        Busy, Hold, Place, Span, Usage,
        free::pool::{self, Member, Pick},
    },
    id::{BookingId, EnvironmentId, PortfolioId},
    problem::Faults,
};
use signalbox_store::{
    Tx,
    bookings::holds::{self, Bookable},
    environments,
};
use std::collections::BTreeSet;

/// How far back and ahead of now the use of members is counted.
const LATELY: SignedDuration = SignedDuration::from_hours(24 * 90);
/// How long after the wanted end others would still do.
const AHEAD: SignedDuration = SignedDuration::from_hours(24 * 92);

/// What somebody wants to book, by id or key: an environment, or some of a group.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// One environment.
    pub environment: Option<String>,
    /// A group.
    pub group: Option<String>,
    /// How many of it; as many as are named when absent, and one when none are.
    pub count: Option<u32>,
    /// Which of it; those that were used least when absent.
    pub members: Option<Vec<String>>,
}

/// A place, with the environments it is chosen from.
#[derive(Clone, Debug)]
pub(super) struct Site {
    /// What is to be booked.
    pub(super) place: Place,
    /// The environment, or the members of the group.
    pub(super) among: Vec<Bookable>,
}

impl Site {
    /// The environments that bear on it: those of the place, or all that can still be picked.
    pub(super) fn environments(&self) -> Vec<EnvironmentId> {
        if self.place.is_settled() {
            return self.place.environments().to_vec();
        }
        self.among.iter().map(|one| one.id).collect()
    }

    /// Whose the environments are that bear on it.
    pub(super) fn portfolios(&self) -> BTreeSet<PortfolioId> {
        let wanted = self.environments();
        self.among.iter().filter(|one| wanted.contains(&one.id)).map(|one| one.portfolio).collect()
    }

    /// The time that bears on it: when others would do counts as long as some are still to be picked.
    pub(super) fn within(&self, span: Span) -> Span {
        if self.place.is_settled() { span } else { with_later(span) }
    }

    /// True when every environment of a place lets itself be booked.
    pub(super) fn approves_itself(&self, place: &Place) -> bool {
        let itself = |id: &EnvironmentId| self.among.iter().any(|one| one.id == *id && one.approves_itself);
        place.is_settled() && place.environments().iter().all(itself)
    }
}

fn with_later(span: Span) -> Span {
    span.end().checked_add(AHEAD).ok().and_then(|end| Span::between(span.start(), end)).unwrap_or(span)
}

/// What is wanted, looked up; `None` after noting why it cannot be.
pub(super) fn find(tx: &mut Tx<'_>, faults: &mut Faults, wanted: &Wanted) -> Outcome<Option<Site>> {
    match (&wanted.environment, &wanted.group) {
        (Some(named), None) => one(tx, faults, named, wanted),
        (None, Some(named)) => pool(tx, faults, named, wanted),
        _ => {
            let detail = "name an environment or a group, one of the two";
            faults.push(Fault::new("/place", "choice", detail));
            Ok(None)
        }
    }
}

fn one(tx: &mut Tx<'_>, faults: &mut Faults, named: &str, wanted: &Wanted) -> Outcome<Option<Site>> {
    let Some(found) = referred(faults, "/place/environment", environments::get(tx, named))? else { return Ok(None) };
    if found.archived_at.is_some() {
        let detail = format!("{} was put away; nobody can book it", found.name);
        faults.push(Fault::new("/place/environment", "archived", detail));
    }
    if wanted.count.is_some_and(|count| count != 1) {
        faults.push(Fault::new("/place/count", "choice", "one environment is one; name a group to book several of it"));
    }
    if wanted.members.is_some() {
        faults.push(Fault::new("/place/members", "choice", "only a group has members; name the group"));
    }
    let among = holds::bookable(tx, &[found.id])?;
    Ok(Some(Site { place: Place::Environment { environment: found.id }, among }))
}

fn pool(tx: &mut Tx<'_>, faults: &mut Faults, named: &str, wanted: &Wanted) -> Outcome<Option<Site>> {
    let Some(group) = referred(faults, "/place/group", environments::groups::get(tx, named))? else { return Ok(None) };
    if group.archived_at.is_some() {
        let detail = format!("{} was put away; nobody can book it", group.name);
        faults.push(Fault::new("/place/group", "archived", detail));
    }
    let among = holds::members(tx, group.id)?;
    let members = members(faults, "/place/members", &among, wanted.members.as_deref().unwrap_or_default());
    let named = u32::try_from(members.len()).unwrap_or(u32::MAX);
    let count = wanted.count.unwrap_or(named.max(1));
    if count as usize > among.len() {
        let detail =
            format!("{} has {} environments that you can see, and {count} are wanted", group.name, among.len());
        faults.push(Fault::new("/place/count", "short", detail));
    }
    Ok(Some(Site { place: Place::Pool { group: group.id, count, members }, among }))
}

/// The members that were named, by id or key; a name of none is a fault at its place.
pub(super) fn members(faults: &mut Faults, pointer: &str, among: &[Bookable], names: &[String]) -> Vec<EnvironmentId> {
    let mut found = Vec::new();
    for (index, name) in names.iter().enumerate() {
        match among.iter().find(|one| one.id.to_string() == *name || one.key.as_str().eq_ignore_ascii_case(name)) {
            Some(one) => found.push(one.id),
            None => {
                let missing = Problem::missing("member of this group", name).to_string();
                faults.push(Fault::new(format!("{pointer}/{index}"), "unknown", missing));
            }
        }
    }
    found.sort_unstable();
    found
}

/// The place of a booking that is there already, with what it is chosen from.
pub(super) fn site_of(tx: &mut Tx<'_>, place: &Place) -> Outcome<Site> {
    let among = match place {
        Place::Environment { environment } => holds::bookable(tx, &[*environment])?,
        Place::Pool { group, .. } => holds::members(tx, *group)?,
    };
    Ok(Site { place: place.clone(), among })
}

/// The environments a place is chosen from, as far as picking looks at them; none when there is nothing to pick. What a
/// booking holds itself is not in its own way.
pub(super) fn choices(
    tx: &mut Tx<'_>,
    site: &Site,
    booking: BookingId,
    usage: Usage,
    ground: &Ground,
    regardless: bool,
) -> Outcome<Vec<Member>> {
    if site.place.is_settled() {
        return Ok(Vec::new());
    }
    let now = tx.now();
    let ids: Vec<EnvironmentId> = site.among.iter().map(|one| one.id).collect();
    let from = now.checked_sub(LATELY).unwrap_or(Timestamp::MIN);
    let to = now.checked_add(LATELY).unwrap_or(Timestamp::MAX);
    let used = holds::used(tx, &ids, from, to)?;
    let held: Vec<Hold> = ground.held().iter().filter(|hold| hold.booking != booking).copied().collect();
    let blocks = if regardless { &[] } else { ground.blocks() };
    let member = |one: &Bookable| Member {
        environment: one.id,
        key: one.key.clone(),
        used: used.get(&one.id).copied().unwrap_or_default(),
        busy: Busy::of(one.id, usage, &held, blocks, ground.tree()),
    };
    Ok(site.among.iter().map(member).collect())
}

/// The place with members that are free then, those used least lately; or why there are not enough. One that has its
/// members stays as it is.
pub(super) fn picked(place: &Place, span: Span, choices: &[Member]) -> Result<Place, Reason> {
    let Place::Pool { group, count, .. } = *place else { return Ok(place.clone()) };
    if place.is_settled() {
        return Ok(place.clone());
    }
    match pool::pick(choices, count as usize, span, with_later(span).end()) {
        Pick::Picked { mut members } => {
            members.sort_unstable();
            Ok(Place::Pool { group, count, members })
        }
        Pick::Short { free, members, by } => {
            let later = by.map(|at| format!("; so many are free from {at} on")).unwrap_or_default();
            let detail = format!("{count} are wanted from {span}, and {free} of {members} are free{later}");
            Err(Reason { until: by, ..Reason::new("short", detail) })
        }
    }
}
