//! Quantiles of beta distributions, by arithmetic that gives the same bits on every machine.
//!
//! Powers and logarithms of the platform's mathematical library differ in their last bits from one platform to the next, and
//! a draw that is rounded the other way changes a forecast. Here they are series of additions, multiplications and divisions,
//! which IEEE 754 fixes to the last bit and the compiler does not fuse.

#[cfg(test)]
mod tests;

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
        let density = |cell: usize| {
            let (share, rest) = (from + width * cell as f64, width * (CELLS - cell) as f64);
            exponential(rise * logarithm(share) + fall * logarithm(rest))
        };
        let end = |exponent: f64, other: f64, density: f64| {
            density * width * (1.0 + other * width / (exponent + 2.0)) / (exponent + 1.0)
        };
        let mut below = [0.0; CELLS + 1];
        let mut before = density(1);
        below[1] = if from > 0.0 { (density(0) + before) * width / 2.0 } else { end(rise, fall, before) };
        for cell in 2..CELLS {
            let here = density(cell);
            below[cell] = below[cell - 1] + (before + here) * width / 2.0;
            before = here;
        }
        below[CELLS] = below[CELLS - 1] + end(fall, rise, before);
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

/// e to the power of a number that is not above 700; 0 below -700. The series of the rest after whole doublings are taken
/// out (Abramowitz and Stegun 4.2.1).
fn exponential(power: f64) -> f64 {
    if power < -700.0 {
        return 0.0;
    }
    let doublings = (power / LOGARITHM_OF_2).round();
    let rest = power - doublings * LOGARITHM_OF_2;
    let series = (1..14).rev().fold(1.0, |sum, term| 1.0 + sum * rest / f64::from(term));
    series * f64::from_bits(((EXPONENT_OF_1 as f64 + doublings) as u64) << 52)
}
