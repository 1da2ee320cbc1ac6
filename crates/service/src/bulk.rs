//! One change to many releases: all of them or none, and why not, one by one.

use crate::{App, Ctx, release_parts, releases};
use signalbox_domain::{
    Fact, Key, Outcome, Patch, Problem, Ref,
    authz::Plan as MayPlan,
    catalog::Level,
    event::Change as FieldChange,
    id::ReleaseId,
    problem::{Fault, Faults, Reason},
    releases::{Release, raci::Part},
};
use signalbox_store::{Tx, release_parts as parts, releases as store};

/// The most releases that are changed at once.
pub const MOST: usize = 200;

/// A release as it was when somebody chose it.
#[derive(Clone, Debug)]
pub struct Chosen {
    /// By id or key.
    pub release: String,
    /// Its revision then.
    pub rev: i64,
}

/// What is to change of each; what is kept stays.
#[derive(Clone, Debug, Default)]
pub struct Change {
    /// The status to go to.
    pub status: Option<Key>,
    /// How much could go wrong.
    pub risk: Patch<Level>,
    /// Where it belongs, by id or key.
    pub portfolio: Option<String>,
    /// Labels it gets.
    pub add_tags: Vec<String>,
    /// Labels it loses.
    pub remove_tags: Vec<String>,
    /// Who decides, by id or mail address.
    pub accountable: Option<String>,
    /// Put away, or take out again.
    pub archived: Option<bool>,
    /// Why.
    pub reason: Option<String>,
}

/// What became, or would become, of one release.
#[derive(Clone, Debug)]
pub struct Changed {
    /// Which.
    pub release: Ref<ReleaseId>,
    /// The revision it then has.
    pub rev: i64,
    /// What changes; empty when it is like that already.
    pub changes: Vec<FieldChange>,
    /// Why it cannot be; empty when it can.
    pub refusals: Vec<Reason>,
}

/// Changes all of them, or none.
///
/// # Errors
/// Releases that cannot be found or are named twice; a refusal with every reason of every release.
pub async fn change(app: &App, ctx: &Ctx, chosen: Vec<Chosen>, change: Change) -> Outcome<Vec<Changed>> {
    check(&chosen, &change)?;
    app.db
        .write(ctx, move |tx| {
            let all = change_all(tx, &chosen, &change)?;
            let reasons: Vec<Reason> = all.iter().flat_map(|one| one.refusals.iter().cloned()).collect();
            if reasons.is_empty() {
                return Ok(all);
            }
            let refused = all.iter().filter(|one| !one.refusals.is_empty()).count();
            let detail =
                format!("nothing was changed: {refused} of {} releases cannot be changed like this", all.len());
            Err(Problem::Refused { detail, reasons })
        })
        .await
}

/// Says what [`change`] would do, and does not do it.
///
/// # Errors
/// As [`change`]; what would be refused is part of the answer.
pub async fn preview(app: &App, ctx: &Ctx, chosen: Vec<Chosen>, change: Change) -> Outcome<Vec<Changed>> {
    check(&chosen, &change)?;
    app.db.rehearse(ctx, move |tx| change_all(tx, &chosen, &change)).await
}

fn check(chosen: &[Chosen], change: &Change) -> Outcome<()> {
    let mut faults = Faults::none();
    faults.require((1..=MOST).contains(&chosen.len()), "/items", "length", || {
        format!("1 to {MOST} releases can be changed at once; these are {}", chosen.len())
    });
    let nothing = change.status.is_none()
        && change.risk == Patch::Keep
        && change.portfolio.is_none()
        && change.add_tags.is_empty()
        && change.remove_tags.is_empty()
        && change.accountable.is_none()
        && change.archived.is_none();
    faults.require(!nothing, "/change", "empty", || "say what is to change".to_owned());
    faults.finish()
}

