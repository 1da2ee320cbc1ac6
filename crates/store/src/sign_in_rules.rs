//! What is asked of everybody who signs in.

use crate::{
    args,
    tx::{Tx, guarded},
};
use signalbox_domain::{
    Outcome,
    accounts::rules::SignInRules,
    authz::{Administer, Permit},
};

/// What is asked; nothing before somebody decided.
///
/// # Errors
/// As [`Tx::all`].
pub fn get(tx: &mut Tx<'_>) -> Outcome<SignInRules> {
    let found = tx.one(
        "-- global: the use case decides who is told
         select second_factor, rev from sign_in_rules",
        &[],
        |row| Ok(SignInRules { second_factor: row.bool("second_factor")?, rev: row.int("rev")? }),
    )?;
    Ok(found.unwrap_or_default())
}

/// Saves what is asked from now on.
///
/// # Errors
/// [`Problem::Stale`](signalbox_domain::Problem::Stale) when somebody else changed it meanwhile; database problems as
/// [`Tx::run`].
pub fn save(tx: &mut Tx<'_>, before: &SignInRules, after: &SignInRules, _: &Permit<Administer>) -> Outcome<()> {
    let first = SignInRules::default();
    tx.run(
        "insert into sign_in_rules (one, second_factor, rev) values (1, $1, $2) on conflict (one) do nothing",
        args![first.second_factor, first.rev],
    )?;
    let changed = tx.run(
        "update sign_in_rules set second_factor = $1, rev = rev + 1 where one = 1 and rev = $2",
        args![after.second_factor, before.rev],
    )?;
    guarded(changed, "rules for signing in", before.rev)
}
