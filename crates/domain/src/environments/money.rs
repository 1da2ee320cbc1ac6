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

impl Money {
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
