//! One's sessions: which there are, ending them, and proving again who one is.

use super::{
    Signed, SignedIn, Verdict, Visitor, WRONG, Watch, caller, digest, in_a_session, note_failure, passwords,
    second_factor, secret, signed,
};
use crate::{App, Ctx, people};
use signalbox_domain::{
    Fact, Outcome, PersonRef, Problem, Reason,
    accounts::second_factor::{FRESH, Missing, Showing, is_fresh},
    id::SessionId,
};
use signalbox_store::{Tx, accounts as store, grants};
use std::net::IpAddr;

pub use store::Session;

/// The caller's sessions, newest first.
///
/// # Errors
/// When the database cannot be read.
pub async fn list(app: &App, ctx: &Ctx) -> Outcome<Vec<Session>> {
    let id = caller(ctx)?;
    app.db.read(ctx, move |tx| store::sessions_of(tx, id)).await
}

/// Ends a session: one's own, or as administrator of the installation anybody's. `here` is the one in which that is asked.
///
/// # Errors
/// [`Problem::NotFound`], also for other people's; a token, a session that is not fresh.
pub async fn end(app: &App, ctx: &Ctx, here: Option<SessionId>, named: String) -> Outcome<()> {
    app.db
        .write(ctx, move |tx| {
            let session = store::session_named(tx, &named)?;
            if tx.ctx().actor.person() != Some(session.person.id) && !people::administers(tx)? {
                return Err(Problem::missing("session", &named));
            }
            require_fresh(tx, in_a_session(here)?)?;
            if store::end_session(tx, session.id)? {
                let fact = Fact::of("session.ended", session.id, people::root(tx)?).about(session.person.id);
                tx.record(&[fact.named(&session.person.name).change("device", session.device, None::<String>)])?;
            }
            Ok(())
        })
        .await
}

/// Ends every session of the caller but the one they are in.
///
/// # Errors
/// A token, which is in none; a session that is not fresh.
pub async fn end_others(app: &App, ctx: &Ctx, session: Option<SessionId>) -> Outcome<()> {
    let (id, session) = (caller(ctx)?, in_a_session(session)?);
    app.db
        .write(ctx, move |tx| {
            require_fresh(tx, session)?;
            let ended = store::end_other_sessions_of(tx, id, session)?;
            if ended > 0 {
                let person = signalbox_store::people::get(tx, &id.to_string())?;
                let fact = Fact::of("sessions.ended", id, people::root(tx)?).named(&person.name);
                tx.record(&[fact.change("sessions", ended, 0)])?;
            }
            Ok(())
        })
        .await
}

/// Proves again who one is, as at signing in. The session goes on under another secret. Whoever is about to sign says what:
/// the digest of the statement, for which alone the proof then holds.
///
/// # Errors
/// As [`super::sign_in`]; a token; a statement that is no digest.
pub async fn confirm(
    app: &App,
    ctx: &Ctx,
    from: &Visitor,
    session: Option<SessionId>,
    password: String,
    code: Option<&str>,
    statement: Option<String>,
) -> Outcome<SignedIn> {
    let (id, session) = (caller(ctx)?, in_a_session(session)?);
    let person = app.db.read(ctx, move |tx| signalbox_store::people::get(tx, &id.to_string())).await?;
    let email = person.email.unwrap_or_default().to_lowercase();
    let watch = Watch::account(&email, from.address);
    let known = app
        .db
        .read(ctx, {
            let (watch, email) = (watch.clone(), email.clone());
            move |tx| {
                watch.admit(tx)?;
                store::credential(tx, &email)
            }
        })
        .await?;
    let is_password = passwords::verify(password, known.as_ref().map(|known| known.hash.clone())).await?;
    let proof = if is_password {
        second_factor::look_at(app, ctx, id, code).await?
    } else {
        second_factor::Proof::Refused("password")
    };
    let (person, address) = (PersonRef { id, name: person.name }, from.address);
    app.db
        .write(ctx, move |tx| {
            watch.admit(tx)?;
            let holds = is_password && store::credential(tx, &email)? == known;
            let verdict =
                if holds { second_factor::accept(tx, &person, &proof)? } else { Verdict::Refused("password") };
            let Verdict::Accepted(method) = verdict else {
                if verdict != Verdict::Missing {
                    watch.count(tx)?;
                    note_failure(tx, Some(&person), address, verdict.why())?;
                }
                return Ok(Err(match verdict {
                    Verdict::Refused("password") => Problem::fault("/password", "wrong", WRONG_HERE),
                    _ => verdict.problem(),
                }));
            };
            watch.forgive(tx)?;
            about_to_sign(tx, session, statement.as_deref())?;
            renewed(tx, session, &person, address, method).map(Ok)
        })
        .await?
}

