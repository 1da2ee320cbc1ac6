//! What is asked of everybody who signs in: for administrators of the installation to decide.

use super::{in_a_session, sessions::require_fresh};
use crate::{App, Ctx, app::fresh, people::administration};
use signalbox_domain::{Fact, Outcome, accounts::rules::SignInRules, event::differences, id::SessionId};
use signalbox_store::sign_in_rules as store;

/// What is asked of everybody.
///
/// # Errors
/// A missing right.
pub async fn get(app: &App, ctx: &Ctx) -> Outcome<SignInRules> {
    app.db
        .read(ctx, |tx| {
            administration(tx, "rules for signing in", "")?;
            store::get(tx)
        })
        .await
}

/// Decides it anew. It holds at once, also for whoever is signed in.
///
/// # Errors
/// A stale revision, a missing right, a token, a session that is not fresh.
pub async fn change(
    app: &App,
    ctx: &Ctx,
    session: Option<SessionId>,
    rev: i64,
    second_factor: bool,
) -> Outcome<SignInRules> {
    app.db
        .write(ctx, move |tx| {
            let (root, permit) = administration(tx, "rules for signing in", "")?;
            require_fresh(tx, in_a_session(session)?)?;
            let before = store::get(tx)?;
            fresh(tx, "rules for signing in", "", rev, before.rev)?;
            let after = SignInRules { second_factor, ..before.clone() };
            let changes = differences(Some(&before), Some(&after));
            if !changes.is_empty() {
                store::save(tx, &before, &after, &permit)?;
                tx.record(&[Fact::of("sign_in_rules.changed", root, root).with(changes)])?;
            }
            store::get(tx)
        })
        .await
}
