//! The four questions of a release's header, answered from what is kept.

use crate::releases::Shown;
use signalbox_domain::{
    Outcome,
    releases::{
        Kind,
        answers::{self, Answers, Facts, Gate, Members},
    },
};
use signalbox_store::{Tx, answers as store};

/// Answers them for a release that the caller sees.
pub(crate) fn of(tx: &mut Tx<'_>, shown: &Shown) -> Outcome<Answers> {
    let view = &shown.view;
    let release = &view.release;
    let now = tx.now();
    let next_gate = view.next_gate.as_ref().map(|gate| Gate {
        name: gate.name.to_string(),
        responsible: gate.responsible.clone(),
        due: gate.due.instant(),
        failed_at: None,
    });
    // Of what is over, nobody asks what stands in its way.
    let is_over = release.category.is_over();
    let failed = if is_over || view.failed_gates == 0 { Vec::new() } else { store::failed_gates(tx, release.id)? };
    let (blocked, blocked_count) = if is_over { (Vec::new(), 0) } else { store::blocked_work(tx, release.id)? };
    let (concerns, concerns_count) = if is_over { (Vec::new(), 0) } else { store::concerns(tx, release)? };
    let needs = if is_over { Vec::new() } else { store::needs(tx, release.id)? };
    let members = if is_over || release.kind != Kind::Train {
        Members::default()
    } else {
        store::members(tx, release, release.zone.day_at(now))?
    };
    let facts = Facts {
        key: &release.key,
        category: release.category,
        health: shown.health.state,
        target: release.target.as_ref(),
        completed_at: release.completed_at,
        failed: &failed,
        failed_count: view.failed_gates,
        overdue_count: view.overdue_gates,
        next_gate: next_gate.as_ref(),
        blocked: &blocked,
        blocked_count,
        concerns: &concerns,
        concerns_count,
        needs: &needs,
        members,
        accountable: view.accountable.as_ref(),
    };
    Ok(answers::answer(&facts, now))
}
