//! Overrides: what may go in spite of a window, once, until an instant.

use crate::{
    calendar::window::Window,
    environments::line_fault,
    event::{Decided, Fact},
    id::{EnvironmentId, PersonId, ReleaseId, SystemId, WindowId, WindowOverrideId},
    problem::{Faults, Outcome, Problem},
};
use jiff::{SignedDuration, Timestamp};
use serde::Serialize;

/// That something may go in spite of a window. It is for what matches everything it names. The first that goes because of it
/// has it for itself: from then on it is for the same version and environment alone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct WindowOverride {
    /// Which.
    pub id: WindowOverrideId,
    /// In spite of which window.
    pub window: WindowId,
    /// For what.
    #[serde(flatten)]
    pub scope: Scope,
    /// For what begins before this instant.
    pub until: Timestamp,
    /// Why, in one line.
    pub reason: String,
    /// Who granted it; `None` for the system.
    pub granted_by: Option<PersonId>,
    /// When.
    pub granted_at: Timestamp,
    /// When it was withdrawn.
    pub withdrawn_at: Option<Timestamp>,
    /// Counts its changes.
    pub rev: i64,
}

/// What an override is for: at least one of these is named.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Scope {
    /// This release.
    pub release: Option<ReleaseId>,
    /// This system.
    pub system: Option<SystemId>,
    /// This environment.
    pub environment: Option<EnvironmentId>,
}

/// What is asked, as an override looks at it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// Where it is to go.
    pub environment: EnvironmentId,
    /// What is to go there.
    pub system: Option<SystemId>,
    /// Which version.
    pub version: Option<String>,
    /// What for.
    pub release: Option<ReleaseId>,
}

/// The longest an override is granted for: ninety days.
const LONGEST: SignedDuration = SignedDuration::from_hours(24 * 90);

impl Scope {
    /// True for what matches everything it names.
    #[must_use]
    pub fn takes(&self, asked: &Asked) -> bool {
        self.release.is_none_or(|release| asked.release == Some(release))
            && self.system.is_none_or(|system| asked.system == Some(system))
            && self.environment.is_none_or(|environment| asked.environment == environment)
    }

    const fn is_empty(&self) -> bool {
        self.release.is_none() && self.system.is_none() && self.environment.is_none()
    }
}

impl WindowOverride {
    /// True when it is for what is asked; `used` is the first that went because of it.
    #[must_use]
    pub fn is_for(&self, asked: &Asked, used: Option<&Asked>) -> bool {
        self.withdrawn_at.is_none() && self.scope.takes(asked) && used.is_none_or(|used| used == asked)
    }
}

/// Grants an override.
///
/// # Errors
/// Every fault of it.
pub fn grant(window: &Window, made: WindowOverride, now: Timestamp) -> Outcome<Decided<WindowOverride>> {
    let mut faults = Faults::none();
    faults.extend(line_fault("/reason", &made.reason));
    faults.require(!made.scope.is_empty(), "", "scope", || {
        "say what it is for: a release, a system or an environment".to_owned()
    });
    let longest = now.saturating_add(LONGEST).unwrap_or(Timestamp::MAX);
    faults.require(made.until > now && made.until <= longest, "/until", "range", || {
        format!("an override ends after now and within ninety days: by {longest}")
    });
    faults.finish()?;
    let fact = fact("window.override_granted", window, made.id)
        .change("until", (), made.until)
        .change("scope", (), made.scope)
        .because(Some(made.reason.clone()));
    Ok(Decided { state: made, facts: vec![fact] })
}

/// Withdraws an override.
///
/// # Errors
/// One that was withdrawn already.
pub fn withdraw(window: &Window, before: &WindowOverride, now: Timestamp) -> Outcome<Decided<WindowOverride>> {
    if let Some(withdrawn) = before.withdrawn_at {
        return Err(Problem::refused("withdrawn", format!("this override was withdrawn at {withdrawn}")));
    }
    let after = WindowOverride { withdrawn_at: Some(now), ..before.clone() };
    let fact = fact("window.override_withdrawn", window, after.id).change("withdrawn_at", (), now);
    Ok(Decided { state: after, facts: vec![fact] })
}

/// The fact that something goes in spite of a window.
#[must_use]
pub fn used(window: &Window, used: WindowOverrideId, decision: impl ToString) -> Fact {
    fact("window.override_used", window, used).change("decision", (), decision.to_string())
}

fn fact(kind: &'static str, window: &Window, of: WindowOverrideId) -> Fact {
    Fact::of(kind, of, window.portfolio).about(window.id).named(&window.name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::Identifier;

    #[test]
    fn it_is_for_all_it_names_and_once_used_for_the_same_alone() {
        let asked = |environment: u128, version: &str| Asked {
            environment: EnvironmentId::from_bits(environment),
            system: Some(SystemId::from_bits(2)),
            version: Some(version.to_owned()),
            release: None,
        };
        let granted = WindowOverride {
            id: WindowOverrideId::from_bits(1),
            window: WindowId::from_bits(1),
            scope: Scope { system: Some(SystemId::from_bits(2)), ..Scope::default() },
            until: Timestamp::UNIX_EPOCH,
            reason: "a leak is closed".to_owned(),
            granted_by: None,
            granted_at: Timestamp::UNIX_EPOCH,
            withdrawn_at: None,
            rev: 1,
        };
        assert!(granted.is_for(&asked(1, "1.0"), None) && granted.is_for(&asked(2, "1.1"), None));
        let first = asked(1, "1.0");
        assert!(granted.is_for(&asked(1, "1.0"), Some(&first)));
        assert!(!granted.is_for(&asked(2, "1.0"), Some(&first)) && !granted.is_for(&asked(1, "1.1"), Some(&first)));
        let other = Scope { release: Some(ReleaseId::from_bits(3)), ..granted.scope };
        assert!(!other.takes(&asked(1, "1.0")), "it is for a release, and none is named");
        let withdrawn = WindowOverride { withdrawn_at: Some(Timestamp::UNIX_EPOCH), ..granted };
        assert!(!withdrawn.is_for(&asked(1, "1.0"), None));
    }
}
