//! Moves many bookings at once so that none clash, and does what came of it.

use super::{
    book,
    decisions::newly,
    ground::Ground,
    places::site_of,
    ways::{alternatives, limits},
};
use crate::{
    App, Ctx,
    app::{aside, fresh},
    environments::Filter,
};
use jiff::{SignedDuration, civil::Date};
use signalbox_domain::{
    Fault, Outcome, Problem, Ref, Zone,
    bookings::{
        Booking, Hold, Place, Span, State, Weights, moves,
        replanner::{self, Effort, Movable, World},
    },
    id::{BookingId, EnvironmentId, Identifier, PhaseId},
};
use signalbox_store::{
    Tx,
    bookings::{self as store, holds, timeline},
};
use std::{
    collections::{HashMap, HashSet},
    ops::ControlFlow,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};
use tokio::sync::Semaphore;

pub use replanner::{Answer, Outcome as PlanOutcome, Placed};

/// The most bookings that are planned at once.
pub const MOST: usize = 500;
/// The most work: some seconds.
pub const MOST_STEPS: u64 = 2_000_000;
/// The usual work: well below two seconds for 200 bookings.
const USUAL_STEPS: u64 = 300_000;

/// One plan at a time keeps one processor busy.
static AT_ONCE: Semaphore = Semaphore::const_new(1);

/// What is to be planned anew.
#[derive(Clone, Debug)]
pub struct Wanted {
    /// The bookings of these environments.
    pub environments: Filter,
    /// The first day.
    pub from: Date,
    /// The day after the last: nothing is moved beyond it.
    pub to: Date,
    /// Whose days these are.
    pub zone: Zone,
    /// By how many hours a booking is moved at once; a day when absent.
    pub step_hours: Option<u32>,
    /// Decides what is tried first where nothing else does: the same question with the same seed has the same answer.
    pub seed: u64,
    /// How much work is done.
    pub steps: Option<u64>,
    /// These stay where they are.
    pub keep: Vec<String>,
}

/// What came of planning, with what is named in it.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The answer.
    pub answer: Answer,
    /// How many bookings could be moved.
    pub movable: usize,
    /// The bookings, as they are.
    pub bookings: HashMap<BookingId, Booking>,
    /// The environments, as far as they are visible.
    pub environments: HashMap<EnvironmentId, Ref<EnvironmentId>>,
}

/// Whoever asked; when they are gone, nobody needs the answer and the work ends.
#[derive(Default)]
struct Asked(Arc<AtomicBool>);

