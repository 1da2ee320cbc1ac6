//! How long something takes when that is not known exactly.

#[cfg(test)]
mod tests;

use super::beta::{Beta, CELLS, Table};
use serde::{Deserialize, Serialize};
use std::fmt;

/// The longest duration a spread may name, in seconds: about 317 years. Sums of so many seconds as a plan can have tasks are
/// still exact.
pub const LONGEST: i64 = 10_000_000_000;

/// How much more the likely duration counts than each of the ends: the shape of the PERT beta distribution.
const WEIGHT_OF_LIKELY: f64 = 4.0;

/// How long something takes, as somebody says it. In whole seconds, none below 0 or above [`LONGEST`].
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Shape {
    /// It takes this long.
    Exactly(i64),
    /// Three estimates, read as a PERT beta distribution.
    Range {
        /// As short as it can be.
        optimistic: i64,
        /// The most likely duration.
        likely: i64,
        /// As long as it can be.
        pessimistic: i64,
    },
    /// How long it took in earlier runs, at least one, in any order.
    Learnt(Vec<i64>),
}

/// How long something takes: a [`Shape`] that was looked at.
///
/// - `Range` is the beta distribution between its ends with the mean `(optimistic + 4 likely + pessimistic) / 6`: its
///   exponents are `4 s` and `4 (1 - s)` with `s = (likely - optimistic) / (pessimistic - optimistic)`. (The mean: Malcolm,
///   Roseboom, Clark and Fazar, "Application of a Technique for Research and Development Program Evaluation", Operations
///   Research 7, 1959. The distribution: Vose, "Risk Analysis", 2000, with 4 for its shape.) With equal ends it is `Exactly`.
/// - `Learnt` says that the quantile of `k / (n - 1)` is the duration number `k` of `n` in rising order, counted from 0, with
///   lines between (definition 7 of Hyndman and Fan, "Sample Quantiles in Statistical Packages", 1996). One duration is that
///   duration.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "Shape", into = "Shape")]
pub struct Spread(Shape);

/// Why a shape says nothing about a duration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoSpread {
    /// A duration is below 0 or above [`LONGEST`].
    OutOfReason(i64),
    /// The likely duration is not between the ends.
    OutOfOrder,
    /// No earlier run is named.
    NothingLearnt,
}

/// How a duration is drawn.
pub(super) enum Draw {
    /// It is always this many seconds.
    Always(f64),
    /// Its quantiles, in seconds.
    From(Box<Table>),
}

impl Spread {
    /// What takes no time.
    pub(super) const NOTHING: Self = Self(Shape::Exactly(0));

    /// Looks at a shape.
    ///
    /// # Errors
    /// What [`NoSpread`] names.
    pub fn new(shape: Shape) -> Result<Self, NoSpread> {
        let named = match &shape {
            Shape::Exactly(long) => std::slice::from_ref(long),
            Shape::Range { optimistic, likely, pessimistic } => &[*optimistic, *likely, *pessimistic],
            Shape::Learnt(seen) => seen.as_slice(),
        };
        if let Some(wrong) = named.iter().find(|long| !(0..=LONGEST).contains(*long)) {
            return Err(NoSpread::OutOfReason(*wrong));
        }
        match shape {
            Shape::Range { optimistic, likely, pessimistic } if optimistic > likely || likely > pessimistic => {
                Err(NoSpread::OutOfOrder)
            }
            Shape::Range { optimistic, pessimistic, .. } if optimistic == pessimistic => {
                Ok(Self(Shape::Exactly(optimistic)))
            }
            Shape::Learnt(seen) if seen.is_empty() => Err(NoSpread::NothingLearnt),
            Shape::Learnt(mut seen) => {
                seen.sort_unstable();
                Ok(Self(Shape::Learnt(seen)))
            }
            shape => Ok(Self(shape)),
        }
    }

    /// Always this many seconds.
    ///
    /// # Errors
    /// Below 0 or above [`LONGEST`].
    pub fn exactly(seconds: i64) -> Result<Self, NoSpread> {
        Self::new(Shape::Exactly(seconds))
    }

    /// Three estimates, in seconds.
    ///
    /// # Errors
    /// Below 0 or above [`LONGEST`]; the likely one not between the others.
    pub fn range(optimistic: i64, likely: i64, pessimistic: i64) -> Result<Self, NoSpread> {
        Self::new(Shape::Range { optimistic, likely, pessimistic })
    }

    /// The seconds it took in earlier runs.
    ///
    /// # Errors
    /// None; one below 0 or above [`LONGEST`].
    pub fn learnt(seen: Vec<i64>) -> Result<Self, NoSpread> {
        Self::new(Shape::Learnt(seen))
    }

    /// What it was made of; durations of earlier runs in rising order.
    #[must_use]
    pub const fn shape(&self) -> &Shape {
        &self.0
    }

    /// The shortest and the longest duration, in seconds.
    #[must_use]
    pub fn ends(&self) -> (i64, i64) {
        match &self.0 {
            Shape::Exactly(long) => (*long, *long),
            Shape::Range { optimistic, pessimistic, .. } => (*optimistic, *pessimistic),
            Shape::Learnt(seen) => (seen.first().copied().unwrap_or(0), seen.last().copied().unwrap_or(0)),
        }
    }

