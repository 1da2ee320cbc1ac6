//! Signing in and out, and finding out who asks.
//!
//! A session's secret and a token are random; the store keeps their digests, so that a copy of the database lets nobody
//! in. Passwords are hashed before a transaction begins, because hashing is meant to be slow.

pub mod breached;
pub mod break_glass;
pub mod clients;
pub mod oidc;
pub mod passkeys;
pub mod password_codes;
pub(crate) mod passwords;
pub mod providers;
pub mod rules;
pub mod second_factor;
pub mod sessions;
pub mod supervision;
mod throttle;
pub mod tokens;

use crate::{
    App, Ctx,
    app::random_bytes,
    grants::{Standing, standing_in},
    people,
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use jiff::{SignedDuration, Timestamp};
use second_factor::{Proof, Verdict};
use sha2::{Digest, Sha256};
use signalbox_domain::{
    Fact, Outcome, PersonRef, Problem,
    accounts::{
        SEEN_AGAIN_AFTER, device,
        second_factor::{Missing, Showing},
    },
    authz::{self, Actor, Rights},
    id::{PersonId, SessionId, TokenId},
    people::Person,
};
use signalbox_store::{Tx, accounts as store, grants, journal, password_codes as stored_codes};
use std::{net::IpAddr, sync::Arc};
use subtle::ConstantTimeEq;

pub(crate) use throttle::Watch;

/// Somebody who is not signed in yet.
#[derive(Clone, Debug)]
pub struct Visitor {
    /// Where the request comes from.
    pub address: IpAddr,
    /// Names the request in logs and problems.
    pub request: Arc<str>,
    /// What the browser or program says it is: the `User-Agent` header.
    pub agent: String,
    /// The session that the browser is in already: it ends when another begins.
    pub former: Option<SessionId>,
}

impl Visitor {
    /// Somebody of whom nothing is known but where they are.
    #[must_use]
    pub fn at(address: IpAddr, request: &str) -> Self {
        Self { address, request: request.into(), agent: String::new(), former: None }
    }
}

/// Who asks, as a session or token says.
#[derive(Clone, Debug)]
pub struct Signed {
    /// The person.
    pub person: PersonRef,
    /// What they may see and do.
    pub rights: Rights,
    /// The session; `None` for a token.
    pub session: Option<SessionId>,
    /// The token; `None` for a session.
    pub token: Option<TokenId>,
    /// What every unsafe request of the session has to carry; `None` for a token, which no browser sends by itself.
    pub csrf: Option<String>,
    /// When it ends at the latest; `None` for a token without an end.
    pub expires_at: Option<Timestamp>,
    /// When the person last proved who they are; `None` for a token, which proves nothing of a person.
    pub authenticated_at: Option<Timestamp>,
    /// What the session lacks before it is good for anything else.
    pub missing: Option<Missing>,
}

impl Signed {
    /// The context of what the person asks.
    #[must_use]
    pub fn ctx(&self, request: &str) -> Ctx {
        let actor = Actor::Person(self.person.id);
        Ctx { actor, rights: Arc::new(self.rights.clone()), ..Ctx::system(request) }
    }
}

/// A session that has just begun.
#[derive(Clone, Debug)]
pub struct SignedIn {
    /// What the browser has to send from now on. It is told once and kept nowhere.
    pub secret: String,
    /// Who signed in.
    pub signed: Signed,
}

/// Who is signed in, as the person wants to see it.
#[derive(Clone, Debug)]
pub struct Me {
    /// The person.
    pub person: Person,
    /// What the person may do, and why.
    pub standing: Standing,
}

const WRONG: &str = "the mail address or the password is wrong";

/// Begins a session for whoever knows the password of a mail address, and the code of the second factor where there is
/// one. An address without an account is answered alike, and after as long.
///
/// # Errors
/// [`Problem::Unauthenticated`] when either is wrong; [`Problem::Denied`] when the code is missing or wrong;
/// [`Problem::Throttled`] after too many failures.
pub async fn sign_in(app: &App, from: &Visitor, email: &str, password: &str, code: Option<&str>) -> Outcome<SignedIn> {
    let email = email.trim().to_lowercase();
    let watch = Watch::account(&email, from.address);
    let nobody = Ctx::system(&from.request);
    let known = app
        .db
        .read(&nobody, {
            let (watch, email) = (watch.clone(), email.clone());
            move |tx| {
                watch.admit(tx)?;
                store::credential(tx, &email)
            }
        })
        .await?;
    let hash = known.as_ref().map(|known| known.hash.clone());
    let is_password = passwords::verify(password.to_owned(), hash).await?;
    let person = known.as_ref().map(|known| known.person.clone());
    let proof = match &person {
        Some(person) if is_password => second_factor::look_at(app, &nobody, person.id, code).await?,
        _ => Proof::Refused("password"),
    };
    let ctx = match &person {
        Some(person) if proof.may_hold() => Ctx { actor: Actor::Person(person.id), ..nobody },
        _ => nobody,
    };
    let from = from.clone();
    app.db
        .write(&ctx, move |tx| {
            // Many guesses may have been under way at once: those that come too late learn nothing, right or wrong.
            watch.admit(tx)?;
            let mut verdict = Verdict::Refused("password");
            if is_password
                && store::credential(tx, &email)? == known
                && let Some(person) = &person
            {
                verdict = second_factor::accept(tx, person, &proof)?;
                if let Verdict::Accepted(method) = verdict {
                    watch.forgive(tx)?;
                    if let Some(lapsed) = lapsed(tx, person.id)? {
                        note_failure(tx, Some(person), from.address, "lapsed")?;
                        return Ok(Err(lapsed));
                    }
                    return begin_session(tx, person, &from, method, shown_by(method)).map(Ok);
                }
            }
            if verdict != Verdict::Missing {
                watch.count(tx)?;
                note_failure(tx, person.as_ref(), from.address, verdict.why())?;
            }
            Ok(Err(verdict.problem()))
        })
        .await?
}

/// The refusal for somebody all of whose roles and invitations have ended: whoever was here for a while only, and that while
/// is over. Whoever was never given anything is none of these.
pub(crate) fn lapsed(tx: &mut Tx<'_>, person: PersonId) -> Outcome<Option<Problem>> {
    if grants::standing_of(tx, person)? != authz::Standing::default() || !grants::has_lapsed(tx, person)? {
        return Ok(None);
    }
    let told = "all that you were given has ended; ask whoever invited you, or an administrator, to give it anew";
    Ok(Some(Problem::Unauthenticated(told.to_owned())))
}

/// What the journal calls it when somebody asks whose time is over.
const LAPSED: &str = "person.access_lapsed";

/// Notes that somebody asked whose time is over; of many requests in a row, one now and then.
pub(crate) fn note_lapsed(tx: &mut Tx<'_>, person: &PersonRef) -> Outcome<()> {
    let lately = tx.now().checked_sub(SEEN_AGAIN_AFTER).unwrap_or(tx.now());
    if journal::has_happened(tx, LAPSED, &person.id.to_string(), lately)? {
        return Ok(());
    }
    let fact = Fact::of(LAPSED, person.id, people::root(tx)?).named(&person.name);
    tx.record(&[fact])
}

/// Notes that somebody did not get in, and why.
fn note_failure(tx: &mut Tx<'_>, person: Option<&PersonRef>, address: IpAddr, why: &str) -> Outcome<()> {
    let root = people::root(tx)?;
    let (subject, name) = match person {
        Some(person) => (person.id.to_string(), person.name.to_string()),
        // What was typed may be a password in the wrong field: it is not kept.
        None => (root.to_string(), "an unknown account".to_owned()),
    };
    let fact = Fact::of("person.sign_in_failed", subject, root).named(name);
    let fact = fact.change("address", None::<IpAddr>, address).change("cause", None::<&str>, why);
    throttle::note_refused(tx, address, fact)
}

/// Notes that somebody who is no proxy of ours says what only a proxy may say. Not being able to is no reason to refuse a
/// request.
pub async fn note_forged_headers(app: &App, address: IpAddr, names: &[&str]) {
    let names = names.join(", ");
    let note = move |tx: &mut Tx<'_>| {
        let root = people::root(tx)?;
        let fact = Fact::of("headers.forged", root, root).change("address", None::<IpAddr>, address);
        tx.record(&[fact.change("headers", None::<&str>, names.as_str())])
    };
    if let Err(problem) = app.db.write(&Ctx::system("arrival"), note).await {
        tracing::warn!(%problem, %address, "forged headers could not be noted");
    }
}