fn change_all(tx: &mut Tx<'_>, chosen: &[Chosen], change: &Change) -> Outcome<Vec<Changed>> {
    let mut faults = Faults::none();
    let mut found: Vec<Release> = Vec::new();
    for (place, one) in chosen.iter().enumerate() {
        let pointer = format!("/items/{place}/release");
        match store::get(tx, &one.release) {
            Ok(release) => {
                faults.require(found.iter().all(|other| other.id != release.id), &pointer, "twice", || {
                    format!("{} is here twice", release.key)
                });
                found.push(release);
            }
            Err(missing @ Problem::NotFound { .. }) => {
                faults.push(Fault::new(pointer, "unknown", missing.to_string()));
            }
            Err(other) => return Err(other),
        }
    }
    faults.finish()?;
    // Whoever may change none of them hears of the right first, not of what else stands in the way.
    let mut refused = None;
    let mut may = false;
    for release in &found {
        match tx.permit::<MayPlan>("release", release.id, release.portfolio) {
            Ok(_) => may = true,
            Err(problem) => refused = Some(problem),
        }
    }
    if let Some(problem) = refused.filter(|_| !may) {
        return Err(problem);
    }
    let mut all = Vec::new();
    for (release, one) in found.into_iter().zip(chosen) {
        let mention = Ref { id: release.id, key: release.key.clone(), name: release.name.clone() };
        tx.hear();
        let ended =
            crate::releases::fresh_release(tx, &release, one.rev).and_then(|()| change_one(tx, &release, change));
        let facts = tx.hear();
        all.push(match ended {
            Ok(rev) => Changed { release: mention, rev, changes: changes(facts), refusals: Vec::new() },
            Err(problem) => {
                let refusals = reasons(&mention.key, problem)?;
                Changed { release: mention, rev: release.rev, changes: Vec::new(), refusals }
            }
        });
    }
    Ok(all)
}

fn changes(facts: Vec<Fact>) -> Vec<FieldChange> {
    facts.into_iter().flat_map(|fact| fact.changes).collect()
}

/// A refusal in words that name the release, or what ends the whole.
fn reasons(key: &Key, problem: Problem) -> Outcome<Vec<Reason>> {
    let named = |detail: &str| format!("{key}: {detail}");
    Ok(match problem {
        Problem::LostRace | Problem::Unavailable(_) | Problem::Internal(_) | Problem::Unauthenticated(_) => {
            return Err(problem);
        }
        Problem::Refused { reasons, .. } => {
            reasons.into_iter().map(|reason| Reason { detail: named(&reason.detail), ..reason }).collect()
        }
        Problem::Invalid(faults) => {
            faults.into_iter().map(|fault| Reason::new(fault.code, named(&fault.detail))).collect()
        }
        Problem::Stale { .. } => {
            vec![Reason::new("stale", named("somebody changed it meanwhile; look at it once more and choose it again"))]
        }
        Problem::Forbidden { right, ref ask } => {
            let mut reason = Reason::new("forbidden", named(&format!("this needs the right to {right}")));
            reason.who = Some(ask.clone());
            vec![reason]
        }
        other => vec![Reason::new("refused", named(&other.to_string()))],
    })
}

/// Changes one release; answers the revision it then has.
fn change_one(tx: &mut Tx<'_>, before: &Release, change: &Change) -> Outcome<i64> {
    let id = before.id.to_string();
    let mut release = before.clone();
    if change.archived == Some(false) && release.archived_at.is_some() {
        releases::archive_in(tx, &release, false)?;
        release = store::get(tx, &id)?;
    }
    let mut tags: Vec<String> = release.tags.iter().filter(|tag| !change.remove_tags.contains(tag)).cloned().collect();
    for tag in &change.add_tags {
        if !tags.contains(tag) {
            tags.push(tag.clone());
        }
    }
    let edit = releases::Change {
        risk: change.risk.clone(),
        portfolio: change.portfolio.clone(),
        tags: (tags != release.tags).then_some(tags),
        reason: change.reason.clone(),
        ..releases::Change::default()
    };
    if edit.risk != Patch::Keep || edit.portfolio.is_some() || edit.tags.is_some() {
        releases::change_in(tx, &release, &edit)?;
        release = store::get(tx, &id)?;
    }
    if let Some(person) = &change.accountable {
        make_accountable(tx, &release, person)?;
        release = store::get(tx, &id)?;
    }
    if let Some(to) = change.status.as_ref().filter(|to| **to != release.status) {
        releases::transition_in(tx, &release, to, change.reason.clone())?;
        release = store::get(tx, &id)?;
    }
    if change.archived == Some(true) && release.archived_at.is_none() {
        releases::archive_in(tx, &release, true)?;
        release = store::get(tx, &id)?;
    }
    Ok(release.rev)
}

fn make_accountable(tx: &mut Tx<'_>, release: &Release, person: &str) -> Outcome<()> {
    let mut people: Vec<release_parts::NewInvolved> = parts::people(tx, release.id)?
        .into_iter()
        .filter(|one| one.part != Part::Accountable)
        .map(|one| release_parts::NewInvolved {
            person: one.person.map(|person| person.id.to_string()),
            team: one.team.map(|team| team.id.to_string()),
            part: one.part,
        })
        .collect();
    let accountable =
        release_parts::NewInvolved { person: Some(person.to_owned()), team: None, part: Part::Accountable };
    people.insert(0, accountable);
    release_parts::set_people_in(tx, release, &people)
}
