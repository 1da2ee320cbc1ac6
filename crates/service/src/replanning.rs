//! Re-planning: what a move does, as a preview and as a change, and taking a change back.

use crate::{
    App, Ctx, Page, Slice,
    bookings::phases::{self, Along as BookingsAlong, MovedBooking},
    releases::{at, find_phase, fresh_release, save},
    windows,
};
use jiff::{Span, civil::Date};
use signalbox_domain::{
    Name, Outcome, Problem, Reason, Ref,
    authz::Plan as MayPlan,
    id::{ActivityId, PlanChangeId, ReleaseId},
    releases::{Release, activity},
    schedule::replan::{
        self, Along, Choice, Dependants, Move, Moved, Replanned, Severity, Since, Standing, Subject, Unit,
    },
};
use signalbox_store::{
    Tx, activities,
    journal::{self, Touched},
    plan_changes as store, releases as release_store, standings,
};
use std::collections::HashMap;

pub use store::PlanChange;

/// Days that nobody works and that may lie on the way of a move.
const MOST_IDLE_DAYS: i32 = 62;

/// What somebody wants to move where. Other things are named by id, key or name.
#[derive(Clone, Debug)]
pub struct Wanted {
    /// A phase, milestone or activity; the release itself when absent.
    pub subject: Option<String>,
    /// Its first day.
    pub start: Option<Date>,
    /// Its last day, or its deadline.
    pub end: Option<Date>,
    /// What moves along; absent, everything with a release, what comes after with a phase, and nothing with the rest.
    pub along: Option<Along>,
    /// How distances are counted.
    pub unit: Unit,
    /// What becomes of members.
    pub members: Choice,
    /// What becomes of these members.
    pub each: Vec<(String, Choice)>,
    /// What becomes of releases that need a moved one.
    pub dependants: Dependants,
    /// Why; kept with the former plans.
    pub reason: Option<String>,
}

/// A release that moves.
#[derive(Clone, Debug)]
pub struct MovedRelease {
    /// Which.
    pub release: Ref<ReleaseId>,
    /// Its revision: as it is in a preview, as it became after a change.
    pub rev: i64,
    /// What of it.
    pub moved: Moved,
}

/// A conflict, with the release it is about.
#[derive(Clone, Debug)]
pub struct Told {
    /// The release.
    pub release: Option<Ref<ReleaseId>>,
    /// The conflict.
    pub conflict: replan::Conflict,
}

/// What a move does, or did.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The moved release's revision.
    pub rev: i64,
    /// The change that was made; `None` in a preview, and when nothing moved.
    pub change: Option<PlanChangeId>,
    /// Everything that moves.
    pub changes: Vec<MovedRelease>,
    /// Members that are asked about.
    pub asks: Vec<MovedRelease>,
    /// The bookings that move along with their phases.
    pub bookings: Vec<MovedBooking>,
    /// What stands against it.
    pub conflicts: Vec<Told>,
}

/// Tells what a move would do.
///
/// # Errors
/// The release, its subject or a member cannot be found; no day is wanted.
pub async fn preview(app: &App, ctx: &Ctx, named: String, wanted: Wanted) -> Outcome<Answer> {
    app.db
        .read(ctx, move |tx| {
            let release = release_store::get(tx, &named)?;
            let (standings, mut done) = decide(tx, &release, &wanted)?;
            let along = phases::along(tx, &mut done)?;
            Ok(answer(&release, &standings, &done, &along, None))
        })
        .await
}

/// Moves.
///
/// # Errors
/// As [`preview`]; a stale revision, with who changed it and when; every conflict that blocks; a missing right.
pub async fn change(app: &App, ctx: &Ctx, named: String, rev: i64, wanted: Wanted) -> Outcome<Answer> {
    app.db
        .write(ctx, move |tx| {
            let release = release_store::get(tx, &named)?;
            tx.permit::<MayPlan>("release", release.id, release.portfolio)?;
            fresh_release(tx, &release, rev)?;
            let (standings, done) = decide(tx, &release, &wanted)?;
            carry_out(tx, &release, &standings, done, wanted.reason.as_deref(), None)
        })
        .await
}

