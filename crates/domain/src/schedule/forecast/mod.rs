//! When a run of a plan finishes, as far as can be said while it runs.
//!
//! The definition. Every task that is not finished gets a duration, drawn from its [`Spread`]; of one that runs, drawn from
//! the durations that are longer than it has run already. With these durations the run goes on as early as it can:
//!
//! - a task that waits starts not before now, not before its own `not_before`, and not before its links let it;
//! - a task that runs has started: links can no longer hold its start. It finishes when its duration is over, and later when
//!   a link holds its finish;
//! - what is finished stays as it was, and links from it count.
//!
//! The links are those of [`graph`](super::graph). The run ends with the last finish. [`forecast`] works that out for many
//! draws: its answers are shares of those, so the odds of `n` samples are within about `1 / √n` of those of the definition.
//!
//! Times are whole seconds since an instant that the caller chooses. Durations are drawn in whole seconds.
//!
//! The same plan, state and seed give the same forecast on every machine: draws are read off tables of quantiles whose entries,
//! like everything here, come of additions, multiplications, divisions and comparisons only. (The idea: Van Slyke, "Monte
//! Carlo Methods and the PERT Problem", Operations Research 11, 1963, whence criticality too.)

mod beta;
mod chance;
mod changes;
mod network;
mod passes;
mod rollback;
#[cfg(test)]
mod speed;
mod spread;
#[cfg(test)]
mod tests;

pub use changes::{Cause, Change, Changes, Moment, changes};
pub use rollback::{ROLLBACK_CERTAINTY, latest_rollback_decision, latest_rollback_decision_of};
pub use spread::{LONGEST, NoSpread, Shape, Spread};

use super::graph::Graph;
use passes::{LANES, Rest};
use serde::{Deserialize, Serialize};

/// A task that has run longer than its spread holds possible goes on for the time that it has run divided by this, and at
/// least for a second.
///
/// The spread was wrong, and nothing else is known. What is certain is that it is not finished now; how wrong a spread is
/// grows with what it measures, so the rest is a part of what has gone by; and as that part grows while time goes on, a task
/// that hangs moves the forecast further and further and never seems to be as good as done. A tenth is a convention.
pub const OVERDUE_DIVISOR: i64 = 10;

/// Of how many samples the starts and finishes of tasks are kept, for their middles.
const KEPT_SAMPLES: std::ops::RangeInclusive<usize> = 64..=1024;
/// How many samples of tasks are kept at most, where there are many tasks.
const KEPT: usize = 1 << 20;

/// A task of a run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Task {
    /// How long it takes.
    pub spread: Spread,
    /// Before when it cannot start, in seconds.
    pub not_before: Option<i64>,
    /// How far it is.
    pub state: State,
}

/// How far a task is. Times are in seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// It has not started.
    Waiting,
    /// It has started and not finished.
    Running {
        /// When it started.
        since: i64,
    },
    /// It is finished; what was skipped, at the instant at which it started.
    Finished {
        /// When it started.
        started: i64,
        /// When it finished.
        at: i64,
    },
}

/// What counts for a task of a plan that is not named.
static NOTHING: Task = Task { spread: Spread::NOTHING, not_before: None, state: State::Waiting };

/// When a run finishes. Times are in seconds.
#[derive(Clone, Debug, PartialEq)]
pub struct Forecast {
    now: i64,
    finishes: Vec<i64>,
    tasks: Vec<Expected>,
}

/// What is expected of a task. Times are in seconds.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Expected {
    /// When it starts in the middle of the samples; or did. Of the first 1,024 samples, of fewer where there are more than
    /// a thousand tasks.
    pub start: i64,
    /// When it finishes in the middle of these samples; or did.
    pub finish: i64,
    /// In what share of all samples it was on the critical path: it could not have finished later without the end being
    /// later. 0 of what is finished.
    pub criticality: f64,
}

