//! Setting a password with a one-time code: a first one, or another in place of one that was forgotten. An administrator
//! makes the code and never learns the password. It begins no session: whoever has a second factor still needs it.

use super::{Visitor, Watch, digest, in_a_session, note_failure, passwords, sessions::require_fresh};
use crate::{
    App, Ctx, people,
    setup::{in_groups, new_code, plain},
};
use jiff::Timestamp;
use signalbox_domain::{Fact, Outcome, Problem, Reason, accounts::PASSWORD_CODE_LIFETIME, authz::Actor, id::SessionId};
use signalbox_store::{accounts as stored_accounts, password_codes as store, people as stored_people};

/// A code that has just been made.
#[derive(Clone, Debug)]
pub struct Issued {
    /// Its text, in groups. It is told once and kept nowhere.
    pub code: String,
    /// Until when it holds.
    pub expires_at: Timestamp,
}

/// Makes a code with which a person sets a password; the one before is void. The password that they may have holds until
/// then.
///
/// # Errors
/// A missing right, a token, a session that is not fresh; a refusal for a machine, for somebody who left or has no mail
/// address.
pub async fn issue(app: &App, ctx: &Ctx, session: Option<SessionId>, named: String) -> Outcome<Issued> {
    let code = new_code();
    let kept = digest(&code);
    let expires_at = app
        .db
        .write(ctx, move |tx| {
            let person = stored_people::get(tx, &named)?;
            let (root, permit) = people::administration(tx, "person", person.id)?;
            require_fresh(tx, in_a_session(session)?)?;
            if person.service || person.email.is_none() || person.archived_at.is_some() {
                let told =
                    "a password is for people who are here and have a mail address: it is what they sign in with";
                return Err(Problem::refused("no_account", told));
            }
            let until = tx.now().checked_add(PASSWORD_CODE_LIFETIME).unwrap_or(tx.now());
            store::keep(tx, &kept, until, &permit)?;
            let fact = Fact::of("password_code.issued", person.id, root).named(&person.name);
            tx.record(&[fact.change("expires_at", None::<Timestamp>, until)])?;
            Ok(until)
        })
        .await?;
    Ok(Issued { code: in_groups(&code), expires_at })
}

/// Sets the password of whoever the code was made for. Their sessions end, and they sign in with the new one.
///
/// # Errors
/// [`Problem::Denied`] when the code is none, was used or is too old; a fault for an unfit password, which leaves the code
/// as it is; [`Problem::Throttled`] after too many wrong codes.
pub async fn set(app: &App, from: &Visitor, code: &str, password: String) -> Outcome<()> {
    let (typed, address) = (digest(&plain(code)), from.address);
    let watch = Watch::password_code(address);
    let nobody = Ctx::system(&from.request);
    let known = {
        let (watch, typed) = (watch.clone(), typed.clone());
        app.db.read(&nobody, move |tx| watch.admit(tx).and_then(|()| store::person_of(tx, &typed))).await?
    };
    let Some((person, email)) = known else {
        app.db
            .write(&nobody, move |tx| {
                watch.count(tx)?;
                note_failure(tx, None, address, "password_code")
            })
            .await?;
        return Err(wrong_code());
    };
    passwords::faults(app, &password, email.as_deref()).await?.finish()?;
    let hash = passwords::hash(password).await?;
    let ctx = Ctx { actor: Actor::Person(person.id), ..nobody };
    app.db
        .write(&ctx, move |tx| {
            // Of two who use it at once, one is too late.
            if store::person_of(tx, &typed)?.is_none() {
                return Err(wrong_code());
            }
            store::forget(tx, person.id)?;
            stored_accounts::keep_own_password(tx, &hash)?;
            stored_accounts::end_sessions_of(tx, person.id)?;
            let fact = Fact::of("person.password_set", person.id, people::root(tx)?).named(&person.name);
            let fact = fact.change("address", None::<std::net::IpAddr>, address);
            tx.record(&[fact.change("method", None::<&str>, "password_code")])
        })
        .await
}

fn wrong_code() -> Problem {
    let told = "this code is none, was used, or is more than a day old";
    Problem::Denied(Reason::new("wrong_code", told).cleared_by("an administrator of the whole installation"))
}
