//! Passkeys (WebAuthn Level 3): a key on somebody's device, which the device uses only once its holder has proved to it who
//! they are. So a passkey is both factors, and no code is asked for beside it.
//!
//! What is asked of a device is kept here until it is answered, and can be answered once.

use super::{
    SignedIn, Visitor, begin_session, caller, digest, in_a_session, lapsed, note_failure, secret,
    sessions::{self, renewed},
};
use crate::{App, Ctx, people};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;
use signalbox_domain::{
    Fact, Name, Outcome, PersonRef, Problem, Reason,
    accounts::{
        passkey::{LONGEST_ANSWER, MOST},
        second_factor::Showing,
    },
    id::{Identifier, PasskeyId, PersonId, SessionId},
};
use signalbox_store::{Tx, accounts as stored_accounts, passkeys as store, people as stored_people};
use webauthn_rs::{
    Webauthn, WebauthnBuilder,
    prelude::{
        COSEAlgorithm, DiscoverableAuthentication, Passkey as Key, PasskeyRegistration, PublicKeyCredential,
        RegisterPublicKeyCredential, Url, Uuid,
    },
};

pub use store::Passkey;

/// What the browser asks a device.
#[derive(Clone, Debug)]
pub struct Asked {
    /// What the answer is sent with.
    pub challenge: String,
    /// The options, as `PublicKeyCredential` reads them from JSON.
    pub options: Value,
}

/// What a device answered.
#[derive(Clone, Debug)]
pub struct Answered {
    /// What it was asked with.
    pub challenge: String,
    /// The credential, as `PublicKeyCredential` writes it as JSON.
    pub credential: Value,
}

/// The caller's passkeys, oldest first.
///
/// # Errors
/// When the database cannot be read.
pub async fn list(app: &App, ctx: &Ctx) -> Outcome<Vec<Passkey>> {
    let id = caller(ctx)?;
    app.db.read(ctx, move |tx| store::of(tx, id)).await
}

/// Begins to add a passkey of the caller's. `origin` is the address by which their browser knows this installation: the
/// passkey works there and nowhere else.
///
/// # Errors
/// A token, a session that is not fresh, too many passkeys, an address without a name.
pub async fn begin(app: &App, ctx: &Ctx, session: Option<SessionId>, origin: &str) -> Outcome<Asked> {
    let (id, session) = (caller(ctx)?, in_a_session(session)?);
    let (site, challenge) = (site(origin)?, secret());
    let (kept, smallest) = (digest(&challenge), app.smallest_rsa_key);
    let options = app
        .db
        .write(ctx, move |tx| {
            sessions::require_fresh(tx, session)?;
            let known = store::of(tx, id)?;
            if known.len() >= MOST {
                let told = format!("there are {MOST} passkeys already; remove one first");
                return Err(Problem::refused("too_many", told));
            }
            let person = stored_people::get(tx, &id.to_string())?;
            let keys = known.iter().map(key).collect::<Outcome<Vec<_>>>()?;
            let keys = keys.iter().map(|key| key.cred_id().clone()).collect();
            let shown = person.name.to_string();
            let account = person.email.unwrap_or_else(|| shown.clone());
            let (asked, state) = site
                .start_passkey_registration(Uuid::from_u128(id.bits()), &account, &shown, Some(keys))
                .map_err(|error| Problem::Internal(format!("a passkey cannot be asked for: {error:?}")))?;
            ask(tx, &kept, Some(id), &state)?;
            let mut options = public_key(&asked)?;
            if let Some(algorithms) = options["pubKeyCredParams"].as_array_mut() {
                algorithms.retain(|one| one["alg"] != RSA || SIZE_OF_RSA >= smallest);
            }
            // It signs in somebody who typed no address: the device itself has to know whose it is.
            options["authenticatorSelection"]["residentKey"] = "required".into();
            options["authenticatorSelection"]["requireResidentKey"] = true.into();
            Ok(options)
        })
        .await?;
    Ok(Asked { challenge, options })
}

