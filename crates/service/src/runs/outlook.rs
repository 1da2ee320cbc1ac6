//! When a run will be over, how likely inside its window, and until when it can be rolled back in time.

use super::{Board, View, approved::Script, store};
use crate::{App, Ctx, app::aside};
use jiff::Timestamp;
use signalbox_domain::{
    Key, Outcome, Problem,
    deployment_plans::{Estimate, Line, Number},
    id::{Identifier, RunId},
    runs::{
        Run, RunTask, Scene, State,
        scene::{later, seconds},
    },
    schedule::forecast::{
        Cause, Forecast, Moment, ROLLBACK_CERTAINTY, Spread, State as Known, Task, changes, forecast,
        latest_rollback_decision_of,
    },
};
use std::{
    collections::{HashMap, VecDeque},
    sync::Arc,
};
use tokio::sync::{Mutex, Semaphore};

/// From how many earlier durations on a task is forecast by them, and not by its estimate.
const ENOUGH: usize = 3;
/// The most samples.
const SAMPLES: usize = 10_000;
/// The most draws of tasks in all samples together.
const DRAWS: usize = 10_000_000;
/// The most outlooks that are kept.
const KEPT: usize = 64;
/// How long an outlook is good while nothing happens, in seconds.
const FRESH: i64 = 15;

/// Outlooks as they were worked out before: everybody who watches a run is told the same.
#[derive(Debug)]
pub(crate) struct Outlooks {
    kept: Mutex<VecDeque<(RunId, i64, Arc<Outlook>)>>,
    turns: Semaphore,
}

impl Default for Outlooks {
    fn default() -> Self {
        Self { kept: Mutex::default(), turns: Semaphore::new(1) }
    }
}

/// What is to be expected of a run.
#[derive(Clone, Debug)]
pub struct Outlook {
    /// The run.
    pub view: View,
    /// Of when it is.
    pub at: Timestamp,
    /// How many samples were drawn.
    pub samples: usize,
    /// How many tasks were forecast by how long they took before.
    pub learnt: usize,
    /// When it is over in half of the samples, in 85 and in 95 of 100.
    pub p50: Timestamp,
    /// … in 85 of 100.
    pub p85: Timestamp,
    /// … in 95 of 100.
    pub p95: Timestamp,
    /// The share of samples that are over by the end of the window, from 0 to 1; none without a window.
    pub odds: Option<f64>,
    /// The ways back.
    pub ways_back: Vec<WayBack>,
    /// The tasks of the way that is taken that are not over.
    pub tasks: Vec<Expected>,
    /// How many seconds later than when it began the end is likely now; below 0 for earlier.
    pub moved: i64,
    /// What moved it, in the order in which it happened.
    pub changes: Vec<Change>,
}

/// A way back.
#[derive(Clone, Debug)]
pub struct WayBack {
    /// Which.
    pub branch: Key,
    /// How long it takes in 95 of 100 samples, in seconds.
    pub takes: i64,
    /// The latest instant to decide for it, with which it is over inside the window in 95 of 100; none without a window.
    pub decide_by: Option<Timestamp>,
}

/// What is to be expected of a task.
#[derive(Clone, Copy, Debug)]
pub struct Expected {
    /// Which.
    pub number: Number,
    /// When it begins in half of the samples.
    pub start: Timestamp,
    /// When it is over in half of them.
    pub finish: Timestamp,
    /// The share of samples in which it decides when the end is, from 0 to 1.
    pub criticality: f64,
}

/// Something that moved the end.
#[derive(Clone, Copy, Debug)]
pub struct Change {
    /// The task.
    pub number: Number,
    /// What happened.
    pub cause: Cause,
    /// How many seconds later the end is for it; below 0 for earlier.
    pub moved: i64,
}