    /// The duration to be named when one has to be, in seconds: the most likely one of a range; of earlier runs the middle.
    #[must_use]
    pub fn likely(&self) -> i64 {
        match &self.0 {
            Shape::Exactly(long) => *long,
            Shape::Range { likely, .. } => *likely,
            Shape::Learnt(seen) => line(seen, 0.5).round() as i64,
        }
    }

    /// The mean, in seconds: of the distribution, which for earlier runs is not quite the mean of what was seen, because the
    /// shortest and the longest of them count half.
    #[must_use]
    pub fn mean(&self) -> f64 {
        match &self.0 {
            Shape::Exactly(long) => *long as f64,
            Shape::Range { optimistic, likely, pessimistic } => {
                (*optimistic as f64 + WEIGHT_OF_LIKELY * *likely as f64 + *pessimistic as f64)
                    / (WEIGHT_OF_LIKELY + 2.0)
            }
            Shape::Learnt(seen) => match seen.as_slice() {
                [only] => *only as f64,
                seen => {
                    let pairs = seen.windows(2).map(|pair| (pair[0] + pair[1]) as f64 / 2.0);
                    pairs.sum::<f64>() / (seen.len() - 1) as f64
                }
            },
        }
    }

    /// The seconds within which it is done in the part `part` of all cases, from 0 to 1. Of a range to within 0.01 % of what
    /// is between its ends.
    #[must_use]
    pub fn quantile(&self, part: f64) -> f64 {
        match &self.0 {
            Shape::Exactly(long) => *long as f64,
            Shape::Range { optimistic, likely, pessimistic } => {
                let (low, wide) = (*optimistic as f64, (pessimistic - optimistic) as f64);
                low + wide * beta(*optimistic, *likely, *pessimistic, 0.0).quantile(part)
            }
            Shape::Learnt(seen) => line(seen, part.clamp(0.0, 1.0)),
        }
    }

    /// How the duration is drawn.
    pub(super) fn draw(&self) -> Draw {
        match &self.0 {
            Shape::Exactly(long) => Draw::Always(*long as f64),
            Shape::Range { .. } => self.draw_beyond(-1).unwrap_or_else(|| Draw::Always(self.mean())),
            Shape::Learnt(seen) => Draw::From(Box::new(std::array::from_fn(|cell| line(seen, share(cell))))),
        }
    }

    /// How the duration is drawn, given that it is more than `elapsed` seconds; `None` when it cannot be that long.
    pub(super) fn draw_beyond(&self, elapsed: i64) -> Option<Draw> {
        let (shortest, longest) = self.ends();
        if elapsed >= longest {
            return None;
        }
        Some(match &self.0 {
            Shape::Range { optimistic, likely, pessimistic } => {
                let (low, wide) = (*optimistic as f64, (pessimistic - optimistic) as f64);
                let from = ((elapsed as f64 - low) / wide).max(0.0);
                let mut table = beta(*optimistic, *likely, *pessimistic, from).table();
                table.iter_mut().for_each(|share| *share = low + wide * *share);
                Draw::From(Box::new(table))
            }
            Shape::Learnt(seen) if elapsed >= shortest => {
                let from = part_within(seen, elapsed);
                Draw::From(Box::new(std::array::from_fn(|cell| line(seen, from + (1.0 - from) * share(cell)))))
            }
            Shape::Exactly(_) | Shape::Learnt(_) => self.draw(),
        })
    }
}

impl TryFrom<Shape> for Spread {
    type Error = NoSpread;

    fn try_from(shape: Shape) -> Result<Self, NoSpread> {
        Self::new(shape)
    }
}

impl From<Spread> for Shape {
    fn from(spread: Spread) -> Self {
        spread.0
    }
}

impl fmt::Display for NoSpread {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::OutOfReason(long) => write!(formatter, "{long} seconds is not between 0 and {LONGEST}"),
            Self::OutOfOrder => {
                formatter.write_str("the likely duration is not between the optimistic and the pessimistic")
            }
            Self::NothingLearnt => {
                formatter.write_str("there is no earlier run to learn from: name at least one duration")
            }
        }
    }
}

impl std::error::Error for NoSpread {}

fn beta(optimistic: i64, likely: i64, pessimistic: i64, from: f64) -> Beta {
    let rise = WEIGHT_OF_LIKELY * (likely - optimistic) as f64 / (pessimistic - optimistic) as f64;
    Beta::new(rise, WEIGHT_OF_LIKELY - rise, from)
}

fn share(cell: usize) -> f64 {
    cell as f64 / CELLS as f64
}

/// The quantile of durations in rising order, with lines between them.
fn line(seen: &[i64], part: f64) -> f64 {
    let at = part * seen.len().saturating_sub(1) as f64;
    let low = at as usize;
    let duration = |place: usize| seen.get(place).or(seen.last()).map_or(0.0, |long| *long as f64);
    duration(low) + (at - low as f64) * (duration(low + 1) - duration(low))
}

/// In what part of all cases durations in rising order, with lines between them, are no more than `elapsed`, which is at
/// least the shortest and less than the longest of them.
fn part_within(seen: &[i64], elapsed: i64) -> f64 {
    let above = seen.partition_point(|long| *long <= elapsed).max(1);
    let (low, high) = (seen[above - 1], seen[above]);
    ((above - 1) as f64 + (elapsed - low) as f64 / (high - low) as f64) / (seen.len() - 1) as f64
}
