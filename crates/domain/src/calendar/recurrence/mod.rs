//! What comes again and again: RFC 5545 recurrence on local dates and times.
//!
//! A recurrence is text: one rule (`FREQ=WEEKLY;BYDAY=TU`), or several lines of `RRULE`, `RDATE`, `EXRULE` and `EXDATE`.
//! It is worked out on the clock on the wall, so that what is at 18:00 stays at 18:00 when the clocks change; whoever wants
//! instants puts each occurrence into its zone. The first day counts only when a rule says so.
//!
//! Nothing here runs without end: an answer is limited by a span, by a number of occurrences and by the work spent.

mod parse;
mod rule;
#[cfg(test)]
mod tests;

use crate::{due::Zone, problem::Fault};
use jiff::civil::DateTime;
use rule::{Budget, Rule};
use std::{collections::BTreeSet, fmt, ops::Range};

/// The most occurrences one question is answered with.
pub const MOST: usize = 10_000;

/// A recurrence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recurrence {
    text: String,
    rules: Vec<Rule>,
    dates: Vec<DateTime>,
    except_rules: Vec<Rule>,
    except_dates: Vec<DateTime>,
}

/// When something occurs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Occurrences {
    /// Local starts, ascending, each once.
    pub starts: Vec<DateTime>,
    /// False when there are more in the span than were worked out.
    pub complete: bool,
}

impl Recurrence {
    /// Reads a recurrence.
    ///
    /// # Errors
    /// A fault that names the part that is wrong.
    pub fn parse(text: &str) -> Result<Self, Fault> {
        parse::recurrence(text).map_err(|detail| Fault::new("", "recurrence", detail))
    }

    /// The text, in its canonical form.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The occurrences of what first starts at `start`, that start within `span`; at most `most` of them.
    #[must_use]
    pub fn occurrences(&self, start: DateTime, zone: &Zone, span: Range<DateTime>, most: usize) -> Occurrences {
        let mut budget = Budget::default();
        let mut starts: BTreeSet<DateTime> = self.dates.iter().filter(|date| span.contains(date)).copied().collect();
        let most = most.min(MOST);
        // Exceptions take some away again, so that as many more have to be looked at.
        let wanted = most.saturating_add(self.except_dates.len());
        let mut complete = true;
        for rule in &self.rules {
            complete &= rule.walk(start, zone, &span, &mut budget, &mut |found| {
                starts.insert(found);
                starts.len() <= wanted || !self.except_rules.is_empty()
            });
        }
        for rule in &self.except_rules {
            complete &= rule.walk(start, zone, &span, &mut budget, &mut |found| {
                starts.remove(&found);
                true
            });
        }
        for date in &self.except_dates {
            starts.remove(date);
        }
        let mut starts: Vec<DateTime> = starts.into_iter().collect();
        if starts.len() > most {
            starts.truncate(most);
            complete = false;
        }
        Occurrences { starts, complete }
    }
}

impl fmt::Display for Recurrence {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.text)
    }
}

impl serde::Serialize for Recurrence {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.text)
    }
}

impl<'de> serde::Deserialize<'de> for Recurrence {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).map_err(|fault| serde::de::Error::custom(fault.detail))
    }
}