/// Begins a session for somebody who proved to be that person. The session that the browser was in ends: nobody who put a
/// cookie there shares the new one.
pub(crate) fn begin_session(
    tx: &mut Tx<'_>,
    person: &PersonRef,
    from: &Visitor,
    method: &str,
    second_factor: Showing,
) -> Outcome<SignedIn> {
    if let Some(former) = from.former {
        store::end_session(tx, former)?;
    }
    let secret = secret();
    let device = device(&from.agent);
    let (digest, csrf) = (digest(&secret), self::secret());
    let session = store::insert_session(tx, person, &digest, &csrf, &device, from.address, second_factor)?;
    let fact = Fact::of("person.signed_in", person.id, people::root(tx)?).named(&person.name);
    let fact = fact.change("address", None::<IpAddr>, from.address).change("method", None::<&str>, method);
    tx.record(&[fact])?;
    let standing = grants::standing_of(tx, session.person.id)?;
    Ok(SignedIn { secret, signed: signed(session, standing) })
}

/// What somebody showed of a second factor who proved in this way who they are.
pub(crate) fn shown_by(method: &str) -> Showing {
    if method == "password" { Showing::NotShown } else { Showing::Shown }
}

fn signed(session: store::Session, standing: authz::Standing) -> Signed {
    // Until it has what it lacks nothing is theirs.
    let standing = if session.missing.is_none() { standing } else { authz::Standing::default() };
    Signed {
        rights: Rights::Held(standing),
        missing: session.missing,
        person: session.person,
        session: Some(session.id),
        token: None,
        csrf: Some(session.csrf),
        expires_at: Some(session.expires_at),
        authenticated_at: Some(session.authenticated_at),
    }
}

