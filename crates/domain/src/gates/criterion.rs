//! Criteria: what has to hold before a gate is passed. A person says so and shows why, or an expression over facts finds out.

use super::{note_fault, said};
use crate::{
    catalog::is_web_address,
    event::{Decided, Fact, differences},
    expressions::{self, Document, facts::GATE},
    id::{AttachmentId, CriterionId, MilestoneId, PersonId, PortfolioId, ReleaseId},
    people::Party,
    problem::{Faults, Outcome, Problem},
    text::Name,
};
use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

/// What shows that a criterion is met.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Evidence {
    /// Something on the web.
    Link {
        /// Where, `https://` or `http://`.
        url: String,
        /// What it is.
        #[serde(default)]
        title: String,
    },
    /// A file that belongs to the release.
    File {
        /// Which attachment.
        attachment: AttachmentId,
        /// Its name when it was shown.
        name: String,
        /// SHA-256 of its bytes when it was shown, in hex.
        sha256: String,
    },
    /// Words.
    Text {
        /// These.
        text: String,
    },
}

/// What was said of a criterion.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum Said {
    /// Nothing yet.
    Open,
    /// It is met.
    Met {
        /// By whom; `None` for the system.
        by: Option<PersonId>,
        /// When.
        at: Timestamp,
    },
    /// It is not.
    Unmet {
        /// By whom; `None` for the system.
        by: Option<PersonId>,
        /// When.
        at: Timestamp,
        /// Why not.
        reason: String,
    },
}

impl Said {
    /// The name in the API and the database.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Met { .. } => "met",
            Self::Unmet { .. } => "unmet",
        }
    }
}

/// Something that has to hold before a gate is passed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Criterion {
    /// Which.
    pub id: CriterionId,
    /// Of which gate.
    pub gate: MilestoneId,
    /// Of which release.
    pub release: ReleaseId,
    /// Whose that is.
    pub portfolio: PortfolioId,
    /// What has to hold.
    pub name: Name,
    /// In more words.
    pub description: String,
    /// Who sees to it.
    pub owner: Option<Party>,
    /// By when; the gate's own day when absent.
    pub due: Option<Date>,
    /// What has to hold, as an expression over facts; absent where a person says so.
    pub expression: Option<String>,
    /// What was said of it.
    #[serde(flatten)]
    pub said: Said,
    /// What shows it.
    pub evidence: Vec<Evidence>,
    /// Counts its changes.
    pub rev: i64,
}

/// The most pieces of evidence for one criterion.
const MOST_EVIDENCE: usize = 20;

impl Criterion {
    /// Every fault of it.
    #[must_use]
    pub fn faults(&self) -> Faults {
        let mut faults = Faults::none();
        faults.extend(note_fault("/description", &self.description));
        if let Some(expression) = &self.expression
            && let Err(found) = expressions::check(expression, &GATE)
        {
            faults.extend(found.into_iter().map(|fault| fault.within("/expression")));
        }
        faults.require(self.evidence.len() <= MOST_EVIDENCE, "/evidence", "too_many", || {
            format!("at most {MOST_EVIDENCE} pieces of evidence")
        });
        for (index, evidence) in self.evidence.iter().enumerate() {
            match evidence {
                Evidence::Link { url, .. } => {
                    faults.require(is_web_address(url), &format!("/evidence/{index}/url"), "url", || {
                        format!("{url:?} is no https:// or http:// address")
                    });
                }
                Evidence::Text { text } => {
                    let pointer = format!("/evidence/{index}/text");
                    faults.extend(note_fault(&pointer, text));
                    faults.require(!text.trim().is_empty(), &pointer, "required", || "say something".to_owned());
                }
                Evidence::File { .. } => {}
            }
        }
        faults
    }

    /// The attachments it shows.
    pub fn files(&self) -> impl Iterator<Item = (AttachmentId, &str, &str)> {
        self.evidence.iter().filter_map(|evidence| match evidence {
            Evidence::File { attachment, name, sha256 } => Some((*attachment, name.as_str(), sha256.as_str())),
            Evidence::Link { .. } | Evidence::Text { .. } => None,
        })
    }
}

/// Decides what a criterion is, new or changed. What was said of it stays, unless it becomes another expression.
///
/// # Errors
/// Every fault of it.
pub fn save(before: Option<&Criterion>, mut after: Criterion) -> Outcome<Decided<Criterion>> {
    after.faults().finish()?;
    if before.is_some_and(|before| before.expression != after.expression) {
        // What was said was said of something else.
        after.said = Said::Open;
        after.evidence = Vec::new();
    }
    let kind = if before.is_some() { "criterion.changed" } else { "criterion.created" };
    let changes = differences(before, Some(&after));
    let facts = if changes.is_empty() { Vec::new() } else { vec![fact(kind, &after).with(changes)] };
    Ok(Decided { state: after, facts })
}

/// What somebody says of a criterion.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Word {
    /// It is met, and this shows it.
    Met(Vec<Evidence>),
    /// It is not, and why.
    Unmet(String),
    /// That is open again.
    Open,
}

/// Says something of a criterion that a person answers for.
///
/// # Errors
/// A criterion that an expression answers for; nothing that shows it; no reason why it is not met; the very same again.
pub fn say(before: &Criterion, word: Word, by: Option<PersonId>, now: Timestamp) -> Outcome<Decided<Criterion>> {
    if before.expression.is_some() {
        let told = format!("{} is found out from facts; nobody says so", before.name);
        return Err(Problem::refused("automatic", told));
    }
    let mut after = before.clone();
    let (kind, reason) = match word {
        Word::Met(evidence) => {
            if evidence.is_empty() {
                return Err(Problem::fault("/evidence", "required", "show why: a link, a file or a few words"));
            }
            after.evidence = evidence;
            after.said = Said::Met { by, at: now };
            ("criterion.met", None)
        }
        Word::Unmet(reason) => {
            let Some(reason) = said(Some(&reason)) else {
                return Err(Problem::fault("/reason", "required", "say why it is not met"));
            };
            after.said = Said::Unmet { by, at: now, reason: reason.clone() };
            ("criterion.unmet", Some(reason))
        }
        Word::Open if before.said == Said::Open => {
            return Err(Problem::refused("open", format!("{} is open already", before.name)));
        }
        Word::Open => {
            after.said = Said::Open;
            after.evidence = Vec::new();
            ("criterion.reopened", None)
        }
    };
    after.faults().finish()?;
    let changes = differences(Some(before), Some(&after));
    let facts = vec![fact(kind, &after).with(changes).because(reason)];
    Ok(Decided { state: after, facts })
}

/// Whether an expression is so of a document of facts; why not, otherwise. What cannot be told is not so.
///
/// # Errors
/// Why it is not.
pub fn find_out(expression: &str, facts: &serde_json::Value) -> Result<(), String> {
    let told = |why: String| Err(format!("it cannot be told whether {expression}: {why}"));
    match expressions::recall(expression, &GATE) {
        Err(mistakes) => told(expressions::told(&mistakes, expression)),
        Ok(checked) => match expressions::evaluate(&checked, &Document::of(facts)) {
            Ok(true) => Ok(()),
            Ok(false) => Err(format!("it is not so that {expression}")),
            Err(failure) => told(failure.to_string()),
        },
    }
}

/// That a criterion is no more.
#[must_use]
pub fn removed(before: &Criterion) -> Fact {
    fact("criterion.removed", before).with(differences(Some(before), None))
}

fn fact(kind: &'static str, criterion: &Criterion) -> Fact {
    Fact::of(kind, criterion.id, criterion.portfolio).about(criterion.release).named(&criterion.name)
}