/// The changes of plans there were, the newest first. Releases that the caller does not see are left out of them.
///
/// # Errors
/// The release cannot be found; a fault for a cursor that is none.
pub async fn list(app: &App, ctx: &Ctx, release: Option<String>, page: Page) -> Outcome<Slice<Shown>> {
    app.db
        .read(ctx, move |tx| {
            let release = release.as_deref().map(|named| release_store::get(tx, named)).transpose()?;
            let found = store::list(tx, release.map(|release| release.id), &page)?;
            let ids: Vec<ReleaseId> =
                found.items.iter().flat_map(|change| &change.moved).map(|moved| moved.release).collect();
            let seen = seen(tx, &ids)?;
            Ok(found.map(|mut change| {
                let moved = std::mem::take(&mut change.moved).into_iter();
                let moved = moved.filter_map(|one| {
                    let (release, rev) = seen.get(&one.release)?.clone();
                    Some(MovedRelease { release, rev, moved: one })
                });
                Shown { moved: moved.collect(), change }
            }))
        })
        .await
}

/// A change of plans, as far as the caller may see it.
#[derive(Clone, Debug)]
pub struct Shown {
    /// The change, without what moved.
    pub change: PlanChange,
    /// What moved.
    pub moved: Vec<MovedRelease>,
}

fn seen(tx: &mut Tx<'_>, ids: &[ReleaseId]) -> Outcome<HashMap<ReleaseId, (Ref<ReleaseId>, i64)>> {
    let ids = serde_json::Value::from(ids.iter().map(ToString::to_string).collect::<Vec<_>>());
    let rows = release_store::standing(tx, &ids)?.into_iter().filter(|row| row.seen);
    Ok(rows.map(|row| (row.release.id, (mention(&row.release), row.release.rev))).collect())
}

/// Takes a change of plans back: everything it moved goes where it was.
///
/// # Errors
/// The change cannot be found, was taken back already, or moved what somebody moved again since (with who and when); every
/// conflict that blocks; a missing right.
pub async fn undo(app: &App, ctx: &Ctx, named: String, reason: Option<String>) -> Outcome<Answer> {
    app.db
        .write(ctx, move |tx| {
            let change = store::get(tx, &named)?;
            let release = release_store::get(tx, &change.release.id.to_string())?;
            tx.permit::<MayPlan>("release", release.id, release.portfolio)?;
            if let Some((when, by)) = &change.undone {
                let by = by.as_ref().map_or_else(|| "the system".to_owned(), |person| person.name.to_string());
                let when = when.strftime("%Y-%m-%d at %H:%M UTC");
                return Err(Problem::refused("undone", format!("{by} took this change back already, on {when}")));
            }
            let ids: Vec<ReleaseId> = change.moved.iter().map(|moved| moved.release).collect();
            let mut standings = standings::beside(tx, &ids)?;
            close(tx, &mut standings, former_targets(&change.moved))?;
            let done = match replan::restore(&standings, &change.moved) {
                Ok(done) => done,
                Err(since) => return Err(moved_since(tx, &since)?),
            };
            let reason = reason.clone().filter(|text| !text.trim().is_empty()).unwrap_or_else(|| taken_back(&change));
            let answer = carry_out(tx, &release, &standings, done, Some(&reason), Some(change.id))?;
            store::undone(tx, change.id)?;
            Ok(answer)
        })
        .await
}

/// Why plans change when a change is taken back and nobody says why: which move that was, whose, and its reason.
fn taken_back(change: &PlanChange) -> String {
    let by = change.by.as_ref().map(|person| format!(" by {}", person.name)).unwrap_or_default();
    let why = change.reason.as_ref().map(|why| format!(": {why}")).unwrap_or_default();
    format!("takes back the move of {} on {}{by}{why}", change.release.key, change.at.strftime("%Y-%m-%d"))
}

/// Who moved again what a change had moved, and when.
fn moved_since(tx: &mut Tx<'_>, since: &[Since]) -> Outcome<Problem> {
    let ids: Vec<String> = since
        .iter()
        .filter_map(|one| match one {
            Since::Moved { item, .. } => Some(item.clone()),
            Since::Gone { .. } => None,
        })
        .collect();
    let touched = journal::last_touched(tx, Touched::Itself, &ids)?;
    let reasons = since.iter().map(|one| match one {
        Since::Moved { item, name } => {
            let touch = touched.get(item);
            let by = touch.map(|touch| format!(" {touch}")).unwrap_or_default();
            let reason = Reason::new("moved_since", format!("{name} was moved again{by}"));
            match touch.and_then(|touch| touch.by.clone()) {
                Some(by) => reason.cleared_by(by),
                None => reason,
            }
        }
        Since::Gone { name: Some(name) } => Reason::new("gone", format!("{name} is not there any more")),
        Since::Gone { name: None } => Reason::new("gone", "a release that it moved is not visible to you"),
    });
    let reasons = reasons.collect();
    Ok(Problem::Refused { detail: "the change cannot be taken back: the plan went on since".to_owned(), reasons })
}