/// Finds out whose session a secret opens.
///
/// # Errors
/// [`Problem::Unauthenticated`] when there is no such session, or none any more.
pub async fn authenticate_session(app: &App, secret: &str) -> Outcome<Signed> {
    let (digest, standings) = (digest(secret), Arc::clone(&app.standings));
    let found = app
        .db
        .read(&Ctx::system("authenticate"), move |tx| {
            let Some(session) = store::session(tx, &digest)? else { return Ok(None) };
            let unseen_for = tx.now().duration_since(session.seen_at);
            let standing = standings.standing_of(tx, session.person.id)?;
            let signed = signed(session, standing);
            let lapsed = if signed.rights.is_nothing() { lapsed(tx, signed.person.id)? } else { None };
            Ok(Some((signed, unseen_for, lapsed)))
        })
        .await?;
    if let Some((Signed { session: Some(session), person, .. }, _, Some(lapsed))) = found {
        let ctx = Ctx { actor: Actor::Person(person.id), ..Ctx::system("authenticate") };
        let end = move |tx: &mut Tx<'_>| {
            if store::end_session(tx, session)? { note_lapsed(tx, &person) } else { Ok(()) }
        };
        app.db.write(&ctx, end).await?;
        return Err(lapsed);
    }
    let Some((signed, unseen_for, _)) = found else {
        return Err(Problem::Unauthenticated(OVER.to_owned()));
    };
    if let Some(id) = signed.session {
        note_use(app, unseen_for, move |tx| store::touch_session(tx, id)).await;
    }
    Ok(signed)
}

/// What somebody who signed in a while ago holds now. Being asked is no use of the session: it goes on growing old.
///
/// # Errors
/// [`Problem::Unauthenticated`] when the session or token holds no longer.
pub async fn still(app: &App, signed: &Signed) -> Outcome<authz::Standing> {
    let (person, session, token) = (signed.person.id, signed.session, signed.token);
    let standings = Arc::clone(&app.standings);
    app.db
        .read(&Ctx::system("authenticate"), move |tx| {
            let holds = match (session, token) {
                (Some(id), _) => match store::session_named(tx, &id.to_string()) {
                    Ok(known) => known.missing.is_none(),
                    Err(Problem::NotFound { .. }) => false,
                    Err(problem) => return Err(problem),
                },
                (None, Some(id)) => signalbox_store::tokens::is_in_force(tx, id)?,
                (None, None) => false,
            };
            if !holds {
                return Err(Problem::Unauthenticated(OVER.to_owned()));
            }
            standings.standing_of(tx, person)
        })
        .await
}

const OVER: &str = "this session is over; sign in again";