/// Adds the passkey that a device made.
///
/// # Errors
/// A fault for an answer that does not hold; a token, a session that is not fresh.
pub async fn finish(
    app: &App,
    ctx: &Ctx,
    session: Option<SessionId>,
    origin: &str,
    name: Name,
    answered: Answered,
) -> Outcome<Passkey> {
    let (id, session, site) = (caller(ctx)?, in_a_session(session)?, site(origin)?);
    let sent: RegisterPublicKeyCredential = credential(answered.credential)?;
    let (challenge, smallest) = (digest(&answered.challenge), app.smallest_rsa_key);
    app.db
        .write(ctx, move |tx| {
            sessions::require_fresh(tx, session)?;
            let asked: Option<PasskeyRegistration> = taken(tx, &challenge, Some(id))?;
            let made = asked.map(|asked| site.finish_passkey_registration(&sent, &asked));
            let key = match made {
                Some(Ok(key)) if is_strong(key.cred_algorithm(), smallest) => key,
                refused => {
                    tracing::info!(?refused, "a passkey was not added");
                    let told = "this device did not answer what it was asked; try again";
                    return Ok(Err(Problem::fault("/credential", "passkey", told)));
                }
            };
            let (name_of_key, public_key) = (text_of(key.cred_id()), kept(&key)?);
            if store::called(tx, &name_of_key)?.is_some() {
                return Ok(Err(Problem::fault("/credential", "taken", "this passkey was added before")));
            }
            let made = store::insert_own(tx, &name, &name_of_key, &public_key)?;
            stored_accounts::second_factor_shown(tx, session)?;
            let person = stored_people::get(tx, &id.to_string())?;
            let fact = Fact::of("passkey.added", id, people::root(tx)?).named(&person.name);
            tx.record(&[fact.change("passkey", None::<&str>, name.as_str())])?;
            let found = store::of(tx, id)?.into_iter().find(|one| one.id == made);
            found.map(Ok).ok_or_else(|| Problem::missing("passkey", made))
        })
        .await?
}

/// What RSA is called in the options of a browser (RFC 8812, 2), and how many bits such a key of a device has, no more and no
/// less.
const RSA: i64 = -257;
const SIZE_OF_RSA: usize = 2048;

/// Whether keys of this algorithm are strong enough: those of RSA as far as smaller ones are believed.
fn is_strong(algorithm: &COSEAlgorithm, smallest: usize) -> bool {
    let is_rsa = matches!(
        algorithm,
        COSEAlgorithm::RS256
            | COSEAlgorithm::RS384
            | COSEAlgorithm::RS512
            | COSEAlgorithm::PS256
            | COSEAlgorithm::PS384
            | COSEAlgorithm::PS512
    );
    !is_rsa || SIZE_OF_RSA >= smallest
}

/// Removes a passkey of the caller's.
///
/// # Errors
/// [`Problem::NotFound`], a token, a session that is not fresh.
pub async fn remove(app: &App, ctx: &Ctx, session: Option<SessionId>, named: String) -> Outcome<()> {
    let (id, session) = (caller(ctx)?, in_a_session(session)?);
    app.db
        .write(ctx, move |tx| {
            sessions::require_fresh(tx, session)?;
            let known = PasskeyId::parse(&named).map(|wanted| (wanted, store::of(tx, id)));
            let found = match known {
                Some((wanted, known)) => known?.into_iter().find(|one| one.id == wanted),
                None => None,
            };
            let found = found.ok_or_else(|| Problem::missing("passkey", &named))?;
            store::remove_own(tx, found.id)?;
            let fact = Fact::of("passkey.removed", id, people::root(tx)?).named(&found.person.name);
            tx.record(&[fact.change("passkey", found.name.as_str(), None::<&str>)])
        })
        .await
}

