//! Quantiles of beta distributions, by arithmetic that gives the same bits on every machine.
//!
//! Powers and logarithms of the platform's mathematical library differ in their last bits from one platform to the next, and
//! a draw that is rounded the other way changes a forecast. Here they are series of additions, multiplications and divisions,
//! which IEEE 754 fixes to the last bit and the compiler does not fuse.

#[cfg(test)]
mod tests;

use super::chance::whole;
use std::sync::LazyLock;

/// How many cells a table of quantiles has: entry `n` is the quantile of `n / CELLS`, and between two entries a line is drawn.
pub(super) const CELLS: usize = 1024;

/// A table of quantiles.
pub(super) type Table = [f64; CELLS + 1];

const SHARE: f64 = 1.0 / CELLS as f64;

/// How a share of something is distributed: with a density in proportion to `x^rise · (1 - x)^fall` for `x` from 0 to 1, and
/// nothing below `from`. Kept as the weight of all that is below each of the ends of equal cells between `from` and 1.
pub(super) struct Beta {
    from: f64,
    below: Table,
}

impl Beta {
    /// The distribution with these exponents, each at least 0, given that the share is more than `from`, which is at least 0
    /// and less than 1.
    ///
    /// A cell weighs what the trapezoid between the densities at its ends weighs. At the ends of the whole, where the density
    /// may rise infinitely steeply, it is the integral of the power there, the other power taken to be a line.
    pub(super) fn new(rise: f64, fall: f64, from: f64) -> Self {
        let width = (1.0 - from) * SHARE;
        let powers: Table = if from > 0.0 {
            std::array::from_fn(|cell| {
                let (share, rest) = (from + width * cell as f64, width * (CELLS - cell) as f64);
                rise * logarithm(share) + fall * logarithm(rest)
            })
        } else {
            let logarithms = &*LOGARITHMS;
            std::array::from_fn(|cell| rise * logarithms[cell] + fall * logarithms[CELLS - cell])
        };
        let densities = powers.map(exponential);
        let end = |exponent: f64, other: f64, density: f64| {
            density * width * (1.0 + other * width / (exponent + 2.0)) / (exponent + 1.0)
        };
        let mut below = [0.0; CELLS + 1];
        let between = (densities[0] + densities[1]) * width / 2.0;
        below[1] = if from > 0.0 { between } else { end(rise, fall, densities[1]) };
        for cell in 2..CELLS {
            below[cell] = below[cell - 1] + (densities[cell - 1] + densities[cell]) * width / 2.0;
        }
        below[CELLS] = below[CELLS - 1] + end(fall, rise, densities[CELLS - 1]);
        Self { from, below }
    }

    /// The share below which the part `part` of the distribution is, from 0 to 1.
    pub(super) fn quantile(&self, part: f64) -> f64 {
        let weight = part.clamp(0.0, 1.0) * self.below[CELLS];
        let cell = self.below[1..CELLS].partition_point(|below| *below < weight);
        self.within(cell, weight)
    }

    /// All quantiles of a table.
    pub(super) fn table(&self) -> Table {
        let mut cell = 0;
        std::array::from_fn(|part| {
            let weight = part as f64 * SHARE * self.below[CELLS];
            while cell + 1 < CELLS && self.below[cell + 1] < weight {
                cell += 1;
            }
            self.within(cell, weight)
        })
    }

    fn within(&self, cell: usize, weight: f64) -> f64 {
        let (low, high) = (self.below[cell], self.below[cell + 1]);
        let part = if high > low { ((weight - low) / (high - low)).clamp(0.0, 1.0) } else { 0.0 };
        self.from + (1.0 - self.from) * SHARE * (cell as f64 + part)
    }
}

/// The logarithms of the ends of equal cells between 0 and 1; that of 0 is never used with a weight and counts as low.
static LOGARITHMS: LazyLock<Table> =
    LazyLock::new(|| std::array::from_fn(|cell| if cell == 0 { -1e3 } else { logarithm(cell as f64 * SHARE) }));

const LOGARITHM_OF_2: f64 = std::f64::consts::LN_2;
const FRACTION: u64 = (1 << 52) - 1;
const EXPONENT_OF_1: u64 = 1023;

/// The natural logarithm of a positive number, to about the last two bits: with `t = (m - 1) / (m + 1)`, the series
/// `ln m = 2 (t + t³/3 + t⁵/5 + …)` (Abramowitz and Stegun 4.1.27) for the fraction brought near to 1.
fn logarithm(number: f64) -> f64 {
    let bits = number.to_bits();
    let mut fraction = f64::from_bits(bits & FRACTION | EXPONENT_OF_1 << 52);
    let mut doublings = (bits >> 52) as f64 - EXPONENT_OF_1 as f64;
    if fraction > std::f64::consts::SQRT_2 {
        fraction /= 2.0;
        doublings += 1.0;
    }
    let ratio = (fraction - 1.0) / (fraction + 1.0);
    let square = ratio * ratio;
    let series = (0..11).rev().fold(0.0, |sum, term| sum * square + 1.0 / f64::from(2 * term + 1));
    doublings * LOGARITHM_OF_2 + 2.0 * ratio * series
}

/// e to the power of a number that is not above 700; below -700 as of -700. The series of what is left when whole doublings
/// are taken out (Abramowitz and Stegun 4.2.1). Without a branch and without a division, so that several are worked out at
/// once.
#[inline]
fn exponential(power: f64) -> f64 {
    let power = if power > -700.0 { power } else { -700.0 };
    let doublings = whole(power * std::f64::consts::LOG2_E);
    let rest = power - doublings * LOGARITHM_OF_2;
    let series = INVERSE_FACTORIALS.iter().rev().fold(0.0, |sum, inverse| sum * rest + inverse);
    // The last bits of a number above 2 to the power of 52 are it as an integer.
    series * f64::from_bits((doublings + EXPONENT_OF_1 as f64 + (1_u64 << 52) as f64).to_bits() << 52)
}

/// One divided by 0!, 1!, 2! and so on.
const INVERSE_FACTORIALS: [f64; 14] = {
    let mut inverses = [1.0; 14];
    let (mut place, mut factorial) = (1, 1.0);
    while place < 14 {
        factorial *= place as f64;
        inverses[place] = 1.0 / factorial;
        place += 1;
    }
    inverses
};