/// Notes now and then that a session or token is in use. Not being able to is no reason to refuse a request.
async fn note_use(
    app: &App,
    unseen_for: SignedDuration,
    touch: impl FnMut(&mut Tx<'_>) -> Outcome<()> + Send + 'static,
) {
    if unseen_for > SEEN_AGAIN_AFTER
        && let Err(problem) = app.db.write(&Ctx::system("authenticate"), touch).await
    {
        tracing::warn!(%problem, "a use could not be noted");
    }
}

/// Ends a session.
///
/// # Errors
/// When the database cannot be written; a session that is over already is none.
pub async fn sign_out(app: &App, ctx: &Ctx, session: SessionId) -> Outcome<()> {
    app.db
        .write(ctx, move |tx| {
            let person = tx.ctx().actor.person();
            if store::end_session(tx, session)?
                && let Some(person) = person
            {
                let (root, known) = (people::root(tx)?, signalbox_store::people::get(tx, &person.to_string())?);
                tx.record(&[Fact::of("person.signed_out", person, root).named(&known.name)])?;
            }
            Ok(())
        })
        .await
}

/// Changes one's own password, for whoever is signed in and knows the one that holds. Every session of theirs ends, and a
/// new one begins here.
///
/// # Errors
/// A fault for a wrong or an unfit password; [`Problem::Throttled`] after too many wrong ones; a token, which is no session;
/// with an authenticator a session that is not fresh.
pub async fn change_password(
    app: &App,
    ctx: &Ctx,
    from: &Visitor,
    session: Option<SessionId>,
    current: String,
    new: String,
) -> Outcome<SignedIn> {
    let (id, session) = (caller(ctx)?, in_a_session(session)?);
    let person = app
        .db
        .read(ctx, move |tx| {
            // Who has a second factor proves both: the former password alone is what a thief may know.
            if second_factor::account_of(tx, id)?.enrolled_at.is_some() {
                sessions::require_fresh(tx, session)?;
            }
            signalbox_store::people::get(tx, &id.to_string())
        })
        .await?;
    let email = person.email.unwrap_or_default().to_lowercase();
    passwords::faults(app, &new, Some(&email)).await?.finish()?;
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
    let right = passwords::verify(current, known.as_ref().map(|known| known.hash.clone())).await?;
    let hash = passwords::hash(new).await?;
    let from = from.clone();
    let changed = app
        .db
        .write(ctx, move |tx| {
            watch.admit(tx)?;
            let person = PersonRef { id, name: person.name.clone() };
            if !right || store::credential(tx, &email)? != known {
                note_failure(tx, Some(&person), from.address, "password")?;
                watch.count(tx)?;
                return Ok(None);
            }
            watch.forgive(tx)?;
            let showed = store::session_named(tx, &session.to_string())?.second_factor;
            store::keep_own_password(tx, &hash)?;
            store::end_sessions_of(tx, id)?;
            stored_codes::forget(tx, id)?;
            let fact = Fact::of("person.password_set", id, people::root(tx)?).named(&person.name);
            tx.record(&[fact])?;
            begin_session(tx, &person, &from, "password", showed).map(Some)
        })
        .await?;
    changed.ok_or_else(|| Problem::fault("/current", "wrong", "this is not the password that holds now"))
}

/// Who is signed in.
///
/// # Errors
/// [`Problem::Unauthenticated`] for the system, which is nobody.
pub async fn me(app: &App, ctx: &Ctx) -> Outcome<Me> {
    let id = caller(ctx)?;
    app.db
        .read(ctx, move |tx| {
            let person = signalbox_store::people::get(tx, &id.to_string())?;
            Ok(Me { person, standing: standing_in(tx, id, None)? })
        })
        .await
}

/// The session a request is made in: how one signs in is not for tokens to change.
pub(crate) fn in_a_session(session: Option<SessionId>) -> Outcome<SessionId> {
    let told = "this is done where one signs in, not with a token; sign in to a browser first";
    session.ok_or_else(|| Problem::refused("token", told))
}

pub(crate) fn caller(ctx: &Ctx) -> Outcome<PersonId> {
    let nobody = || Problem::Unauthenticated("this is for people who are signed in".to_owned());
    ctx.actor.person().ok_or_else(nobody)
}

/// Compares secrets in a time that does not tell where they differ.
#[must_use]
pub fn same_secret(one: &[u8], other: &[u8]) -> bool {
    one.ct_eq(other).into()
}

/// 256 random bits as text.
pub(crate) fn secret() -> String {
    URL_SAFE_NO_PAD.encode(random_bytes::<32>())
}

/// What is kept of a secret. A random secret needs no slow hash: nobody can guess it.
pub(crate) fn digest(secret: &str) -> String {
    Sha256::digest(secret.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}
