//! Why something cannot be done, said so that a person can act on it.

use jiff::Timestamp;
use serde::Serialize;

/// What a use case answers.
pub type Outcome<T> = Result<T, Problem>;

/// One fault of an input: where it is, what kind it is, and what to do about it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Fault {
    /// JSON pointer into the input; empty for the whole.
    pub pointer: String,
    /// A stable word for programs.
    pub code: &'static str,
    /// A sentence for people.
    pub detail: String,
}

impl Fault {
    /// A fault at a pointer.
    pub fn new(pointer: impl Into<String>, code: &'static str, detail: impl Into<String>) -> Self {
        Self { pointer: pointer.into(), code, detail: detail.into() }
    }

    /// The same fault inside something larger.
    #[must_use]
    pub fn within(mut self, parent: &str) -> Self {
        self.pointer.insert_str(0, parent);
        self
    }
}

/// One reason of a refusal: what stands in the way, who can clear it, and when it clears by itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Reason {
    /// A stable word for programs.
    pub code: &'static str,
    /// A sentence for people.
    pub detail: String,
    /// Who can clear it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub who: Option<String>,
    /// When it clears by itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<Timestamp>,
}

impl Reason {
    /// A reason without a known helper or end.
    pub fn new(code: &'static str, detail: impl Into<String>) -> Self {
        Self { code, detail: detail.into(), who: None, until: None }
    }

    /// The same reason, with who can clear it.
    #[must_use]
    pub fn cleared_by(mut self, who: impl Into<String>) -> Self {
        self.who = Some(who.into());
        self
    }
}

/// Who changed a thing, and when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Touch {
    /// The person's name; `None` for the system.
    pub by: Option<String>,
    /// When.
    pub at: Timestamp,
}

impl std::fmt::Display for Touch {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let by = self.by.as_deref().unwrap_or("the system");
        write!(formatter, "by {by} on {}", self.at.strftime("%Y-%m-%d at %H:%M UTC"))
    }
}

/// Why a use case did not do what was asked. Nothing was changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Problem {
    /// There is no such thing, or none that the person may see: the two are not told apart.
    NotFound {
        /// The kind of thing, as in the glossary.
        noun: &'static str,
        /// The id or key that was asked for.
        named: String,
    },
    /// The input has faults; all of them are named.
    Invalid(Vec<Fault>),
    /// A rule says no; every reason is named.
    Refused {
        /// What was not done, as a sentence.
        detail: String,
        /// Why.
        reasons: Vec<Reason>,
    },
    /// Somebody changed the thing since it was read.
    Stale {
        /// The kind of thing.
        noun: &'static str,
        /// The revision the change was made against.
        expected: i64,
        /// The revision it has now.
        actual: i64,
        /// Who changed it last, where that is known.
        touched: Option<Touch>,
    },
    /// The thing is visible, but the right to do this is missing.
    Forbidden {
        /// The right that is missing.
        right: &'static str,
        /// Who can give it.
        ask: String,
    },
    /// What was shown to be let in by is not the right thing.
    Denied(Reason),
    /// Nobody is signed in, or the credentials do not hold.
    Unauthenticated(String),
    /// The same idempotency key came with another request.
    KeyReused,
    /// Too many attempts.
    Throttled {
        /// When to try again.
        until: Timestamp,
    },
    /// The database cannot take the change just now (disk full, connection lost); trying again may work.
    Unavailable(String),
    /// A concurrent change won. The write path tries again by itself; this is what remains after many tries.
    LostRace,
    /// A defect of ours. The detail goes to the log, not to the caller.
    Internal(String),
}

impl Problem {
    /// One fault.
    pub fn fault(pointer: impl Into<String>, code: &'static str, detail: impl Into<String>) -> Self {
        Self::Invalid(vec![Fault::new(pointer, code, detail)])
    }

    /// One reason that is also the whole story.
    pub fn refused(code: &'static str, detail: impl Into<String>) -> Self {
        let detail = detail.into();
        Self::Refused { detail: detail.clone(), reasons: vec![Reason::new(code, detail)] }
    }

    /// Something that is not there.
    pub fn missing(noun: &'static str, named: impl ToString) -> Self {
        Self::NotFound { noun, named: named.to_string() }
    }
}

impl From<Fault> for Problem {
    fn from(fault: Fault) -> Self {
        Self::Invalid(vec![fault])
    }
}

impl std::fmt::Display for Problem {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::NotFound { noun, named } => write!(formatter, "there is no {noun} {named:?} that you can see"),
            Self::Invalid(faults) => {
                let told: Vec<String> = faults
                    .iter()
                    .map(|fault| match fault.pointer.as_str() {
                        "" => fault.detail.clone(),
                        pointer => format!("{pointer}: {}", fault.detail),
                    })
                    .collect();
                formatter.write_str(&told.join("; "))
            }
            Self::Refused { detail, .. } => formatter.write_str(detail),
            Self::Stale { noun, expected, actual, touched } => {
                let touched = touched.as_ref().map(|touch| format!(" {touch}")).unwrap_or_default();
                write!(
                    formatter,
                    "the {noun} was changed meanwhile{touched}: it is at revision {actual}, not {expected}"
                )
            }
            Self::Forbidden { right, ask } => write!(formatter, "this needs the right to {right}; {ask} can give it"),
            Self::Denied(reason) => formatter.write_str(&reason.detail),
            Self::Unauthenticated(detail) | Self::Unavailable(detail) | Self::Internal(detail) => {
                formatter.write_str(detail)
            }
            Self::KeyReused => formatter.write_str("this idempotency key was used for a different request"),
            Self::Throttled { until } => write!(formatter, "too many attempts; try again after {until}"),
            Self::LostRace => formatter.write_str("others kept changing the same thing; try again"),
        }
    }
}

impl std::error::Error for Problem {}

/// Collects every fault of an input, so that all are told at once.
#[derive(Debug, Default)]
pub struct Faults(Vec<Fault>);

impl Faults {
    /// No fault yet.
    #[must_use]
    pub const fn none() -> Self {
        Self(Vec::new())
    }

    /// Notes a fault.
    pub fn push(&mut self, fault: Fault) {
        self.0.push(fault);
    }

    /// Notes a fault unless the condition holds.
    pub fn require(&mut self, holds: bool, pointer: &str, code: &'static str, detail: impl FnOnce() -> String) {
        if !holds {
            self.0.push(Fault::new(pointer, code, detail()));
        }
    }

    /// The value, or `None` after noting its fault at this pointer.
    pub fn take<T>(&mut self, pointer: &str, checked: Result<T, Fault>) -> Option<T> {
        checked.map_err(|fault| self.0.push(fault.within(pointer))).ok()
    }

    /// Notes many.
    pub fn extend(&mut self, faults: impl IntoIterator<Item = Fault>) {
        self.0.extend(faults);
    }

    /// True so far.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The faults so far.
    pub fn iter(&self) -> impl Iterator<Item = &Fault> {
        self.0.iter()
    }

    /// The faults.
    #[must_use]
    pub fn into_vec(self) -> Vec<Fault> {
        self.0
    }

    /// Goes on only without faults.
    ///
    /// # Errors
    /// [`Problem::Invalid`] with all of them.
    pub fn finish(self) -> Outcome<()> {
        if self.0.is_empty() { Ok(()) } else { Err(Problem::Invalid(self.0)) }
    }
}
