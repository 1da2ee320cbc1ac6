//! Amounts of money.

use crate::problem::Fault;
use serde::{Deserialize, Serialize};

/// An amount of money.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Money {
    /// How much, in the currency's minor unit: cents of EUR, yen of JPY.
    pub amount: i64,
    /// Three letters of ISO 4217.
    pub currency: String,
}

/// The highest amount: a thousand million of most currencies.
const MOST: i64 = 100_000_000_000;

/// Currencies whose amounts are whole.
const NO_MINOR_UNIT: [&str; 17] = [
    "BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "UYI", "VND", "VUV", "XAF", "XOF",
    "XPF",
];
/// Currencies whose minor unit is a thousandth.
const THOUSANDTHS: [&str; 7] = ["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"];

impl Money {
    /// How many decimal places the minor unit is of the major one, by ISO 4217: two of EUR, none of JPY.
    #[must_use]
    pub fn decimals(&self) -> u8 {
        if NO_MINOR_UNIT.contains(&self.currency.as_str()) {
            0
        } else if THOUSANDTHS.contains(&self.currency.as_str()) {
            3
        } else {
            2
        }
    }

    /// What is wrong with it as a cost, if anything is.
    #[must_use]
    pub fn cost_fault(&self, pointer: &str) -> Option<Fault> {
        if !(self.currency.len() == 3 && self.currency.bytes().all(|letter| letter.is_ascii_uppercase())) {
            let detail = format!("{:?} is no currency; use the three letters of ISO 4217, such as EUR", self.currency);
            return Some(Fault::new(format!("{pointer}/currency"), "currency", detail));
        }
        (!(0..=MOST).contains(&self.amount)).then(|| {
            let detail = format!("a cost is 0 to {MOST} of the minor unit; {} is neither", self.amount);
            Fault::new(format!("{pointer}/amount"), "range", detail)
        })
    }
}