fn decide(tx: &mut Tx<'_>, release: &Release, wanted: &Wanted) -> Outcome<(Vec<Standing>, Replanned)> {
    let mut standings = standings::around(tx, release.id)?;
    close(tx, &mut standings, [wanted.start, wanted.end])?;
    let moved = standings
        .iter()
        .find(|standing| standing.release.id == release.id)
        .ok_or_else(|| Problem::missing("release", &release.key))?;
    let subject = subject(moved, wanted.subject.as_deref())?;
    if wanted.start.is_none() && wanted.end.is_none() {
        return Err(Problem::fault("/start", "required", "say where it is to begin or to end, or both"));
    }
    let mut each = HashMap::new();
    for (named, choice) in &wanted.each {
        let is_it = |standing: &&Standing| {
            standing.seen
                && (standing.release.key.as_str().eq_ignore_ascii_case(named)
                    || standing.release.id.to_string() == *named)
        };
        let found = standings
            .iter()
            .find(is_it)
            .ok_or_else(|| at(&format!("/members/each/{named}"), Problem::missing("member", named)))?;
        each.insert(found.release.id, *choice);
    }
    let usual = match subject {
        Subject::Release => Along::All,
        Subject::Phase(_) => Along::After,
        Subject::Milestone(_) | Subject::Activity(_) => Along::None,
    };
    let wanted = Move {
        subject,
        start: wanted.start,
        end: wanted.end,
        along: wanted.along.unwrap_or(usual),
        unit: wanted.unit,
        members: wanted.members,
        each,
        dependants: wanted.dependants,
    };
    let done = replan::replan(release.id, &standings, &wanted);
    Ok((standings, done))
}

/// The last days that a change took releases away from, and would bring them back to.
fn former_targets(moved: &[Moved]) -> impl Iterator<Item = Option<Date>> {
    moved.iter().flat_map(|moved| &moved.items).map(|item| item.before.end)
}

/// Adds to releases when windows close them. Nothing moves farther than from one end of what is planned or wanted to the
/// other, but for days that nobody works.
fn close(tx: &mut Tx<'_>, standings: &mut [Standing], wanted: impl IntoIterator<Item = Option<Date>>) -> Outcome<()> {
    let targets = standings.iter().map(|standing| standing.plan.target.as_ref().map(|due| due.date));
    let days: Vec<Date> = targets.chain(wanted).flatten().collect();
    let (Some(first), Some(last)) = (days.iter().min(), days.iter().max()) else { return Ok(()) };
    let room = Span::new().days((*last - *first).get_days().saturating_add(MOST_IDLE_DAYS));
    let ids: Vec<ReleaseId> = standings.iter().map(|standing| standing.release.id).collect();
    let closures = windows::closures(tx, &ids, first.saturating_sub(room), last.saturating_add(room))?;
    for closure in closures {
        let Some(standing) = standings.iter_mut().find(|standing| standing.release.id == closure.release) else {
            continue;
        };
        standing.closures.push(replan::Closure {
            window: closure.window.id.to_string(),
            name: closure.window.name.to_string(),
            kind: closure.kind.name().to_owned(),
            start: closure.occurrence.starts_at,
            end: closure.occurrence.ends_at,
        });
    }
    Ok(())
}

