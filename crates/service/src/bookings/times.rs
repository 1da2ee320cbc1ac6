//! When a booking is to be: as instants, or by the clock of its zone.

use super::kept;
use jiff::{Timestamp, civil::DateTime};
use signalbox_domain::{
    Fault, Problem, Zone,
    bookings::{Span, recurrence::series, span::instant},
};

/// Begin and end, each as an instant or as a time by the clock of the booking's zone.
#[derive(Clone, Debug, Default)]
pub struct Times {
    /// The instant it begins.
    pub start: Option<Timestamp>,
    /// The instant it ends, left out.
    pub end: Option<Timestamp>,
    /// The local time it begins.
    pub start_local: Option<DateTime>,
    /// The local time it ends.
    pub end_local: Option<DateTime>,
}

/// When it comes again.
#[derive(Clone, Debug)]
pub struct Again {
    /// An RFC 5545 rule.
    pub rule: String,
    /// The local time before which the last of them begins, unless the rule itself ends.
    pub until: Option<DateTime>,
}

impl Times {
    /// The span.
    ///
    /// # Errors
    /// A fault at what is missing, said twice, skipped by the clock, empty or out of order.
    pub(super) fn span(&self, zone: &Zone) -> Result<Span, Fault> {
        let start = self.start_in(zone)?.ok_or_else(|| missing("/start"))?;
        let end = self.end_in(zone)?.ok_or_else(|| missing("/end"))?;
        Span::new(start, end).map_err(|fault| self.placed(fault))
    }

    /// The span, where what is not said stays as it was.
    ///
    /// # Errors
    /// As [`Times::span`].
    pub(super) fn over(&self, before: Span, zone: &Zone) -> Result<Span, Fault> {
        let start = self.start_in(zone)?.unwrap_or(before.start());
        let end = self.end_in(zone)?.unwrap_or(before.end());
        Span::new(start, end).map_err(|fault| self.placed(fault))
    }

    /// The end.
    ///
    /// # Errors
    /// As [`Times::span`].
    pub(super) fn only_end(&self, zone: &Zone) -> Result<Timestamp, Fault> {
        self.end_in(zone)?.ok_or_else(|| missing("/end"))
    }

    /// The spans of a series.
    ///
    /// # Errors
    /// As [`Times::span`], and those of [`series`]; times that are no local ones; more of them than a series has.
    pub(super) fn spans(&self, zone: &Zone, again: &Again) -> Result<Vec<Span>, Fault> {
        let (Some(start), Some(end), None, None) = (self.start_local, self.end_local, self.start, self.end) else {
            let detail =
                "what comes again begins and ends by the clock: say start_local and end_local, and no instants";
            return Err(Fault::new("/start_local", "required", detail));
        };
        self.span(zone)?;
        let found = series(start, end, zone, &again.rule, again.until.unwrap_or(DateTime::MAX))
            .map_err(|fault| self.placed(fault))?;
        if !found.complete {
            let detail = format!("it would come more than {} times; end it earlier", found.spans.len());
            return Err(Fault::new("/recurrence", "too_many", detail));
        }
        Ok(found.spans)
    }

    fn start_in(&self, zone: &Zone) -> Result<Option<Timestamp>, Fault> {
        moment("/start_local", self.start, self.start_local, zone)
    }

    fn end_in(&self, zone: &Zone) -> Result<Option<Timestamp>, Fault> {
        moment("/end_local", self.end, self.end_local, zone)
    }

    /// A fault of the span at the field that was said.
    fn placed(&self, mut fault: Fault) -> Fault {
        let said = match fault.pointer.as_str() {
            "/start" if self.start_local.is_some() => Some("/start_local"),
            "/end" if self.end_local.is_some() => Some("/end_local"),
            _ => None,
        };
        if let Some(pointer) = said {
            pointer.clone_into(&mut fault.pointer);
        }
        fault
    }

    /// Faults of a booking's span at the fields that were said.
    pub(super) fn told(&self, problem: Problem) -> Problem {
        let Problem::Invalid(faults) = problem else { return problem };
        let flat = |mut fault: Fault| {
            if let Some(field) = fault.pointer.strip_prefix("/span") {
                fault.pointer = field.to_owned();
            }
            self.placed(fault)
        };
        Problem::Invalid(faults.into_iter().map(flat).collect())
    }
}

fn missing(pointer: &str) -> Fault {
    Fault::new(pointer, "required", "say when: as an instant, or by the clock of the zone with _local")
}

fn moment(
    pointer: &str,
    at: Option<Timestamp>,
    local: Option<DateTime>,
    zone: &Zone,
) -> Result<Option<Timestamp>, Fault> {
    match (at, local) {
        (Some(_), Some(_)) => {
            Err(Fault::new(pointer, "choice", "say it as an instant or by the clock of the zone, not both"))
        }
        (None, Some(local)) => instant(pointer, local, zone).map(kept).map(Some),
        (at, None) => Ok(at.map(kept)),
    }
}
