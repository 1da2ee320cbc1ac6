//! The document of a policy: what is in force, or else what was written last.

use super::{
    export::selecting,
    model::{PolicyDocument, SelectorEntry},
};
use signalbox_store::policies::View;

/// One that holds from a portfolio out of sight is not the caller's to describe.
pub(super) fn policy(view: View) -> Option<PolicyDocument> {
    let (portfolio, policy) = (view.portfolio?, view.policy);
    let in_force = view.in_force.is_some();
    let shown = view.in_force.unwrap_or(view.latest);
    let rule = shown.version.rule;
    let entry = SelectorEntry {
        types: shown.types.into_iter().map(|found| found.key).collect(),
        kinds: rule.selector.kinds,
        tags: rule.selector.tags,
        systems: shown.systems.into_iter().map(|found| found.key).collect(),
        risk: rule.selector.risk,
        stages: shown.stages.into_iter().map(|found| found.key).collect(),
    };
    Some(PolicyDocument {
        key: policy.key,
        name: policy.name,
        portfolio: portfolio.key,
        description: policy.description,
        in_force: Some(in_force),
        enforcement: rule.enforcement,
        expression: rule.expression,
        message: rule.message,
        selector: selecting(entry),
    })
}