/// What a text names in a release: by id, by a milestone's key, by the name of a phase or activity.
fn subject(standing: &Standing, named: Option<&str>) -> Outcome<Subject> {
    let Some(named) = named else { return Ok(Subject::Release) };
    let plan = &standing.plan;
    if named == standing.release.id.to_string() || named.eq_ignore_ascii_case(standing.release.key.as_str()) {
        return Ok(Subject::Release);
    }
    if let Some(phase) = find_phase(plan, named) {
        return Ok(Subject::Phase(phase.id));
    }
    let milestone = plan
        .milestones
        .iter()
        .find(|item| item.id.to_string() == named || item.key.as_str().eq_ignore_ascii_case(named));
    if let Some(milestone) = milestone {
        return Ok(Subject::Milestone(milestone.id));
    }
    let is_it = |id: ActivityId, name: &Name| id.to_string() == named || name.as_str() == named;
    let found = standing.activities.iter().find(|activity| is_it(activity.id, &activity.name));
    found
        .map(|activity| Subject::Activity(activity.id))
        .ok_or_else(|| at("/subject", Problem::missing("phase, milestone or activity of this release", named)))
}

/// Saves everything a move does, and keeps it as a change, unless something blocks it.
fn carry_out(
    tx: &mut Tx<'_>,
    release: &Release,
    standings: &[Standing],
    mut done: Replanned,
    reason: Option<&str>,
    undoes: Option<PlanChangeId>,
) -> Outcome<Answer> {
    let along = phases::along(tx, &mut done)?;
    let blocking: Vec<Reason> = done
        .conflicts
        .iter()
        .filter(|conflict| conflict.severity == Severity::Blocks)
        .map(|conflict| Reason {
            code: conflict.code,
            detail: conflict.detail.clone(),
            who: conflict.who.clone(),
            until: conflict.until,
        })
        .collect();
    if !blocking.is_empty() {
        let detail = format!("the plan of {} was not changed: it cannot be as it was wanted", release.key);
        return Err(Problem::Refused { detail, reasons: blocking });
    }
    for changed in &done.changes {
        let before = find(standings, changed.release)?;
        let permit = tx.permit::<MayPlan>("release", before.release.id, before.release.portfolio)?;
        let (start, target) = (changed.plan.start, changed.plan.target.clone());
        if changed.plan == before.plan {
            release_store::replanned(tx, &changed.plan, &permit)?;
        } else {
            let after = Release { start, target, ..before.release.clone() };
            save(tx, &before.release, after, &before.plan, &changed.plan, reason)?;
        }
        for after in &changed.activities {
            let Some(old) = before.activities.iter().find(|old| old.id == after.id) else { continue };
            let mut decided = activity::change(old, after.clone(), before.release.portfolio)?;
            for fact in &mut decided.facts {
                fact.reason = reason.map(str::to_owned);
            }
            activities::update(tx, old, &decided.state, &permit)?;
            tx.record(&decided.facts)?;
        }
        phases::save(tx, &along, before.release.id, reason, &permit)?;
    }
    let change = if done.changes.is_empty() {
        None
    } else {
        let id: PlanChangeId = tx.new_id();
        let moved: Vec<Moved> = done.changes.iter().map(Moved::from).collect();
        store::insert(tx, id, release.id, reason, &moved, undoes)?;
        Some(id)
    };
    let mut answer = answer(release, standings, &done, &along, change);
    for changed in &mut answer.changes {
        changed.rev += 1;
    }
    answer.rev = answer.changes.iter().find(|one| one.release.id == release.id).map_or(release.rev, |one| one.rev);
    Ok(answer)
}

fn answer(
    release: &Release,
    standings: &[Standing],
    done: &Replanned,
    along: &[BookingsAlong],
    change: Option<PlanChangeId>,
) -> Answer {
    let moved = |changed: &replan::Changed| {
        let found = find(standings, changed.release).ok()?;
        Some(MovedRelease { release: mention(&found.release), rev: found.release.rev, moved: Moved::from(changed) })
    };
    let told = |conflict: &replan::Conflict| Told {
        release: conflict.release.and_then(|id| find(standings, id).ok()).map(|found| mention(&found.release)),
        conflict: conflict.clone(),
    };
    Answer {
        rev: release.rev,
        change,
        changes: done.changes.iter().filter_map(moved).collect(),
        asks: done.asks.iter().filter_map(moved).collect(),
        bookings: along.iter().map(BookingsAlong::moved).collect(),
        conflicts: done.conflicts.iter().map(told).collect(),
    }
}

fn find(standings: &[Standing], id: ReleaseId) -> Outcome<&Standing> {
    standings.iter().find(|standing| standing.release.id == id).ok_or_else(|| Problem::missing("release", id))
}

fn mention(release: &Release) -> Ref<ReleaseId> {
    Ref { id: release.id, key: release.key.clone(), name: release.name.clone() }
}
