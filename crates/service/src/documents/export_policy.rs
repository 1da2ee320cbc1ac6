//! The document of a policy: what is in force, or else what was written last.

use super::model::{PolicyDocument, PolicySelectorEntry};
use signalbox_store::policies::View;

/// One that holds from a portfolio out of sight is not the caller's to describe.
pub(super) fn policy(view: View) -> Option<PolicyDocument> {
    let (portfolio, policy) = (view.portfolio?, view.policy);
    let in_force = view.in_force.is_some();
    let shown = view.in_force.unwrap_or(view.latest);
    let rule = shown.version.rule;
    let entry = PolicySelectorEntry {
        stages: shown.stages.into_iter().map(|found| found.key).collect(),
        systems: shown.systems.into_iter().map(|found| found.key).collect(),
        types: shown.types.into_iter().map(|found| found.key).collect(),
        kinds: rule.selector.kinds,
        tags: rule.selector.tags,
        risk: rule.selector.risk,
    };
    let selects_all = entry.stages.is_empty()
        && entry.systems.is_empty()
        && entry.types.is_empty()
        && entry.kinds.is_empty()
        && entry.tags.is_empty()
        && entry.risk.is_empty();
    Some(PolicyDocument {
        key: policy.key,
        name: policy.name,
        portfolio: portfolio.key,
        description: policy.description,
        in_force: Some(in_force),
        enforcement: rule.enforcement,
        expression: rule.expression,
        message: rule.message,
        selector: (!selects_all).then_some(entry),
    })
}
