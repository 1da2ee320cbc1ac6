//! OAuth 2.0 client credentials (RFC 6749, 4.4): a machine exchanges its token for one that lasts an hour, for as much or
//! less. The machine's id is the client id, each of its tokens a client secret.

use super::{
    Visitor, digest, lapsed, throttle,
    tokens::{is_whole, make},
};
use crate::{App, Ctx, people};
use jiff::Timestamp;
use signalbox_domain::{
    Fact, Outcome,
    accounts::ACCESS_LIFETIME,
    authz::{Actor, Right, RightSet},
};
use signalbox_store::{Tx, people as stored_people, tokens as store};
use std::net::IpAddr;

/// The scope that is for reading alone. Every token has it.
pub const READ: &str = "read";

/// What a machine sends.
#[derive(Clone, Debug)]
pub struct Asked {
    /// Who it says it is.
    pub client: String,
    /// What it proves it by.
    pub secret: String,
    /// What it wants, as names with spaces between; all it may get when absent.
    pub scope: Option<String>,
}

/// A token that was issued.
#[derive(Clone, Debug)]
pub struct Issued {
    /// Its text. It is told once and kept nowhere.
    pub text: String,
    /// When it ends.
    pub expires_at: Timestamp,
    /// For how many seconds it holds.
    pub seconds: i64,
    /// What it is for, as names with spaces between.
    pub scope: String,
}

/// Why none was issued (RFC 6749, 5.2).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refused {
    /// There is no such client, or this is no secret of it.
    Client,
    /// This is no scope, or the client does not have it.
    Scope(String),
}

/// Issues a token for an hour.
///
/// # Errors
/// When the database cannot be written.
pub async fn issue(app: &App, from: &Visitor, asked: Asked) -> Outcome<Result<Issued, Refused>> {
    let wanted = match asked.scope.as_deref().map(scope_in).transpose() {
        Ok(wanted) => wanted,
        Err(name) => {
            return Ok(Err(Refused::Scope(format!("there is no scope {name}; there are {}", names(RightSet::ALL)))));
        }
    };
    let (client, address) = (asked.client, from.address);
    let digest = is_whole(&asked.secret).then(|| digest(&asked.secret));
    let secret_of = move |tx: &mut Tx<'_>| {
        let found = digest.as_deref().map(|digest| store::in_force(tx, digest)).transpose()?.flatten();
        Ok(found.filter(|token| token.person.id.to_string() == client && token.parent.is_none()))
    };
    let nobody = Ctx::system(&from.request);
    // It is the machine that makes the token, once it is known to be that machine.
    let ctx = match app.db.read(&nobody, secret_of.clone()).await? {
        Some(secret) => Ctx { actor: Actor::Person(secret.person.id), ..nobody },
        None => nobody,
    };
    app.db
        .write(&ctx, move |tx| {
            let Some(secret) = secret_of(tx)? else {
                return note_refusal(tx, address, "client").map(|()| Err(Refused::Client));
            };
            let machine = stored_people::get(tx, &secret.person.id.to_string())?;
            if !machine.service || lapsed(tx, machine.id)?.is_some() {
                let cause = if machine.service { "lapsed" } else { "not_a_machine" };
                return note_refusal(tx, address, cause).map(|()| Err(Refused::Client));
            }
            let held = secret.scope.unwrap_or(RightSet::ALL);
            let beyond = wanted.unwrap_or(RightSet::NONE).and(held.complement());
            if beyond != RightSet::NONE {
                let told = format!("this client does not have {}; it has {}", list(beyond), names(held));
                return Ok(Err(Refused::Scope(told)));
            }
            let hour = tx.now().checked_add(ACCESS_LIFETIME).unwrap_or(tx.now());
            let expires_at = secret.expires_at.map_or(hour, |end| end.min(hour));
            let scope = match wanted {
                Some(wanted) => Some(wanted),
                None => secret.scope,
            };
            store::forget_ended(tx)?;
            store::touch(tx, secret.id)?;
            let made = make(tx, &machine, &secret.name, Some(expires_at), scope, Some(secret.id))?;
            Ok(Ok(Issued {
                text: made.text,
                expires_at,
                seconds: expires_at.duration_since(tx.now()).as_secs(),
                scope: names(scope.unwrap_or(RightSet::ALL)),
            }))
        })
        .await
}

/// Notes that something did not get a token, and why. What it called itself is not kept: it may be a secret in the wrong
/// field.
fn note_refusal(tx: &mut Tx<'_>, address: IpAddr, cause: &str) -> Outcome<()> {
    let root = people::root(tx)?;
    let fact = Fact::of("client.refused", root, root).named("an unknown client");
    let fact = fact.change("address", None::<IpAddr>, address).change("cause", None::<&str>, cause);
    throttle::note_refused(tx, address, fact)
}

/// The rights that a scope names; the first name that is none otherwise.
fn scope_in(text: &str) -> Result<RightSet, String> {
    let named = text.split_whitespace().filter(|name| *name != READ);
    named.map(|name| Right::ALL.into_iter().find(|right| right.name() == name).ok_or_else(|| name.to_owned())).collect()
}

fn list(rights: RightSet) -> String {
    rights.iter().map(Right::name).collect::<Vec<_>>().join(" ")
}

/// A scope as its client is told.
fn names(rights: RightSet) -> String {
    [READ].into_iter().chain(rights.iter().map(Right::name)).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_scope_names_rights() {
        assert_eq!(scope_in("read"), Ok(RightSet::NONE));
        assert_eq!(scope_in(" plan  read version "), Ok([Right::Plan, Right::Version].into_iter().collect()));
        assert_eq!(scope_in("plan fly"), Err("fly".to_owned()));
    }

    proptest! {
        #[test]
        fn a_scope_is_read_as_it_is_told(wanted in prop::collection::vec(prop::sample::select(&Right::ALL[..]), 0..8)) {
            let rights: RightSet = wanted.into_iter().collect();
            prop_assert_eq!(scope_in(&names(rights)), Ok(rights));
        }
    }
}