impl Drop for Asked {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// Everything the planner looks at.
struct Question {
    movable: Vec<Movable>,
    ground: Ground,
    fixed: Vec<Hold>,
    bookings: HashMap<BookingId, Booking>,
}

/// Plans anew: every visible booking of one environment that has not begun can be moved, everything else stays. Nothing is
/// saved. The work is done outside every transaction and ends with the steps that were allowed.
///
/// # Errors
/// What the filter names and cannot be found; a span that is none; too many bookings.
pub async fn replan(app: &App, ctx: &Ctx, wanted: Wanted) -> Outcome<Plan> {
    let effort = Effort { steps: wanted.steps.unwrap_or(USUAL_STEPS).min(MOST_STEPS), seed: wanted.seed };
    let question = app.db.read(ctx, move |tx| load(tx, &wanted)).await?;
    let asked = Asked::default();
    let stopped = Arc::clone(&asked.0);
    let planned = move || {
        let world = World {
            movable: &question.movable,
            fixed: &question.fixed,
            blocks: question.ground.blocks(),
            tree: question.ground.tree(),
            weights: Weights::default(),
        };
        let answer = replanner::replan(&world, effort, &mut |_| match stopped.load(Ordering::Relaxed) {
            true => ControlFlow::Break(()),
            false => ControlFlow::Continue(()),
        });
        Ok((answer, question))
    };
    let (answer, question) = aside(&AT_ONCE, planned).await?;
    drop(asked);
    let places: Vec<EnvironmentId> = match &answer.outcome {
        PlanOutcome::Plan { placed, .. } => {
            placed.iter().flat_map(|one| [one.from.environment, one.to.environment]).collect()
        }
        _ => Vec::new(),
    };
    let shown = app.db.read(ctx, move |tx| holds::shown(tx, &places)).await?;
    Ok(Plan {
        answer,
        movable: question.movable.len(),
        bookings: question.bookings,
        environments: shown.into_iter().map(|one| (one.id, one)).collect(),
    })
}

fn load(tx: &mut Tx<'_>, wanted: &Wanted) -> Outcome<Question> {
    let span = Span::between(wanted.zone.start_of(wanted.from), wanted.zone.start_of(wanted.to))
        .ok_or_else(|| Problem::fault("/to", "order", format!("{} is not after {}", wanted.to, wanted.from)))?;
    let filter = wanted.environments.found(tx)?;
    let lines = timeline::lines(tx, &filter, super::MOST_LINES)?;
    let places: Vec<EnvironmentId> = lines.iter().map(|line| line.environment.id).collect();
    let found = store::under_way(tx, &places, span, MOST + 1)?;
    if found.len() > MOST {
        let detail = format!("there are more than {MOST} bookings in this time; choose fewer environments or days");
        return Err(Fault::new("/to", "range", detail).into());
    }
    let keep = kept(&wanted.keep)?;
    let now = tx.now();
    let step = SignedDuration::from_hours(i64::from(wanted.step_hours.unwrap_or(24)));
    let mut movable = Vec::new();
    let mut bookings = HashMap::new();
    // Many are of the same environments and phases.
    let mut instead: HashMap<EnvironmentId, Vec<EnvironmentId>> = HashMap::new();
    let mut phases: HashMap<PhaseId, Span> = HashMap::new();
    let mut around = places;
    // A wish that is to stay has its place like what is approved.
    let mut stays: Vec<Hold> = Vec::new();
    for booking in found {
        if keep.contains(&booking.id) {
            stays.extend(booking.would_hold());
            continue;
        }
        let can_move = !matches!(booking.state, State::Active { .. })
            && booking.span.start() > now
            && booking.place.environments().len() == 1;
        let Some(hold) = booking.would_hold().first().copied().filter(|_| can_move) else { continue };
        let elsewhere = match instead.get(&hold.environment) {
            Some(known) => known.clone(),
            None => instead.entry(hold.environment).or_insert(alternatives(tx, &booking)?).clone(),
        };
        around.extend(elsewhere.iter().copied());
        let phase = match booking.phase {
            Some(id) => Some(match phases.get(&id) {
                Some(known) => *known,
                None => *phases.entry(id).or_insert(limits(tx, &booking)?),
            }),
            None => None,
        };
        // A booking that lies across the edge of the time may stay where it is.
        let bounds = Span::between(span.start().max(now).min(hold.span.start()), span.end().max(hold.span.end()));
        movable.push(Movable {
            hold,
            elsewhere,
            priority: booking.priority,
            step,
            bounds: bounds.unwrap_or(hold.span),
            phase,
        });
        bookings.insert(booking.id, booking);
    }
    around.sort_unstable();
    around.dedup();
    let reach = movable
        .iter()
        .map(|one| one.bounds)
        .fold(span, |all, one| Span::between(all.start().min(one.start()), all.end().max(one.end())).unwrap_or(all));
    let ground = Ground::load(tx, &around, reach, &[])?;
    let others =
        ground.held().iter().filter(|hold| !bookings.contains_key(&hold.booking) && !keep.contains(&hold.booking));
    let fixed = others.copied().chain(stays).collect();
    Ok(Question { movable, ground, fixed, bookings })
}

/// The bookings that are to stay. One that is not of the question stays anyhow.
fn kept(named: &[String]) -> Outcome<HashSet<BookingId>> {
    let id = |(index, named): (usize, &String)| {
        let fault = || Problem::fault(format!("/keep/{index}"), "pattern", format!("{named} is no id of a booking"));
        BookingId::parse(named).ok_or_else(fault)
    };
    named.iter().enumerate().map(id).collect()
}

/// One booking of a plan that is carried out.
#[derive(Clone, Debug)]
pub struct Step {
    /// Which.
    pub booking: String,
    /// Its revision when the plan was made.
    pub rev: i64,
    /// The environment it is to have, by id or key.
    pub environment: String,
    /// When.
    pub span: Span,
}

/// Carries a plan out: every booking goes to its new time and place, or none does.
///
/// # Errors
/// A stale revision of any booking; everything that stands against any of them after all others moved; a missing right.
pub async fn carry_out(app: &App, ctx: &Ctx, steps: Vec<Step>, reason: Option<String>) -> Outcome<Vec<store::View>> {
    app.db
        .write(ctx, move |tx| {
            let mut moving = Vec::with_capacity(steps.len());
            for step in &steps {
                let before = store::get(tx, &step.booking)?;
                fresh(tx, "booking", before.id, step.rev, before.rev)?;
                let environment = signalbox_store::environments::get(tx, &step.environment)?.id;
                let place = match &before.place {
                    Place::Environment { .. } => Place::Environment { environment },
                    Place::Pool { group, count, .. } => {
                        Place::Pool { group: *group, count: *count, members: vec![environment] }
                    }
                };
                let after = Booking { span: step.span, place, ..before.clone() };
                moving.push((before, after));
            }
            let ids: Vec<BookingId> = moving.iter().map(|(before, _)| before.id).collect();
            let places: Vec<EnvironmentId> =
                moving.iter().flat_map(|(_, after)| after.place.environments().iter().copied()).collect();
            let first = moving.iter().map(|(_, after)| after.span.start()).min();
            let last = moving.iter().map(|(_, after)| after.span.end()).max();
            let Some(reach) = first.zip(last).and_then(|(first, last)| Span::between(first, last)) else {
                return Ok(Vec::new());
            };
            let mut ground = Ground::load(tx, &places, reach, &ids)?;
            ground.without(&ids);
            let now = tx.now();
            let mut moved = Vec::with_capacity(moving.len());
            for (before, after) in moving {
                let permit = book(tx, &before)?;
                let site = site_of(tx, &after.place)?;
                newly(tx, &before, &site, &after.place)?;
                let decided =
                    ground.decide(tx, None, |standing| moves::settle(&before, after.clone(), now, standing))?;
                if !decided.facts.is_empty() {
                    store::update(tx, &before, &decided.state, &permit)?;
                    let because = |fact: &signalbox_domain::Fact| fact.clone().because(reason.clone());
                    tx.record(&decided.facts.iter().map(because).collect::<Vec<_>>())?;
                }
                ground.keep(&decided.state);
                moved.push((before, decided.state, permit));
            }
            for (before, after, permit) in &moved {
                super::line::close_up(tx, before, after, permit)?;
            }
            ids.iter().map(|id| store::view(tx, &id.to_string())).collect()
        })
        .await
}
