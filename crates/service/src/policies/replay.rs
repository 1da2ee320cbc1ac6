//! Replaying a policy: what it would have said to the decisions that were made.

use super::Selected;
use crate::{App, Ctx, app::together, windows::select};
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;
use signalbox_domain::{
    Outcome, Problem,
    id::{PortfolioId, ReleaseTypeId},
    policy::{self, Enforcement, Governing, Recorded, Replayed, Rule, Subject, governs},
    problem::Faults,
};
use signalbox_store::{
    Tx,
    decisions::{self, Judged, Listed},
    policies as store, windows,
};
use std::collections::{BTreeSet, HashMap};

/// The most decisions one replay judges: the latest of the span.
const MOST: usize = 5_000;
/// The longest span.
const LONGEST: SignedDuration = SignedDuration::from_hours(24 * 366 * 2);

/// What is to be replayed.
#[derive(Clone, Debug)]
pub enum Text {
    /// A version there is.
    Version(i64),
    /// What it might say: what is absent is as in the latest version.
    Draft {
        /// When it is fulfilled.
        expression: Option<String>,
        /// What is told when it is not.
        message: Option<String>,
        /// What becomes of what does not fulfil it.
        enforcement: Option<Enforcement>,
        /// What it governs.
        selector: Selected,
    },
}

/// What came of it.
#[derive(Clone, Debug)]
pub struct Replay {
    /// What the policy says about each decision.
    pub replayed: Replayed<Listed>,
    /// False when there were more decisions in the span; the latest were judged.
    pub complete: bool,
}

/// Judges the decisions that the caller may see, were asked for in a span and are governed by the policy, by a version or a
/// draft of it. Nothing is changed.
///
/// # Errors
/// A policy or version that cannot be found; every fault of a draft; a span that is none or is longer than two years.
pub async fn replay(
    app: &App,
    ctx: &Ctx,
    named: String,
    text: Text,
    from: Timestamp,
    to: Timestamp,
) -> Outcome<Replay> {
    if from >= to || from.duration_until(to) > LONGEST {
        return Err(Problem::fault("/to", "range", "a span ends after it begins, and within two years"));
    }
    app.db
        .read(ctx, move |tx| {
            let policy = store::get(tx, &named)?;
            let (rule, number) = rule(tx, &policy, &text)?;
            let mut found = decisions::judged(tx, from, to, MOST + 1)?;
            let complete = found.len() <= MOST;
            found.truncate(MOST);
            let around = Around::load(tx, &found)?;
            let governing = Governing {
                policy: policy.id,
                key: policy.key.clone(),
                name: policy.name.clone(),
                portfolio: policy.portfolio,
                version: number,
                enforcement: rule.enforcement,
                message: rule.message,
                expression: rule.expression,
            };
            let recorded: Vec<Recorded<Listed>> = found
                .into_iter()
                .filter(|judged| {
                    // What a version said is known to have been asked of it, whatever has been moved since.
                    let said = judged.verdicts.iter().any(|then| (then.policy, then.version) == (policy.id, number));
                    said || governs(policy.portfolio, &rule.selector, &around.subject(judged))
                })
                .map(|judged| Recorded {
                    at: judged.listed.asked_at,
                    was_allowed: judged.listed.allowed,
                    decision: judged.listed,
                    facts: judged.facts,
                    verdicts: judged.verdicts,
                })
                .collect();
            Ok(Replay { replayed: policy::replay(&governing, &recorded), complete })
        })
        .await
}

/// What is judged by, and the number of its version; a draft has the next.
fn rule(tx: &mut Tx<'_>, policy: &policy::Policy, text: &Text) -> Outcome<(Rule, i64)> {
    match text {
        Text::Version(number) => Ok((store::version(tx, policy.id, *number)?.rule, *number)),
        Text::Draft { expression, message, enforcement, selector } => {
            let latest = store::version(tx, policy.id, policy.latest)?.rule;
            let mut faults = Faults::none();
            let rule = Rule {
                selector: select(tx, &mut faults, &latest.selector, selector)?,
                expression: expression.clone().unwrap_or(latest.expression),
                message: message.clone().unwrap_or(latest.message),
                enforcement: enforcement.unwrap_or(latest.enforcement),
            };
            together(faults, rule.faults().finish())?;
            Ok((rule, policy.latest + 1))
        }
    }
}

/// What is needed to tell whether a policy governs decisions of the past: the tree of portfolios as it is, and the ids of
/// release types, which facts tell by their keys.
struct Around {
    lineages: HashMap<PortfolioId, Vec<PortfolioId>>,
    types: HashMap<String, ReleaseTypeId>,
}

impl Around {
    fn load(tx: &mut Tx<'_>, judged: &[Judged]) -> Outcome<Self> {
        let portfolios: BTreeSet<PortfolioId> =
            judged.iter().flat_map(|judged| judged.portfolios.iter().copied()).collect();
        let keys: BTreeSet<String> =
            judged.iter().filter_map(|judged| text(&judged.facts, "/release/type")).map(str::to_owned).collect();
        let types = windows::types_named(tx, &keys.into_iter().collect::<Vec<_>>())?;
        Ok(Self {
            lineages: tx.lineages(&portfolios.into_iter().collect::<Vec<_>>())?,
            types: types.into_iter().map(|found| (found.key.to_string(), found.id)).collect(),
        })
    }

    fn subject(&self, judged: &Judged) -> Subject {
        let facts = &judged.facts;
        let lineage: BTreeSet<PortfolioId> =
            judged.portfolios.iter().filter_map(|one| self.lineages.get(one)).flatten().copied().collect();
        let tags = ["/system/tags", "/environment/tags", "/release/tags"]
            .into_iter()
            .filter_map(|place| facts.pointer(place)?.as_array())
            .flatten()
            .filter_map(|tag| tag.as_str().map(str::to_owned))
            .collect();
        Subject {
            lineage: lineage.into_iter().collect(),
            system: judged.listed.system.as_ref().map(|system| system.id),
            stage: judged.stage,
            release_type: text(facts, "/release/type").and_then(|key| self.types.get(key)).copied(),
            kind: told(facts, "/release/kind"),
            tags,
            risk: told(facts, "/release/risk"),
        }
    }
}

fn text<'f>(facts: &'f Value, place: &str) -> Option<&'f str> {
    facts.pointer(place)?.as_str()
}

fn told<T: serde::de::DeserializeOwned>(facts: &Value, place: &str) -> Option<T> {
    facts.pointer(place).and_then(|value| serde_json::from_value(value.clone()).ok())
}