/// What is to be expected of a run. Worked out anew when something happened in it, and every so often when nothing did.
///
/// # Errors
/// [`Problem::NotFound`].
pub async fn of(app: &App, ctx: &Ctx, named: String) -> Outcome<Arc<Outlook>> {
    let approved = app.approved.clone();
    let (board, earlier) = app
        .db
        .read(ctx, move |tx| {
            let board = Board::of(tx, &approved, &named)?;
            let earlier = store::durations(tx, board.view.run.plan, board.view.run.id)?;
            Ok((board, earlier))
        })
        .await?;
    let (id, rev) = (board.view.run.id, board.view.run.rev);
    let mut kept = app.outlooks.kept.lock().await;
    let known = kept.iter().find(|(run, of, outlook)| {
        *run == id && *of == rev && seconds(outlook.at, board.now) < FRESH && outlook.at <= board.now
    });
    if let Some((_, _, outlook)) = known {
        return Ok(Arc::clone(outlook));
    }
    let outlook = Arc::new(aside(&app.outlooks.turns, move || looked(&board, &earlier)).await?);
    kept.retain(|(run, ..)| *run != id);
    kept.push_back((id, rev, Arc::clone(&outlook)));
    if kept.len() > KEPT {
        kept.pop_front();
    }
    Ok(outlook)
}

fn looked(board: &Board, earlier: &HashMap<Number, Vec<i64>>) -> Outcome<Outlook> {
    let (run, script) = (&board.view.run, &board.script);
    let from = run.branched_at.or(run.started_at).unwrap_or(run.scheduled_at);
    let line = Line::of(&script.content, run.branch.as_ref());
    let now = if run.started_at.is_some() { seconds(from, run.ended_at.unwrap_or(board.now)) } else { 0 };
    let scene = Scene::new(&script.content, &script.zone, run, &board.tasks, board.now);
    let mut learnt = 0;
    let spreads = script.content.tasks.iter().map(|task| {
        let before = earlier.get(&task.number).filter(|before| before.len() >= ENOUGH);
        learnt += usize::from(before.is_some());
        spread(task.estimate, before)
    });
    let spreads: Vec<Spread> = spreads.collect::<Outcome<_>>()?;
    let tasks = known(&line, script, &spreads, |place| {
        let fixed = scene.fixed(&script.content.tasks[place]).map(|at| seconds(from, at));
        (state(&board.tasks[place], from), fixed)
    })?;
    let seed = (run.id.bits() >> 64) as u64 ^ run.id.bits() as u64;
    let samples = samples_for(tasks.len());
    let found = forecast(&line.graph, &tasks, now, samples, seed);
    let at = |second: i64| later(from, second);
    let mut expected = Vec::new();
    for (place, (begins, over)) in line.tasks.iter().zip(&line.ends) {
        if !board.tasks[*place].state.is_over() {
            let (first, last) = (found.tasks()[*begins], found.tasks()[*over]);
            expected.push(Expected {
                number: script.content.tasks[*place].number,
                start: at(first.start),
                finish: at(last.finish),
                criticality: last.criticality,
            });
        }
    }
    let waiting: Vec<Task> = tasks.iter().map(|task| Task { state: Known::Waiting, ..task.clone() }).collect();
    let moves = changes(&line.graph, Moment { tasks: &waiting, now: 0 }, Moment { tasks: &tasks, now });
    let mut numbers = vec![None; line.places()];
    for (place, (begins, over)) in line.tasks.iter().zip(&line.ends) {
        if begins == over {
            numbers[*begins] = Some(script.content.tasks[*place].number);
        }
    }
    let told = moves.parts.iter().filter(|part| part.moved != 0).filter_map(|part| {
        let number = (*numbers.get(part.task)?)?;
        Some(Change { number, cause: part.cause, moved: part.moved })
    });
    Ok(Outlook {
        at: board.now,
        samples,
        learnt,
        p50: at(found.quantile(0.5)),
        p85: at(found.quantile(0.85)),
        p95: at(found.quantile(0.95)),
        odds: run.window_end.map(|end| found.odds_by(end.duration_since(from).as_secs())),
        ways_back: ways_back(run, script, &spreads, from, seed)?,
        tasks: expected,
        moved: moves.moved(),
        changes: told.collect(),
        view: board.view.clone(),
    })
}

