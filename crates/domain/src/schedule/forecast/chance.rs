//! Numbers that look random, each for its task and its sample: the same whatever else is drawn, so that two forecasts of
//! one plan differ by what differs between them and not by chance.

use super::beta::{CELLS, Table};
use crate::chance::{STEP, mixed};

/// 2 to the power of 52, one and a half times: what is added to it keeps no fraction.
const WHOLE: f64 = 6_755_399_441_055_744.0;

/// Where the numbers of a task begin: 2 to the power of 32 of them are its own.
pub(super) const fn of_task(seed: u64, place: usize) -> u64 {
    mixed(seed).wrapping_add(((place as u64) << 32).wrapping_mul(STEP))
}

/// The number of a task for a sample.
pub(super) const fn number(task: u64, sample: usize) -> u64 {
    mixed(task.wrapping_add((sample as u64 + 1).wrapping_mul(STEP)))
}

/// A number's entry of a table of quantiles, in whole units: the first ten bits say which cell, the others where in it.
#[inline]
pub(super) fn entry(table: &Table, number: u64) -> f64 {
    let cell = (number >> (64 - CELLS.ilog2())) as usize % CELLS;
    let within = f64::from_bits(number << CELLS.ilog2() >> 12 | 1.0_f64.to_bits()) - 1.0;
    whole(table[cell] + within * (table[cell + 1] - table[cell]))
}

/// The nearest whole number, of two equally near the even one, of what is below 2 to the power of 51.
#[inline]
pub(super) fn whole(number: f64) -> f64 {
    number + WHOLE - WHOLE
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The first numbers of the seed 1234567, as the authors' own program prints them.
    #[test]
    fn it_is_the_published_generator() {
        let numbers = [number(1_234_567, 0), number(1_234_567, 1)];
        assert_eq!(numbers, [6_457_827_717_110_365_317, 3_203_168_211_198_807_973]);
    }

    #[test]
    fn an_entry_is_between_the_ends_of_its_cell() {
        let table: Table = std::array::from_fn(|cell| 1_000.0 * cell as f64);
        assert_eq!([0, 1 << 63, u64::MAX].map(|number| entry(&table, number)), [0.0, 512_000.0, 1_024_000.0]);
        assert_eq!([0.4, 0.6, -7.2].map(whole), [0.0, 1.0, -7.0]);
    }
}