/// Begins to sign somebody in, whoever they are.
///
/// # Errors
/// An address without a name.
pub async fn ask_anyone(app: &App, from: &Visitor, origin: &str) -> Outcome<Asked> {
    let (site, challenge) = (site(origin)?, secret());
    let (asked, state) = site
        .start_discoverable_authentication()
        .map_err(|error| Problem::Internal(format!("a passkey cannot be asked for: {error:?}")))?;
    let (kept, options) = (digest(&challenge), public_key(&asked)?);
    app.db.write(&Ctx::system(&from.request), move |tx| ask(tx, &kept, None, &state)).await?;
    Ok(Asked { challenge, options })
}

/// Begins a session for whoever holds a passkey.
///
/// # Errors
/// [`Problem::Unauthenticated`] when it does not hold; the journal has the reason.
pub async fn sign_in(app: &App, from: &Visitor, origin: &str, answered: Answered) -> Outcome<SignedIn> {
    let (site, challenge) = (site(origin)?, digest(&answered.challenge));
    let sent: PublicKeyCredential = credential(answered.credential)?;
    let from = from.clone();
    app.db
        .write(&Ctx::system(&from.request), move |tx| {
            let person = match proved(tx, &site, &challenge, &sent)? {
                Ok(person) => person,
                Err((person, cause)) => {
                    note_failure(tx, person.as_ref(), from.address, cause)?;
                    return Ok(Err(refusal()));
                }
            };
            if let Some(lapsed) = lapsed(tx, person.id)? {
                note_failure(tx, Some(&person), from.address, "lapsed")?;
                return Ok(Err(lapsed));
            }
            begin_session(tx, &person, &from, "passkey", Showing::Shown).map(Ok)
        })
        .await?
}

/// Proves again who one is, with a passkey in place of the password. The session goes on under another secret.
///
/// # Errors
/// [`Problem::Denied`] when it does not hold or is somebody else's; a token.
pub async fn confirm(
    app: &App,
    ctx: &Ctx,
    from: &Visitor,
    session: Option<SessionId>,
    origin: &str,
    answered: Answered,
    statement: Option<String>,
) -> Outcome<SignedIn> {
    let (id, session, site) = (caller(ctx)?, in_a_session(session)?, site(origin)?);
    let sent: PublicKeyCredential = credential(answered.credential)?;
    let (challenge, address) = (digest(&answered.challenge), from.address);
    app.db
        .write(ctx, move |tx| {
            let (person, cause) = match proved(tx, &site, &challenge, &sent)? {
                Ok(person) if person.id == id => {
                    sessions::about_to_sign(tx, session, statement.as_deref())?;
                    return renewed(tx, session, &person, address, "passkey").map(Ok);
                }
                Ok(person) => (Some(person), "passkey_of_another"),
                Err((person, cause)) => (person, cause),
            };
            note_failure(tx, person.as_ref(), address, cause)?;
            Ok(Err(Problem::Denied(Reason::new("wrong_passkey", "this is no passkey of this account; try again"))))
        })
        .await?
}

fn refusal() -> Problem {
    let told = "this passkey is not known here, or did not answer in time; try again, or sign in another way";
    Problem::Unauthenticated(told.to_owned())
}

