//! Making the document of a policy true.

use super::{
    apply::{found, said},
    apply_window::selected,
    model::PolicyDocument,
};
use crate::policies;
use signalbox_domain::{
    Outcome,
    policy::{Status, Written},
};
use signalbox_store::{Tx, policies as store};

pub(super) fn policy(tx: &mut Tx<'_>, document: &PolicyDocument) -> Outcome<bool> {
    let selector = document.selector.as_ref().map(selected).unwrap_or_default();
    let (written, is_new) = match found(store::get(tx, document.key.as_str()))? {
        Some(before) => {
            let change = policies::Change {
                key: None,
                name: Some(document.name.clone()),
                description: said(&document.description),
                portfolio: Some(document.portfolio.to_string()),
                message: Some(document.message.clone()),
                expression: Some(document.expression.clone()),
                enforcement: Some(document.enforcement),
                selector,
            };
            // A document that says what governs changes nothing, though there may be a draft that says otherwise.
            let of = before.in_force.filter(|_| document.in_force == Some(true)).unwrap_or(before.latest);
            let version = store::version(tx, before.id, of)?;
            (policies::change_in(tx, Written { policy: before, version }, &change)?, false)
        }
        None => {
            let new = policies::New {
                key: document.key.clone(),
                name: document.name.clone(),
                description: document.description.clone(),
                portfolio: document.portfolio.to_string(),
                message: document.message.clone(),
                expression: document.expression.clone(),
                enforcement: document.enforcement,
                selector,
            };
            (policies::create_in(tx, &new)?, true)
        }
    };
    let Written { policy, version } = written;
    match (document.in_force, version.status, policy.in_force) {
        (Some(true), Status::Draft | Status::Retired, _) => policies::enforce_in(tx, &policy, &version, None)?,
        (Some(false), _, Some(_)) => policies::retire_in(tx, &policy, None)?,
        _ => {}
    }
    Ok(is_new)
}