/// Forecasts a run.
///
/// `tasks` has an entry for each task of the graph; one that is missing waits and takes no time. At least one sample is
/// taken, and at most 2 to the power of 32. Times more than 30,000 years from now count as that far.
#[must_use]
pub fn forecast(graph: &Graph, tasks: &[Task], now: i64, samples: usize, seed: u64) -> Forecast {
    let samples = samples.clamp(1, u32::MAX as usize);
    let rest = Rest::at(graph, tasks, now);
    let mut times = rest.times();
    let mut critical = vec![0; rest.len()];
    let few = (KEPT / rest.len().max(1)).clamp(*KEPT_SAMPLES.start(), *KEPT_SAMPLES.end()).min(samples);
    let mut kept = vec![Vec::with_capacity(few); 2 * rest.len()];
    let mut finishes = Vec::with_capacity(samples);
    for sample in (0..samples).step_by(LANES) {
        let used = LANES.min(samples - sample);
        let end = rest.forward(&mut times, seed, sample);
        finishes.extend(end[..used].iter().map(|end| absolute(*end, now)));
        rest.backward(&mut times, end, used, &mut critical);
        let room = used.min(few.saturating_sub(sample));
        if room > 0 {
            for (number, kept) in kept.chunks_exact_mut(2).enumerate() {
                for (kept, times) in kept.iter_mut().zip(times.of(number)) {
                    kept.extend_from_slice(&times[..room]);
                }
            }
        }
    }
    finishes.sort_unstable();
    let actual = |place: usize| match tasks.get(place).unwrap_or(&NOTHING).state {
        State::Finished { started, at } => Expected { start: started, finish: at, criticality: 0.0 },
        State::Waiting | State::Running { .. } => Expected { start: now, finish: now, criticality: 0.0 },
    };
    let mut expected: Vec<Expected> = (0..graph.tasks()).map(actual).collect();
    for ((place, kept), critical) in rest.places().zip(kept.chunks_exact_mut(2)).zip(&critical) {
        let [start, finish] = [0, 1].map(|side| absolute(middle(&mut kept[side]), now));
        expected[place] = Expected { start, finish, criticality: f64::from(*critical) / samples as f64 };
    }
    Forecast { now, finishes, tasks: expected }
}

impl Forecast {
    /// The instant of which it is.
    #[must_use]
    pub const fn now(&self) -> i64 {
        self.now
    }

    /// When the run finished in each sample, in rising order.
    #[must_use]
    pub fn finishes(&self) -> &[i64] {
        &self.finishes
    }

    /// What is expected of each task, in the order of tasks.
    #[must_use]
    pub fn tasks(&self) -> &[Expected] {
        &self.tasks
    }

    /// The first finish of a sample at which at least the part `part` of all samples is finished, from 0 to 1: of 0.5, 0.85
    /// and 0.95, what is called P50, P85 and P95.
    #[must_use]
    pub fn quantile(&self, part: f64) -> i64 {
        self.finishes.get(rank(self.finishes.len(), part)).copied().unwrap_or(self.now)
    }

    /// The share of samples that finish no later than at an instant.
    #[must_use]
    pub fn odds_by(&self, deadline: i64) -> f64 {
        let by = self.finishes.partition_point(|finish| *finish <= deadline);
        by as f64 / self.finishes.len().max(1) as f64
    }

    /// The mean finish.
    #[must_use]
    pub fn mean(&self) -> f64 {
        let since = self.finishes.iter().map(|finish| finish.saturating_sub(self.now) as f64);
        self.now as f64 + since.sum::<f64>() / self.finishes.len().max(1) as f64
    }
}

/// Which of `count` values in rising order is the first that at least the part `part` of them does not exceed.
fn rank(count: usize, part: f64) -> usize {
    // A part such as 0.95 is not quite what it says: without the little that is taken off, 19 of 20 would be no 0.95.
    let needed = (part.clamp(0.0, 1.0) * count as f64 - 1e-9).ceil() as usize;
    needed.clamp(1, count.max(1)) - 1
}

fn middle(values: &mut [f64]) -> f64 {
    if values.is_empty() {
        return 0.0;
    }
    *values.select_nth_unstable_by(rank(values.len(), 0.5), f64::total_cmp).1
}

fn absolute(since: f64, now: i64) -> i64 {
    // Only a plan without a task has no last finish.
    if since == f64::NEG_INFINITY { now } else { now.saturating_add(since as i64) }
}
