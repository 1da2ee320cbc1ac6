//! Tokens: what machines sign in with. A token acts as its person, with that person's rights.

use super::{Signed, caller, digest, lapsed, note_lapsed, note_use, secret};
use crate::{App, Ctx, Page, Slice, grants, people, releases::at, setup};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use jiff::{SignedDuration, Timestamp};
use sha2::{Digest, Sha256};
use signalbox_domain::{
    Fact, Name, Outcome, PersonRef, Problem,
    authz::{RightSet, Rights, Role},
    id::{PersonId, TokenId},
    people::{GivenRole, Grant, Party, Person},
};
use signalbox_store::{Tx, grants as stored_grants, people as stored_people, tokens as store};
use std::sync::Arc;

pub use store::Token;

/// What every token begins with, so that a scanner of secrets can know one.
const PREFIX: &str = "sbx_";
/// How many characters of a token are told in lists.
const HINT: usize = PREFIX.len() + 4;
/// How many bytes of digest follow the secret: a token that was cut or mistyped is known without asking the database.
const CHECKSUM: usize = 4;

/// What a new token is to be.
#[derive(Clone, Debug)]
pub struct New {
    /// What its owner calls it.
    pub name: Name,
    /// When it ends; `None` for never.
    pub expires_at: Option<Timestamp>,
    /// The machine it is for, by id; oneself when absent.
    pub person: Option<String>,
    /// What it is for at most; all that its person may do when absent, reading alone when empty.
    pub scope: Option<RightSet>,
}

/// A token that has just been made.
#[derive(Clone, Debug)]
pub struct Made {
    /// The token.
    pub token: Token,
    /// Its text. It is told once and kept nowhere.
    pub text: String,
}

/// The caller's tokens, newest first; everybody's for administrators of the installation.
///
/// # Errors
/// A fault for a cursor that is none.
pub async fn list(app: &App, ctx: &Ctx, page: Page) -> Outcome<Slice<Token>> {
    app.db
        .read(ctx, move |tx| {
            let of = if people::administers(tx)? { None } else { Some(caller(tx.ctx())?) };
            store::list(tx, of, &page)
        })
        .await
}

/// Makes a token for oneself, or for a machine; `with` is the token that asks, if one does.
///
/// # Errors
/// An end that is past; for a machine a missing right; for somebody else a refusal.
pub async fn create(app: &App, ctx: &Ctx, with: Option<TokenId>, new: New) -> Outcome<Made> {
    app.db
        .write(ctx, move |tx| {
            let with = with.map(|with| store::get(tx, &with.to_string())).transpose()?;
            if with.as_ref().is_some_and(|with| with.parent.is_some()) {
                let told = "a token that lasts an hour makes none that lasts longer; use the client's secret";
                return Err(Problem::refused("access_token", told));
            }
            // A token that was made with a token ends with it at the latest.
            let last = with.and_then(|with| with.expires_at);
            let expires_at = new.expires_at.into_iter().chain(last).min();
            if new.expires_at.is_some_and(|end| end <= tx.now()) {
                return Err(Problem::fault("/expires_at", "past", "a token ends after it was made"));
            }
            let owner = match &new.person {
                None => stored_people::get(tx, &caller(tx.ctx())?.to_string())?,
                Some(named) => owner(tx, named)?,
            };
            // A token that was made with a token is for no more than that one.
            let limit = tx.ctx().rights.withheld().complement();
            let scope = match new.scope {
                Some(scope) => Some(scope.and(limit)),
                None if limit == RightSet::ALL => None,
                None => Some(limit),
            };
            make(tx, &owner, &new.name, expires_at, scope, None)
        })
        .await
}

fn owner(tx: &mut Tx<'_>, named: &str) -> Outcome<Person> {
    let owner = stored_people::get(tx, named).map_err(|problem| at("/person", problem))?;
    if tx.ctx().actor.person() != Some(owner.id) {
        people::administration(tx, "person", owner.id)?;
        if !owner.service {
            let detail = "a token acts as its person, so people make their own; only machines get theirs from others";
            return Err(Problem::refused("not_a_machine", detail));
        }
    }
    if owner.archived_at.is_some() {
        return Err(Problem::fault("/person", "archived", format!("{} has left", owner.name)));
    }
    Ok(owner)
}

/// Makes a token, in exchange for the parent if there is one.
pub(super) fn make(
    tx: &mut Tx<'_>,
    owner: &Person,
    name: &Name,
    expires_at: Option<Timestamp>,
    scope: Option<RightSet>,
    parent: Option<TokenId>,
) -> Outcome<Made> {
    let text = new_text();
    let token = Token {
        id: tx.new_id(),
        name: name.clone(),
        hint: text.chars().take(HINT).collect(),
        person: PersonRef { id: owner.id, name: owner.name.clone() },
        scope,
        created_at: tx.now(),
        expires_at,
        used_at: None,
        revoked_at: None,
        parent,
    };
    store::insert(tx, &token, &digest(&text))?;
    let kind = if parent.is_some() { "token.issued" } else { "token.created" };
    let fact = Fact::of(kind, token.id, people::root(tx)?).about(owner.id).named(name);
    let fact = fact.change("expires_at", None::<Timestamp>, expires_at).change("scope", None::<RightSet>, scope);
    tx.record(&[fact])?;
    Ok(Made { token, text })
}