/// How long a task takes: as long as it took before, when that is known well enough; as long as is thought otherwise.
fn spread(estimate: Estimate, before: Option<&Vec<i64>>) -> Outcome<Spread> {
    let spread = match before {
        Some(before) => Spread::learnt(before.clone()),
        None => Spread::range(estimate.optimistic, estimate.likely, estimate.pessimistic),
    };
    spread.map_err(|error| Problem::Internal(error.to_string()))
}

/// How far a task is, in seconds since its way was begun.
fn state(task: &RunTask, from: Timestamp) -> Known {
    let second = |at: Timestamp| at.duration_since(from).as_secs();
    match (task.started_at, task.ended_at) {
        (Some(started), Some(ended)) if task.state.is_over() => {
            Known::Finished { started: second(started), at: second(ended) }
        }
        (None, Some(ended)) if task.state.is_over() => Known::Finished { started: second(ended), at: second(ended) },
        (Some(since), _) if task.state == State::Running => Known::Running { since: second(since) },
        // What failed, or what nobody knows of, is to be done once more.
        _ => Known::Waiting,
    }
}

/// The places of a line as the forecast wants them.
fn known(
    line: &Line,
    script: &Script,
    spreads: &[Spread],
    mut of: impl FnMut(usize) -> (Known, Option<i64>),
) -> Outcome<Vec<Task>> {
    let nothing = Spread::exactly(0).map_err(|error| Problem::Internal(error.to_string()))?;
    let empty = Task { spread: nothing, not_before: None, state: Known::Waiting };
    let mut tasks = vec![empty; line.places()];
    for (place, (begins, over)) in line.tasks.iter().zip(&line.ends) {
        let (state, not_before) = of(*place);
        if begins == over {
            tasks[*begins] = Task { spread: spreads[*place].clone(), not_before, state };
            continue;
        }
        // A heading over steps is over with the last of them, and its beginning is over when the first has begun.
        tasks[*begins].not_before = not_before;
        match state {
            Known::Finished { started, at } => {
                tasks[*begins].state = Known::Finished { started, at: started };
                tasks[*over].state = Known::Finished { started: at, at };
            }
            Known::Running { since } => tasks[*begins].state = Known::Finished { started: since, at: since },
            Known::Waiting => {}
        }
    }
    debug_assert_eq!(script.content.tasks.len(), spreads.len());
    Ok(tasks)
}

fn ways_back(run: &Run, script: &Script, spreads: &[Spread], from: Timestamp, seed: u64) -> Outcome<Vec<WayBack>> {
    if run.branch.is_some() {
        return Ok(Vec::new());
    }
    let mut ways = Vec::new();
    for branch in &script.content.branches {
        let line = Line::of(&script.content, Some(&branch.key));
        // A way on which nothing is done leads nowhere, at whatever hour.
        if line.tasks.is_empty() {
            continue;
        }
        let tasks = known(&line, script, spreads, |_| (Known::Waiting, None))?;
        let back: Forecast = forecast(&line.graph, &tasks, 0, samples_for(tasks.len()), seed);
        let decide_by = run.window_end.map(|end| {
            let end = end.duration_since(from).as_secs();
            later(from, latest_rollback_decision_of(end, &back, ROLLBACK_CERTAINTY))
        });
        ways.push(WayBack { branch: branch.key.clone(), takes: back.quantile(ROLLBACK_CERTAINTY), decide_by });
    }
    Ok(ways)
}

fn samples_for(tasks: usize) -> usize {
    (DRAWS / tasks.max(1)).clamp(1_000, SAMPLES)
}
