//! Stopping the line: nothing goes anywhere in a portfolio's subtree, nor comes from there, until somebody lifts the stop.

use crate::{
    environments::line_fault,
    event::{Decided, Fact},
    id::{PersonId, PortfolioId, StopId},
    problem::{Outcome, Problem},
};
use jiff::Timestamp;

/// That the line was stopped, and perhaps lifted again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stop {
    /// Which.
    pub id: StopId,
    /// In whose subtree.
    pub portfolio: PortfolioId,
    /// Why, in one line.
    pub reason: String,
    /// Who stopped it; `None` for the system.
    pub stopped_by: Option<PersonId>,
    /// Since when.
    pub stopped_at: Timestamp,
    /// That it was lifted.
    pub lifted: Option<Lifted>,
    /// Counts its changes.
    pub rev: i64,
}

/// That a stop was lifted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lifted {
    /// By whom; `None` for the system.
    pub by: Option<PersonId>,
    /// When.
    pub at: Timestamp,
    /// Why, in one line.
    pub because: Option<String>,
}

/// Stops the line.
///
/// # Errors
/// A reason that is not one line; a line that is stopped already.
pub fn stop(made: Stop, standing: Option<&Stop>, called: &str) -> Outcome<Decided<Stop>> {
    if let Some(fault) = line_fault("/reason", &made.reason) {
        return Err(fault.into());
    }
    if let Some(standing) = standing {
        let detail = format!("the line of {called} is stopped since {}: {}", standing.stopped_at, standing.reason);
        return Err(Problem::refused("stopped", detail));
    }
    let fact = Fact::of("line.stopped", made.id, made.portfolio)
        .about(made.portfolio)
        .named(called)
        .because(Some(made.reason.clone()));
    Ok(Decided { state: made, facts: vec![fact] })
}

/// Lifts a stop.
///
/// # Errors
/// A reason that is not one line; a stop that was lifted already.
pub fn lift(before: &Stop, lifted: Lifted, called: &str) -> Outcome<Decided<Stop>> {
    if let Some(fault) = lifted.because.as_ref().and_then(|because| line_fault("/reason", because)) {
        return Err(fault.into());
    }
    if let Some(before) = &before.lifted {
        return Err(Problem::refused("lifted", format!("this stop was lifted at {}", before.at)));
    }
    let fact = Fact::of("line.lifted", before.id, before.portfolio)
        .about(before.portfolio)
        .named(called)
        .because(lifted.because.clone());
    Ok(Decided { state: Stop { lifted: Some(lifted), ..before.clone() }, facts: vec![fact] })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::Identifier;

    #[test]
    fn a_line_is_stopped_once_and_lifted_once_and_both_say_why() {
        let made = Stop {
            id: StopId::from_bits(1),
            portfolio: PortfolioId::from_bits(2),
            reason: "the payment provider is down".to_owned(),
            stopped_by: None,
            stopped_at: Timestamp::UNIX_EPOCH,
            lifted: None,
            rev: 1,
        };
        assert!(stop(Stop { reason: String::new(), ..made.clone() }, None, "Bank").is_err());
        let stopped = stop(made.clone(), None, "Bank").unwrap();
        assert_eq!(stopped.facts[0].reason.as_deref(), Some("the payment provider is down"));
        assert!(matches!(stop(made, Some(&stopped.state), "Bank"), Err(Problem::Refused { .. })));
        let lifted = Lifted { by: None, at: Timestamp::UNIX_EPOCH, because: Some("it is back".to_owned()) };
        let after = lift(&stopped.state, lifted.clone(), "Bank").unwrap();
        assert_eq!((after.facts[0].kind, after.facts[0].reason.as_deref()), ("line.lifted", Some("it is back")));
        assert!(matches!(lift(&after.state, lifted, "Bank"), Err(Problem::Refused { .. })));
    }
}