/// Takes a token back: one's own, or as administrator of the installation anybody's.
///
/// # Errors
/// [`Problem::NotFound`], also for other people's.
pub async fn revoke(app: &App, ctx: &Ctx, named: String) -> Outcome<()> {
    app.db
        .write(ctx, move |tx| {
            let token = store::get(tx, &named)?;
            if tx.ctx().actor.person() != Some(token.person.id) && !people::administers(tx)? {
                return Err(Problem::missing("token", &named));
            }
            if store::revoke(tx, token.id)? {
                let fact = Fact::of("token.revoked", token.id, people::root(tx)?);
                tx.record(&[fact.about(token.person.id).named(&token.name)])?;
            }
            Ok(())
        })
        .await
}

/// Finds out whose token a text is.
///
/// # Errors
/// [`Problem::Unauthenticated`] when it is none, or none any more.
pub async fn authenticate(app: &App, text: &str) -> Outcome<Signed> {
    let refused = || Problem::Unauthenticated("this token is unknown, was revoked or has expired".to_owned());
    if !is_whole(text) {
        return Err(refused());
    }
    let (digest, standings) = (digest(text), Arc::clone(&app.standings));
    let found = app
        .db
        .read(&Ctx::system("authenticate"), move |tx| {
            let Some(token) = store::in_force(tx, &digest)? else { return Ok(None) };
            let rights = Rights::Held(standings.standing_of(tx, token.person.id)?);
            let rights = match token.scope {
                Some(scope) => rights.limited_to(scope),
                None => rights,
            };
            let unseen_for = token.used_at.map_or(SignedDuration::MAX, |used| tx.now().duration_since(used));
            let lapsed = if rights.is_nothing() { lapsed(tx, token.person.id)? } else { None };
            Ok(Some((token, rights, unseen_for, lapsed)))
        })
        .await?;
    let (token, rights, unseen_for, lapsed) = found.ok_or_else(refused)?;
    let id = token.id;
    if let Some(lapsed) = lapsed {
        let person = token.person;
        app.db.write(&Ctx::system("authenticate"), move |tx| note_lapsed(tx, &person)).await?;
        return Err(lapsed);
    }
    note_use(app, unseen_for, move |tx| store::touch(tx, id)).await;
    Ok(Signed {
        person: token.person,
        rights,
        session: None,
        token: Some(id),
        csrf: None,
        expires_at: token.expires_at,
        authenticated_at: None,
        missing: None,
    })
}

/// Makes a token for a machine of this name, which administers the installation; for somebody with the data folder in
/// their hands. The machine is made when it is not there.
///
/// # Errors
/// A fault for a name that is none.
pub async fn create_local(app: &App, name: &str) -> Outcome<String> {
    let name = Name::parse(name).map_err(|fault| fault.within("/name"))?;
    app.db
        .write(&Ctx::system("token create"), move |tx| {
            let root = setup::prepare(tx)?;
            let machine = match stored_people::service_named(tx, &name)? {
                Some(machine) => machine,
                None => people::create_in(tx, people::By::Administration, &machine_named(&name), None)?,
            };
            let grant = administration_for(tx, machine.id, root);
            if !stored_grants::is_given(tx, &grant)? {
                grants::give(tx, &grant)?;
            }
            make(tx, &machine, &name, None, None, None).map(|made| made.text)
        })
        .await
}

fn machine_named(name: &Name) -> people::New {
    people::New { name: name.clone(), email: None, service: true, locale: None, zone: None }
}

fn administration_for(tx: &Tx<'_>, person: PersonId, root: signalbox_domain::id::PortfolioId) -> Grant {
    Grant {
        id: tx.new_id(),
        to: Party::Person(person),
        role: GivenRole::BuiltIn(Role::Administrator),
        portfolio: root,
        until: None,
    }
}

fn new_text() -> String {
    let secret = secret();
    let checksum = checksum(&secret);
    format!("{PREFIX}{secret}{checksum}")
}

fn checksum(secret: &str) -> String {
    URL_SAFE_NO_PAD.encode(&Sha256::digest(secret.as_bytes())[..CHECKSUM])
}

/// True for a text of the form of a token, with its own checksum.
pub(super) fn is_whole(text: &str) -> bool {
    const SECRET: usize = 43;
    text.strip_prefix(PREFIX)
        .and_then(|rest| rest.split_at_checked(SECRET))
        .is_some_and(|(secret, sum)| checksum(secret) == sum)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_that_was_cut_or_mistyped_is_none() {
        let text = new_text();
        assert!(is_whole(&text), "{text}");
        assert_eq!(text.len(), 4 + 43 + 6);
        assert!(!is_whole(&text[..text.len() - 1]));
        assert!(!is_whole(&text[1..]));
        let other = if text.ends_with('A') { "B" } else { "A" };
        assert!(!is_whole(&format!("{}{other}", &text[..text.len() - 1])));
        assert!(!is_whole("sbx_ünïcödé"));
    }
}
