//! Several runs of a plan side by side: one pass forward, one backward.
//!
//! Times are whole seconds since now, kept as floating point numbers, because every processor compares and adds several of
//! those at once; far below 2 to the power of 53 they are exact, so that "no slack" means exactly none.

use super::{
    OVERDUE_DIVISOR, State, Task,
    beta::Table,
    chance,
    network::Network,
    spread::{Draw, Spread},
};
use crate::schedule::graph::{Graph, LinkKind, Place};
use std::collections::BTreeMap;

/// How many runs are worked out side by side.
pub(super) const LANES: usize = 8;

/// A time in each of the runs.
pub(super) type Lanes = [f64; LANES];

/// Times further from now than this many seconds, some 30,000 years, count as this far.
const FARTHEST: i64 = 1_000_000_000_000;
const NEVER: f64 = f64::NEG_INFINITY;

/// How the tasks that are not finished go on.
pub(super) struct Rest {
    tasks: Vec<Unfinished>,
    hooks: Vec<Hook>,
    tables: Vec<Box<Table>>,
    /// The last finish of what is finished.
    past: f64,
}

struct Unfinished {
    place: Place,
    runs: bool,
    duration: Drawn,
    /// When it started, or before when it cannot.
    start: f64,
    /// Before when it cannot finish, for what is finished or fixed already.
    finish: f64,
    /// Its hooks: those that hold its start are before `middle`, those that hold its finish after.
    first: u32,
    middle: u32,
    last: u32,
}

/// What is drawn for a task: how long it takes; of one that runs, when it finishes.
#[derive(Clone, Copy)]
enum Drawn {
    Always(f64),
    From(u32),
}

/// How much later than another time one is at least.
#[derive(Clone, Copy)]
struct Hook {
    /// Twice the number of the unfinished task that is waited for, and one more when its finish counts and not its start.
    source: u32,
    lag: f64,
}

/// The times of runs side by side: of each unfinished task its start, then its finish.
pub(super) struct Times {
    earliest: Vec<Lanes>,
    latest: Vec<Lanes>,
}

impl Rest {
    /// What is left at `now`. A task without an entry takes no time.
    pub(super) fn at(graph: &Graph, tasks: &[Task], now: i64) -> Self {
        let network = Network::of(graph);
        let mut rest = Self { tasks: Vec::new(), hooks: Vec::new(), tables: Vec::new(), past: NEVER };
        let mut drawn = BTreeMap::new();
        // Of each position the number among unfinished tasks, and what is fixed of its start and its finish.
        let mut known: Vec<(Option<u32>, Option<f64>, Option<f64>)> = Vec::with_capacity(network.order.len());
        for (position, &place) in network.order.iter().enumerate() {
            let task = tasks.get(place).unwrap_or(&super::NOTHING);
            let (runs, start, duration) = match task.state {
                State::Finished { started, at } => {
                    let (start, finish) = (since(started, now), since(at, now));
                    rest.past = rest.past.max(finish);
                    known.push((None, Some(start), Some(finish)));
                    continue;
                }
                State::Running { since: start } => (true, since(start, now), rest.running(&task.spread, start, now)),
                State::Waiting => {
                    let start = task.not_before.map_or(0.0, |at| since(at, now).max(0.0));
                    (false, start, *drawn.entry(&task.spread).or_insert_with(|| rest.keep(task.spread.draw(), 0.0)))
                }
            };
            let first = narrow(rest.hooks.len());
            let mut made =
                Unfinished { place, runs, duration, start, finish: NEVER, first, middle: first, last: first };
            // What has started can no longer be held from starting.
            let sides: &[_] = if runs { &[false] } else { &[true, false] };
            for holds_start in sides.iter().copied() {
                for link in network.incoming(position).iter().filter(|link| holds_start == link.kind.holds_start()) {
                    let lag = link.lag.clamp(-FARTHEST, FARTHEST) as f64;
                    let (number, start, finish) = known[link.from];
                    let of_finish = link.kind.is_of_finish();
                    match (if of_finish { finish } else { start }, number) {
                        (Some(at), _) if holds_start => made.start = made.start.max(at + lag),
                        (Some(at), _) => made.finish = made.finish.max(at + lag),
                        (None, number) => {
                            let source = 2 * number.unwrap_or(0) + u32::from(of_finish);
                            rest.hooks.push(Hook { source, lag });
                        }
                    }
                }
                if holds_start {
                    made.middle = narrow(rest.hooks.len());
                }
            }
            made.last = narrow(rest.hooks.len());
            known.push((Some(narrow(rest.tasks.len())), runs.then_some(made.start), None));
            rest.tasks.push(made);
        }
        rest
    }

    /// When a task that runs finishes.
    fn running(&mut self, spread: &Spread, start: i64, now: i64) -> Drawn {
        let elapsed = now.saturating_sub(start).max(0);
        match spread.draw_beyond(elapsed) {
            Some(draw) => self.keep(draw, since(start, now)),
            None => Drawn::Always(since(now.saturating_add((elapsed / OVERDUE_DIVISOR).max(1)), now)),
        }
    }

    fn keep(&mut self, draw: Draw, start: f64) -> Drawn {
        match draw {
            Draw::Always(long) => Drawn::Always(start + long),
            Draw::From(mut table) => {
                table.iter_mut().for_each(|long| *long += start);
                self.tables.push(table);
                Drawn::From(narrow(self.tables.len() - 1))
            }
        }
    }

