//! Signing in and out, and finding out who asks.
//!
//! A session's secret and a token are random; the store keeps their digests, so that a copy of the database lets nobody
//! in. Passwords are hashed before a transaction begins, because hashing is meant to be slow.

pub(crate) mod passwords;
mod throttle;
pub mod tokens;

use crate::{App, Ctx, app::random_bytes, people};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use jiff::{SignedDuration, Timestamp};
use sha2::{Digest, Sha256};
use signalbox_domain::{
    Fact, Outcome, PersonRef, Problem, Ref,
    accounts::{SEEN_AGAIN_AFTER, check_password},
    authz::{Actor, Rights, Role},
    id::{PersonId, PortfolioId, SessionId},
    people::Person,
    problem::Faults,
};
use signalbox_store::{Tx, accounts as store, grants};
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
    /// What every unsafe request of the session has to carry; `None` for a token, which no browser sends by itself.
    pub csrf: Option<String>,
    /// When it ends at the latest; `None` for a token without an end.
    pub expires_at: Option<Timestamp>,
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
    /// The roles the person holds, by portfolio.
    pub roles: Vec<(Ref<PortfolioId>, Role)>,
}

const WRONG: &str = "the mail address or the password is wrong";

/// Begins a session for whoever knows the password of a mail address. An address without an account is answered alike, and
/// after as long.
///
/// # Errors
/// [`Problem::Unauthenticated`] when either is wrong, [`Problem::Throttled`] after too many failures.
pub async fn sign_in(app: &App, from: &Visitor, email: &str, password: &str) -> Outcome<SignedIn> {
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
    let right = passwords::verify(password.to_owned(), hash).await?;
    let person = known.as_ref().map(|known| known.person.clone());
    let ctx = match &person {
        Some(person) if right => Ctx { actor: Actor::Person(person.id), ..nobody },
        _ => nobody,
    };
    let address = from.address;
    let signed_in = app
        .db
        .write(&ctx, move |tx| {
            // Many guesses may have been under way at once: those that come too late learn nothing, right or wrong.
            watch.admit(tx)?;
            if right
                && store::credential(tx, &email)? == known
                && let Some(person) = &person
            {
                watch.forgive(tx)?;
                return begin_session(tx, person, address).map(Some);
            }
            watch.count(tx)?;
            let root = people::root(tx)?;
            let (subject, name) = match &person {
                Some(person) => (person.id.to_string(), person.name.to_string()),
                // What was typed may be a password in the wrong field: it is not kept.
                None => (root.to_string(), "an unknown account".to_owned()),
            };
            let fact = Fact::of("person.sign_in_failed", subject, root).named(name);
            tx.record(&[fact.change("address", None::<IpAddr>, address)])?;
            Ok(None)
        })
        .await?;
    signed_in.ok_or_else(|| Problem::Unauthenticated(WRONG.to_owned()))
}

/// Begins a session for somebody who proved to be that person.
pub(crate) fn begin_session(tx: &mut Tx<'_>, person: &PersonRef, address: IpAddr) -> Outcome<SignedIn> {
    let secret = secret();
    let session = store::insert_session(tx, person, &digest(&secret), &self::secret())?;
    let fact = Fact::of("person.signed_in", person.id, people::root(tx)?).named(&person.name);
    tx.record(&[fact.change("address", None::<IpAddr>, address)])?;
    Ok(SignedIn { secret, signed: signed(tx, session)? })
}

fn signed(tx: &mut Tx<'_>, session: store::Session) -> Outcome<Signed> {
    Ok(Signed {
        rights: Rights::Held(grants::held_by(tx, session.person.id)?),
        person: session.person,
        session: Some(session.id),
        csrf: Some(session.csrf),
        expires_at: Some(session.expires_at),
    })
}

/// Finds out whose session a secret opens.
///
/// # Errors
/// [`Problem::Unauthenticated`] when there is no such session, or none any more.
pub async fn authenticate_session(app: &App, secret: &str) -> Outcome<Signed> {
    let digest = digest(secret);
    let found = app
        .db
        .read(&Ctx::system("authenticate"), move |tx| {
            let Some(session) = store::session(tx, &digest)? else { return Ok(None) };
            let unseen_for = tx.now().duration_since(session.seen_at);
            Ok(Some((signed(tx, session)?, unseen_for)))
        })
        .await?;
    let Some((signed, unseen_for)) = found else {
        return Err(Problem::Unauthenticated("this session is over; sign in again".to_owned()));
    };
    if let Some(id) = signed.session {
        note_use(app, unseen_for, move |tx| store::touch_session(tx, id)).await;
    }
    Ok(signed)
}

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
                let root = people::root(tx)?;
                tx.record(&[Fact::of("person.signed_out", person, root)])?;
            }
            Ok(())
        })
        .await
}

/// Changes one's own password, for whoever is signed in and knows the one that holds. Every session of theirs ends, and a
/// new one begins here.
///
/// # Errors
/// A fault for a wrong or an unfit password; [`Problem::Throttled`] after too many wrong ones; a token, which is no session.
pub async fn change_password(
    app: &App,
    ctx: &Ctx,
    from: &Visitor,
    session: Option<SessionId>,
    current: String,
    new: String,
) -> Outcome<SignedIn> {
    let id = caller(ctx)?;
    let told = "a password is changed where one signs in with it, not with a token; sign in to a browser first";
    session.ok_or_else(|| Problem::refused("token", told))?;
    let person = app.db.read(ctx, move |tx| signalbox_store::people::get(tx, &id.to_string())).await?;
    let email = person.email.unwrap_or_default().to_lowercase();
    let mut faults = Faults::none();
    check_password(&mut faults, &new, Some(&email));
    faults.finish()?;
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
    let address = from.address;
    let changed = app
        .db
        .write(ctx, move |tx| {
            watch.admit(tx)?;
            if !right || store::credential(tx, &email)? != known {
                watch.count(tx)?;
                return Ok(None);
            }
            let person = PersonRef { id, name: person.name.clone() };
            watch.forgive(tx)?;
            store::keep_own_password(tx, &hash)?;
            store::end_sessions_of(tx, id)?;
            let fact = Fact::of("person.password_set", id, people::root(tx)?).named(&person.name);
            tx.record(&[fact])?;
            begin_session(tx, &person, address).map(Some)
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
            Ok(Me { person, roles: grants::roles_of(tx, id)? })
        })
        .await
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