/// Whose passkey answered; or who it may have been, and what is wrong.
type Proved = Result<PersonRef, (Option<PersonRef>, &'static str)>;

fn proved(tx: &mut Tx<'_>, site: &Webauthn, challenge: &str, sent: &PublicKeyCredential) -> Outcome<Proved> {
    let Some(asked) = taken::<DiscoverableAuthentication>(tx, challenge, None)? else {
        return Ok(Err((None, "passkey_challenge")));
    };
    let Some(known) = store::called(tx, &text_of(sent.get_credential_id()))? else {
        return Ok(Err((None, "passkey_unknown")));
    };
    let person = known.person.clone();
    // The device says whose it is: it may be moved to somebody else's account by nobody.
    let claimed = site.identify_discoverable_authentication(sent).ok();
    if claimed.is_none_or(|(claimed, _)| claimed.as_u128() != person.id.bits()) {
        return Ok(Err((Some(person), "passkey_of_another")));
    }
    let mut key = key(&known)?;
    let result = match site.finish_discoverable_authentication_v2(sent, asked, &key) {
        Ok(result) if result.user_verified() => result,
        refused => {
            tracing::info!(?refused, "a passkey does not hold");
            return Ok(Err((Some(person), "passkey")));
        }
    };
    key.update_credential(&result);
    if !store::used(tx, &known, &kept(&key)?)? {
        return Ok(Err((Some(person), "passkey_replayed")));
    }
    Ok(Ok(person))
}

/// The site that passkeys are for: the name in the address by which a browser knows this installation.
fn site(origin: &str) -> Outcome<Webauthn> {
    let nameless = || {
        let told = "passkeys work where this installation has a name and not only a number: open it by its name, or as \
                    localhost on this machine";
        Problem::refused("no_name", told)
    };
    let origin = Url::parse(origin).map_err(|_| nameless())?;
    let name = origin.domain().ok_or_else(nameless)?;
    let built = WebauthnBuilder::new(name, &origin).and_then(|builder| builder.rp_name("Signalbox").build());
    built.map_err(|_| nameless())
}

fn ask(tx: &mut Tx<'_>, challenge: &str, person: Option<PersonId>, state: &impl Serialize) -> Outcome<()> {
    let until = tx.now().checked_add(LONGEST_ANSWER).unwrap_or(tx.now());
    store::ask(tx, challenge, person, &kept(state)?, until)
}

/// What was asked of this person with this challenge; nobody can answer it again.
fn taken<T: DeserializeOwned>(tx: &mut Tx<'_>, challenge: &str, of: Option<PersonId>) -> Outcome<Option<T>> {
    let found = store::answered(tx, challenge)?.filter(|(person, _)| *person == of);
    // Something else that was asked of the same person is no answer to this.
    Ok(found.and_then(|(_, state)| serde_json::from_str(&state).ok()))
}

/// Options as the browser wants them: what stands under `publicKey`.
fn public_key(asked: &impl Serialize) -> Outcome<Value> {
    let mut asked = serde_json::to_value(asked).map_err(|error| unreadable(&error))?;
    Ok(asked["publicKey"].take())
}

fn key(passkey: &Passkey) -> Outcome<Key> {
    serde_json::from_str(&passkey.public_key).map_err(|error| unreadable(&error))
}

fn kept(value: &impl Serialize) -> Outcome<String> {
    serde_json::to_string(value).map_err(|error| unreadable(&error))
}

fn unreadable(error: &serde_json::Error) -> Problem {
    Problem::Internal(format!("what is kept of a passkey: {error}"))
}

fn credential<T: DeserializeOwned>(sent: Value) -> Outcome<T> {
    serde_json::from_value(sent).map_err(|error| {
        let told = format!("this is not what PublicKeyCredential.toJSON() answers: {error}");
        Problem::fault("/credential", "passkey", told)
    })
}

fn text_of(name: &[u8]) -> String {
    use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
    URL_SAFE_NO_PAD.encode(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_of_rsa_is_taken_unless_larger_ones_are_asked_for() {
        assert!(is_strong(&COSEAlgorithm::RS256, 2048) && !is_strong(&COSEAlgorithm::RS256, 3072));
        assert!(is_strong(&COSEAlgorithm::ES256, 3072));
    }

    #[test]
    fn passkeys_are_for_places_with_a_name() {
        for origin in ["http://localhost:8400", "https://signalbox.example.org", "https://releases.example.org:8443"] {
            assert!(site(origin).is_ok(), "{origin}");
        }
        for origin in ["http://127.0.0.1:8400", "https://[::1]", "no address", "https://"] {
            assert!(matches!(site(origin), Err(Problem::Refused { .. })), "{origin}");
        }
    }
}
