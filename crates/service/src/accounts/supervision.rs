//! How somebody else signs in: for administrators of the installation.

use super::{
    in_a_session,
    passkeys::Passkey,
    second_factor::{self, Account},
    sessions::{Session, require_fresh},
    tokens::Token,
};
use crate::{App, Ctx, Page, people};
use signalbox_domain::{Fact, Outcome, id::SessionId};
use signalbox_store::{accounts as store, passkeys, people as stored_people, second_factors, tokens as stored_tokens};

/// How a person signs in, and where they are signed in.
#[derive(Clone, Debug)]
pub struct Access {
    /// What they sign in with.
    pub account: Account,
    /// Their passkeys, oldest first.
    pub passkeys: Vec<Passkey>,
    /// Their sessions, newest first.
    pub sessions: Vec<Session>,
    /// Their tokens, newest first; the last two hundred of them.
    pub tokens: Vec<Token>,
}

/// How a person signs in, and where they are signed in.
///
/// # Errors
/// [`Problem::NotFound`](signalbox_domain::Problem::NotFound), a missing right.
pub async fn access(app: &App, ctx: &Ctx, named: String) -> Outcome<Access> {
    app.db
        .read(ctx, move |tx| {
            let person = stored_people::get(tx, &named)?;
            people::administration(tx, "person", person.id)?;
            let page = Page { limit: Some(200), ..Page::default() };
            Ok(Access {
                account: second_factor::account_of(tx, person.id)?,
                passkeys: passkeys::of(tx, person.id)?,
                sessions: store::sessions_of(tx, person.id)?,
                tokens: stored_tokens::list(tx, Some(person.id), &page)?.items,
            })
        })
        .await
}

/// Asks a person who lost their device for no second factor any more, and forgets their passkeys. They are signed out
/// everywhere: whoever signs in next knows the password, and nobody who only held a session stays.
///
/// # Errors
/// A missing right, a token, a session that is not fresh.
pub async fn reset_second_factor(app: &App, ctx: &Ctx, session: Option<SessionId>, named: String) -> Outcome<()> {
    app.db
        .write(ctx, move |tx| {
            let person = stored_people::get(tx, &named)?;
            let (root, _) = people::administration(tx, "person", person.id)?;
            require_fresh(tx, in_a_session(session)?)?;
            let had_one = second_factors::remove(tx, person.id)?;
            if passkeys::remove_all(tx, person.id)? > 0 || had_one {
                store::end_sessions_of(tx, person.id)?;
                tx.record(&[Fact::of("authenticator.reset", person.id, root).named(&person.name)])?;
            }
            Ok(())
        })
        .await
}
