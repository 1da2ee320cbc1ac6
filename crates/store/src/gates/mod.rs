//! What holds gates: criteria, rules of approval, requests with what was said to them, waivers.

pub mod content;
pub mod criteria;
pub mod requests;
pub mod rules;
pub mod waivers;

use crate::{args, tx::Tx};
use signalbox_domain::{Outcome, id::MilestoneId};

/// Removes what holds a gate that goes itself; what was asked and said about it would go with it, so that such a gate stays.
///
/// # Errors
/// A refusal for a gate whose approval was asked for, or of which something was waived; database problems as [`Tx::run`].
pub(crate) fn remove_of(tx: &mut Tx<'_>, gate: MilestoneId) -> Outcome<()> {
    let kept = tx.one(
        "-- global: the caller was found to see the release
         select (select count(*) from approval_request where milestone_id = $1)
              + (select count(*) from waiver where milestone_id = $1) as kept",
        args![gate],
        |row| row.int("kept"),
    )?;
    if kept.unwrap_or(0) > 0 {
        let told = "the gate has approvals or waivers on record; it stays, so that these can be told";
        return Err(signalbox_domain::Problem::refused("on_record", told));
    }
    tx.run("delete from criterion where milestone_id = $1", args![gate])?;
    tx.run("delete from approval_rule where milestone_id = $1", args![gate])?;
    Ok(())
}