/// Shows the second factor that a session lacks: the code of the authenticator, or a recovery code. The session goes on under
/// another secret; it counts as having proved who one is since it began, and not since now.
///
/// # Errors
/// A token; [`Problem::Denied`] for a wrong code; [`Problem::Throttled`] after too many.
pub async fn show_second_factor(
    app: &App,
    ctx: &Ctx,
    from: &Visitor,
    session: Option<SessionId>,
    code: &str,
) -> Outcome<SignedIn> {
    let (id, session) = (caller(ctx)?, in_a_session(session)?);
    let person = app.db.read(ctx, move |tx| signalbox_store::people::get(tx, &id.to_string())).await?;
    let watch = Watch::account(&person.email.unwrap_or_default().to_lowercase(), from.address);
    let waiting = watch.clone();
    app.db.read(ctx, move |tx| waiting.admit(tx)).await?;
    let proof = second_factor::look_at(app, ctx, id, Some(code)).await?;
    let (person, address) = (PersonRef { id, name: person.name }, from.address);
    app.db
        .write(ctx, move |tx| {
            watch.admit(tx)?;
            let verdict = second_factor::accept(tx, &person, &proof)?;
            match verdict {
                Verdict::Accepted(method) if super::shown_by(method) == Showing::Shown => {
                    watch.forgive(tx)?;
                    let since = store::session_named(tx, &session.to_string())?.authenticated_at;
                    let renewed = renewed(tx, session, &person, address, method)?;
                    store::proved_at(tx, session, since)?;
                    let signed = Signed { authenticated_at: Some(since), ..renewed.signed };
                    Ok(Ok(SignedIn { signed, ..renewed }))
                }
                Verdict::Accepted(_) => {
                    let told = "there is no authenticator whose code could be shown; set one up first";
                    Ok(Err(Problem::refused("not_enrolled", told)))
                }
                _ => {
                    watch.count(tx)?;
                    note_failure(tx, Some(&person), address, verdict.why())?;
                    Ok(Err(verdict.problem()))
                }
            }
        })
        .await?
}

/// Notes for what a person proves again who they are, when it is to sign.
///
/// # Errors
/// A fault for what is no digest.
pub(super) fn about_to_sign(tx: &mut Tx<'_>, session: SessionId, statement: Option<&str>) -> Outcome<()> {
    let Some(statement) = statement else { return Ok(()) };
    if statement.len() != 64 || !statement.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Err(Problem::fault("/statement", "digest", "64 hexadecimal digits: the digest of the statement"));
    }
    store::confirmed_for(tx, session, statement)
}

/// Lets the session of somebody who proved again who they are go on under another secret.
pub(super) fn renewed(
    tx: &mut Tx<'_>,
    session: SessionId,
    person: &PersonRef,
    address: IpAddr,
    method: &str,
) -> Outcome<SignedIn> {
    let fresh = secret();
    store::renew_session(tx, session, &digest(&fresh), &secret())?;
    if super::shown_by(method) == Showing::Shown {
        store::second_factor_shown(tx, session)?;
    }
    let fact = Fact::of("session.confirmed", session, people::root(tx)?).about(person.id).named(&person.name);
    tx.record(&[fact.change("address", None::<IpAddr>, address).change("method", None::<&str>, method)])?;
    let renewed = store::session(tx, &digest(&fresh))?;
    let renewed = renewed.ok_or_else(|| Problem::Unauthenticated(WRONG.to_owned()))?;
    let standing = grants::standing_of(tx, renewed.person.id)?;
    Ok(SignedIn { secret: fresh, signed: signed(renewed, standing) })
}

const WRONG_HERE: &str = "this is not the password that holds now";

/// Demands that the holder of a session proved lately who they are.
///
/// # Errors
/// [`Problem::Denied`] when that is too long ago.
pub fn require_fresh(tx: &mut Tx<'_>, session: SessionId) -> Outcome<()> {
    let known = store::session_named(tx, &session.to_string())?;
    // Whoever has to set up a second factor may be known by a provider alone, and have nothing to prove it with again.
    let just_came = known.missing == Some(Missing::Enrolment) && is_fresh(known.created_at, tx.now());
    if just_came || is_fresh(known.authenticated_at, tx.now()) {
        return Ok(());
    }
    let minutes = FRESH.as_mins();
    Err(Problem::Denied(Reason::new(
        "confirm",
        format!("confirm that it is you: the last time is more than {minutes} minutes ago; POST /session/confirmation"),
    )))
}