    /// How many tasks are not finished.
    pub(super) const fn len(&self) -> usize {
        self.tasks.len()
    }

    /// The place of each task that is not finished.
    pub(super) fn places(&self) -> impl Iterator<Item = Place> {
        self.tasks.iter().map(|task| task.place)
    }

    /// Times to be filled.
    pub(super) fn times(&self) -> Times {
        let none = || vec![[0.0; LANES]; 2 * self.tasks.len()];
        Times { earliest: none(), latest: none() }
    }

    /// Works out when tasks start and finish in the runs from `sample` on, and gives the end of each.
    pub(super) fn forward(&self, times: &mut Times, seed: u64, sample: usize) -> Lanes {
        let mut end = [self.past; LANES];
        for (number, task) in self.tasks.iter().enumerate() {
            let drawn = self.drawn(task, seed, sample);
            let (before, own) = times.earliest.split_at_mut(2 * number);
            let held = |hooks: &[Hook], from: f64| {
                hooks.iter().fold([from; LANES], |held, hook| {
                    later(held, before[hook.source as usize].map(|time| time + hook.lag))
                })
            };
            let mut start = held(&self.hooks[task.first as usize..task.middle as usize], task.start);
            let mut finish = drawn;
            let has_bound = task.last > task.middle || task.finish > NEVER;
            let bound = || held(&self.hooks[task.middle as usize..task.last as usize], task.finish);
            if task.runs {
                // It can only last longer: it has started.
                let soonest = [if task.start > 0.0 { task.start } else { 1.0 }; LANES];
                finish = later(finish, soonest);
                if has_bound {
                    finish = later(finish, bound());
                }
            } else {
                if has_bound {
                    let bound = bound();
                    start = later(start, std::array::from_fn(|lane| bound[lane] - drawn[lane]));
                }
                finish = std::array::from_fn(|lane| start[lane] + drawn[lane]);
            }
            end = later(end, finish);
            own[0] = start;
            own[1] = finish;
        }
        end
    }

    /// Counts for each unfinished task in how many of the first `used` runs it could not finish later without the end being
    /// later.
    pub(super) fn backward(&self, times: &mut Times, end: Lanes, used: usize, critical: &mut [u32]) {
        for own in times.latest.chunks_exact_mut(2) {
            own[0] = [f64::INFINITY; LANES];
            own[1] = end;
        }
        for (number, task) in self.tasks.iter().enumerate().rev() {
            let earliest = [times.earliest[2 * number], times.earliest[2 * number + 1]];
            let (before, own) = times.latest.split_at_mut(2 * number);
            let (mut start, mut finish) = (own[0], own[1]);
            if !task.runs {
                let long: Lanes = std::array::from_fn(|lane| earliest[1][lane] - earliest[0][lane]);
                finish = sooner(finish, std::array::from_fn(|lane| start[lane] + long[lane]));
                start = std::array::from_fn(|lane| finish[lane] - long[lane]);
            }
            let hits: [u32; LANES] = std::array::from_fn(|lane| u32::from(finish[lane] <= earliest[1][lane]));
            critical[number] += hits[..used].iter().sum::<u32>();
            let mut hold = |hooks: &[Hook], by: Lanes| {
                for hook in hooks {
                    let source = &mut before[hook.source as usize];
                    *source = sooner(*source, by.map(|time| time - hook.lag));
                }
            };
            hold(&self.hooks[task.first as usize..task.middle as usize], start);
            hold(&self.hooks[task.middle as usize..task.last as usize], finish);
        }
    }

    #[inline]
    fn drawn(&self, task: &Unfinished, seed: u64, sample: usize) -> Lanes {
        match task.duration {
            Drawn::Always(long) => [long; LANES],
            Drawn::From(table) => {
                let (table, numbers) = (&self.tables[table as usize], chance::of_task(seed, task.place));
                std::array::from_fn(|lane| chance::entry(table, chance::number(numbers, sample + lane)))
            }
        }
    }
}

impl Times {
    /// The start and the finish of an unfinished task in each run.
    pub(super) fn of(&self, number: usize) -> [&Lanes; 2] {
        [&self.earliest[2 * number], &self.earliest[2 * number + 1]]
    }
}

impl LinkKind {
    /// Whether it holds the start of the later task, not its finish.
    pub(super) const fn holds_start(self) -> bool {
        matches!(self, Self::FinishStart | Self::StartStart)
    }

    /// Whether it waits for the finish of the earlier task, not for its start.
    pub(super) const fn is_of_finish(self) -> bool {
        matches!(self, Self::FinishStart | Self::FinishFinish)
    }
}

// Written as comparisons: unlike `f64::max` they are one instruction for several lanes; nothing here is not a number.
#[inline]
fn later(one: Lanes, other: Lanes) -> Lanes {
    std::array::from_fn(|lane| if one[lane] > other[lane] { one[lane] } else { other[lane] })
}

#[inline]
fn sooner(one: Lanes, other: Lanes) -> Lanes {
    std::array::from_fn(|lane| if one[lane] < other[lane] { one[lane] } else { other[lane] })
}

fn since(at: i64, now: i64) -> f64 {
    at.saturating_sub(now).clamp(-FARTHEST, FARTHEST) as f64
}

fn narrow(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
