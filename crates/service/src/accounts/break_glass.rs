//! The way in when every other is shut: whoever holds the server's command line lets a named administrator in, once and for
//! minutes. It asks no provider, no password and no second factor.

use super::{SignedIn, Visitor, Watch, begin_session, digest, note_failure};
use crate::{
    App, Ctx, people,
    setup::{in_groups, new_code, plain},
};
use jiff::{SignedDuration, Timestamp};
use signalbox_domain::{
    Fact, Outcome, PersonRef, Problem, Reason,
    accounts::second_factor::Showing,
    authz::{Actor, Rights},
};
use signalbox_store::{break_glass as store, grants, people as stored_people};
use std::sync::Arc;

/// How long a code lets somebody in.
pub const LIFETIME: SignedDuration = SignedDuration::from_mins(10);

/// A code that has just been made.
#[derive(Clone, Debug)]
pub struct Issued {
    /// Its text, in groups. It is told once and kept nowhere.
    pub code: String,
    /// Whom it lets in.
    pub person: PersonRef,
    /// Until when.
    pub expires_at: Timestamp,
}

/// Makes a code for the administrator with this mail address or id; the one before is void.
///
/// # Errors
/// A refusal for somebody who does not administer the installation, or is not here.
pub async fn issue(app: &App, named: &str) -> Outcome<Issued> {
    let system = Ctx::system("break-glass");
    let named = named.trim().to_owned();
    let (person, rights) = app
        .db
        .read(&system, move |tx| {
            let id = stored_people::with_email(tx, &named)?.map_or_else(|| named.clone(), |id| id.to_string());
            let person = stored_people::get(tx, &id)?;
            let rights = Rights::Held(grants::standing_of(tx, person.id)?);
            Ok((person, rights))
        })
        .await?;
    let theirs = Ctx { actor: Actor::Person(person.id), rights: Arc::new(rights), ..system.clone() };
    let administers = app.db.read(&theirs, people::administers).await?;
    if !administers || person.service || person.archived_at.is_some() {
        let told = format!("{} does not administer this installation, so no code lets them in", person.name);
        return Err(Problem::refused("no_administrator", told));
    }
    let code = new_code();
    let (kept, person) = (digest(&code), PersonRef { id: person.id, name: person.name });
    let known = person.clone();
    let expires_at = app
        .db
        .write(&system, move |tx| {
            let until = tx.now().checked_add(LIFETIME).unwrap_or(tx.now());
            store::keep(tx, known.id, &kept, until)?;
            let fact = Fact::of("break_glass.issued", known.id, people::root(tx)?).named(&known.name);
            tx.record(&[fact.change("expires_at", None::<Timestamp>, until)])?;
            Ok(until)
        })
        .await?;
    Ok(Issued { code: in_groups(&code), person, expires_at })
}

/// Begins a session for whoever has the code.
///
/// # Errors
/// [`Problem::Denied`] when it is none, was used or is too old; [`Problem::Throttled`] after too many wrong ones.
pub async fn enter(app: &App, from: &Visitor, code: &str) -> Outcome<SignedIn> {
    let (typed, from) = (digest(&plain(code)), from.clone());
    app.db
        .write(&Ctx::system(&from.request), move |tx| {
            let watch = Watch::break_glass(from.address);
            watch.admit(tx)?;
            let Some(person) = store::take(tx, &typed)? else {
                watch.count(tx)?;
                note_failure(tx, None, from.address, "break_glass")?;
                let told = "this code is none, was used, or is more than ten minutes old";
                let reason = Reason::new("wrong_code", told).cleared_by("whoever has the server's command line");
                return Ok(Err(Problem::Denied(reason)));
            };
            begin_session(tx, &person, &from, "break_glass", Showing::Shown).map(Ok)
        })
        .await?
}
