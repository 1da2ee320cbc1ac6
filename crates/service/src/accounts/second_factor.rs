//! The second factor: an authenticator's code, or a recovery code when it is gone.

use super::{Visitor, Watch, caller, in_a_session, note_failure, passwords, same_secret, sessions};
use crate::{
    App, Ctx,
    app::random_bytes,
    outgoing::percent_encoded,
    people,
    secrets::{Keys, Secret},
    setup::{new_code, plain},
};
use data_encoding::BASE32_NOPAD;
use hmac::{Hmac, KeyInit, Mac};
use jiff::Timestamp;
use qrcode::{Color, QrCode};
use sha1::Sha1;
use signalbox_domain::{
    Fact, Outcome, PersonRef, Problem, Reason,
    accounts::second_factor::{DIGITS, RECOVERY_CODES, STEP_SECONDS, taken},
    id::{PersonId, SessionId},
};
use signalbox_store::{Tx, accounts as stored_accounts, passkeys, people as stored_people, second_factors as store};

/// The bytes of a secret: as many as SHA-1 answers (RFC 4226, 4).
const SECRET: usize = 20;
/// What authenticators show beside the code.
const ISSUER: &str = "Signalbox";
/// The characters of a recovery code, the first of which is its number.
const RECOVERY_LENGTH: usize = 12;

/// What a code that somebody sent may prove, before the transaction that uses it up.
#[derive(Clone, Debug)]
pub(super) enum Proof {
    /// The person has no second factor.
    NotNeeded,
    /// None was sent.
    Missing,
    /// The code of this step.
    Step(i64),
    /// The recovery code of this number, which has this hash.
    Recovery(i64, String),
    /// Nothing, for this reason.
    Refused(&'static str),
}

impl Proof {
    /// Whether whoever sent it may turn out to be that person.
    pub(super) const fn may_hold(&self) -> bool {
        matches!(self, Self::NotNeeded | Self::Step(_) | Self::Recovery(..))
    }
}

/// What a proof was worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// The person is who they say; by what they proved it.
    Accepted(&'static str),
    /// A code is asked for.
    Missing,
    /// No, for this reason, which goes to the journal and not to whoever asked.
    Refused(&'static str),
}

impl Verdict {
    /// What the journal says of it.
    pub(super) const fn why(self) -> &'static str {
        match self {
            Self::Accepted(why) | Self::Refused(why) => why,
            Self::Missing => "code_missing",
        }
    }

    /// What whoever asked is told.
    pub(super) fn problem(self) -> Problem {
        match self {
            Self::Missing => Problem::Denied(Reason::new(
                "code_missing",
                "this account has a second factor: send the code of the authenticator, or a recovery code, as `code`",
            )),
            Self::Refused("password") | Self::Accepted(_) => Problem::Unauthenticated(super::WRONG.to_owned()),
            Self::Refused(_) => wrong_code(),
        }
    }
}

fn wrong_code() -> Problem {
    let told = "this code is wrong, or was used before; wait for the next one, or use a recovery code";
    Problem::Denied(
        Reason::new("wrong_code", told).cleared_by("an administrator of the whole installation, who can reset it"),
    )
}

/// Looks at what was sent, without using it up.
pub(super) async fn look_at(app: &App, ctx: &Ctx, person: PersonId, code: Option<&str>) -> Outcome<Proof> {
    let (typed, keys) = (code.map(plain), app.keys.clone());
    let (proof, recovery) = app
        .db
        .read(ctx, move |tx| {
            let Some(known) = enrolled(tx, person)? else { return Ok((Proof::NotNeeded, None)) };
            let Some(typed) = &typed else { return Ok((Proof::Missing, None)) };
            if typed.len() == DIGITS {
                let secret = shared_with(tx, &keys, person)?;
                return Ok((step_of(&secret, known.last_step, typed, tx.now())?, None));
            }
            let number = typed.chars().next().and_then(|first| first.to_digit(10)).map_or(-1, i64::from);
            let hash = store::recovery_code(tx, person, number)?;
            Ok((Proof::Refused("recovery_code"), Some((number, typed.clone(), hash))))
        })
        .await?;
    let Some((number, typed, hash)) = recovery else { return Ok(proof) };
    let is_right = passwords::verify(typed, hash.clone()).await?;
    Ok(hash.filter(|_| is_right).map_or(proof, |hash| Proof::Recovery(number, hash)))
}

/// Uses up what was sent, if it is worth anything still.
pub(super) fn accept(tx: &mut Tx<'_>, person: &PersonRef, proof: &Proof) -> Outcome<Verdict> {
    Ok(match proof {
        Proof::NotNeeded if enrolled(tx, person.id)?.is_none() => Verdict::Accepted("password"),
        Proof::NotNeeded | Proof::Missing => Verdict::Missing,
        Proof::Step(step) if store::use_step(tx, person.id, *step)? => Verdict::Accepted("authenticator"),
        Proof::Step(_) => Verdict::Refused("code_replayed"),
        Proof::Recovery(number, hash) if store::use_recovery_code(tx, person.id, *number, hash)? => {
            let left = store::recovery_codes_left(tx, person.id)?;
            let fact = Fact::of("recovery_code.used", person.id, people::root(tx)?).named(&person.name);
            tx.record(&[fact.change("recovery_codes", left + 1, left)])?;
            Verdict::Accepted("recovery_code")
        }
        Proof::Recovery(..) => Verdict::Refused("recovery_code"),
        Proof::Refused(why) => Verdict::Refused(why),
    })
}

fn enrolled(tx: &mut Tx<'_>, person: PersonId) -> Outcome<Option<store::Authenticator>> {
    Ok(store::authenticator(tx, person)?.filter(|known| known.enrolled_at.is_some()))
}

/// Whether a person has a second factor here: an authenticator, or a passkey, which is both.
pub(super) fn has_one(tx: &mut Tx<'_>, person: PersonId) -> Outcome<bool> {
    Ok(enrolled(tx, person)?.is_some() || !passkeys::of(tx, person)?.is_empty())
}

/// The secret that is shared with a person's authenticator.
fn shared_with(tx: &mut Tx<'_>, keys: &Keys, person: PersonId) -> Outcome<Secret> {
    let gone = || Problem::Internal(format!("the authenticator of {person} has no secret"));
    keys.reveal(tx, person, store::SECRET)?.ok_or_else(gone)
}

/// The step whose code this is: now, or a little before or after.
fn step_of(secret: &Secret, last_step: Option<i64>, typed: &str, now: Timestamp) -> Outcome<Proof> {
    let is = |step: &i64| Ok::<_, Problem>(same_secret(code_of(secret, *step)?.as_bytes(), typed.as_bytes()));
    for step in taken(now, last_step) {
        if is(&step)? {
            return Ok(Proof::Step(step));
        }
    }
    for step in taken(now, None) {
        if is(&step)? {
            return Ok(Proof::Refused("code_replayed"));
        }
    }
    Ok(Proof::Refused("code"))
}

/// The code of a step (RFC 4226, 5.3, with the step as the counter: RFC 6238, 4.2).
fn code_of(secret: &Secret, step: i64) -> Outcome<String> {
    let broken = |error: &dyn std::fmt::Display| Problem::Internal(format!("an authenticator's secret: {error}"));
    let key = BASE32_NOPAD.decode(secret.expose().as_bytes()).map_err(|error| broken(&error))?;
    let mut mac = Hmac::<Sha1>::new_from_slice(&key).map_err(|error| broken(&error))?;
    mac.update(&step.to_be_bytes());
    let hash = mac.finalize().into_bytes();
    let at = usize::from(hash[hash.len() - 1] & 0xf);
    let number = u32::from_be_bytes([hash[at] & 0x7f, hash[at + 1], hash[at + 2], hash[at + 3]]);
    Ok(format!("{:0DIGITS$}", number % 10_u32.pow(u32::try_from(DIGITS).unwrap_or_default())))
}

/// How one signs in.
#[derive(Clone, Debug)]
pub struct Account {
    /// When the password was set; `None` without one.
    pub password_set_at: Option<Timestamp>,
    /// Since when the authenticator is asked for; `None` without one.
    pub enrolled_at: Option<Timestamp>,
    /// How many recovery codes were not used.
    pub recovery_codes: i64,
}

/// How the caller signs in.
///
/// # Errors
/// When the database cannot be read.
pub async fn account(app: &App, ctx: &Ctx) -> Outcome<Account> {
    let id = caller(ctx)?;
    app.db.read(ctx, move |tx| account_of(tx, id)).await
}

pub(super) fn account_of(tx: &mut Tx<'_>, id: PersonId) -> Outcome<Account> {
    Ok(Account {
        password_set_at: stored_accounts::password_set_at(tx, id)?,
        enrolled_at: enrolled(tx, id)?.and_then(|known| known.enrolled_at),
        recovery_codes: store::recovery_codes_left(tx, id)?,
    })
}

/// What an authenticator has to be told. It is told once.
#[derive(Clone, Debug)]
pub struct Enrolment {
    /// The secret, in base 32, to be typed.
    pub secret: String,
    /// The same and more as an address, to be opened on the device itself.
    pub address: String,
    /// That address as a picture to be photographed: rows from the top, each `1` a dark square.
    pub picture: Vec<String>,
}

/// Begins to enrol an authenticator. It is asked for once [`finish`] has seen a code of it.
///
/// # Errors
/// A token, a session that is not fresh, an authenticator that is there already.
pub async fn begin(app: &App, ctx: &Ctx, session: Option<SessionId>) -> Outcome<Enrolment> {
    let (id, session) = (caller(ctx)?, in_a_session(session)?);
    let secret = BASE32_NOPAD.encode(&random_bytes::<SECRET>());
    let (kept, keys) = (Secret::new(secret.clone()), app.keys.clone());
    let email = app
        .db
        .write(ctx, move |tx| {
            sessions::require_fresh(tx, session)?;
            if enrolled(tx, id)?.is_some() {
                let told = "there is an authenticator already; remove it before enrolling another";
                return Err(Problem::refused("enrolled", told));
            }
            let person = stored_people::get(tx, &id.to_string())?;
            store::begin_own(tx)?;
            keys.keep(tx, id, store::SECRET, &kept)?;
            let fact = Fact::of("authenticator.begun", id, people::root(tx)?).named(&person.name);
            tx.record(&[fact])?;
            Ok(person.email.unwrap_or_default())
        })
        .await?;
    let account = percent_encoded(&email);
    let address = format!(
        "otpauth://totp/{ISSUER}:{account}?secret={secret}&issuer={ISSUER}&algorithm=SHA1&digits={DIGITS}\
         &period={STEP_SECONDS}"
    );
    let picture = picture(&address)?;
    Ok(Enrolment { secret, address, picture })
}

/// From now on asks for the authenticator whose code this is; answers recovery codes, which are told once.
///
/// # Errors
/// A fault for a wrong code, a refusal when nothing was begun, [`Problem::Throttled`] after too many wrong codes.
pub async fn finish(
    app: &App,
    ctx: &Ctx,
    from: &Visitor,
    session: Option<SessionId>,
    code: &str,
) -> Outcome<Vec<String>> {
    let (id, session) = (caller(ctx)?, in_a_session(session)?);
    let (codes, hashes) = recovery_codes().await?;
    let (typed, from, keys) = (plain(code), from.clone(), app.keys.clone());
    let enrolled = app
        .db
        .write(ctx, move |tx| {
            sessions::require_fresh(tx, session)?;
            let person = stored_people::get(tx, &id.to_string())?;
            let watch = Watch::account(&person.email.clone().unwrap_or_default().to_lowercase(), from.address);
            watch.admit(tx)?;
            let begun = store::authenticator(tx, id)?.filter(|known| known.enrolled_at.is_none());
            let begun = begun.ok_or_else(|| Problem::refused("not_begun", "begin to enrol an authenticator first"))?;
            let secret = shared_with(tx, &keys, id)?;
            let Proof::Step(step) = step_of(&secret, begun.last_step, &typed, tx.now())? else {
                watch.count(tx)?;
                note_failure(tx, Some(&PersonRef { id, name: person.name }), from.address, "code")?;
                return Ok(false);
            };
            store::enrol_own(tx, step)?;
            stored_accounts::second_factor_shown(tx, session)?;
            store::keep_own_recovery_codes(tx, &hashes)?;
            let fact = Fact::of("authenticator.enrolled", id, people::root(tx)?).named(&person.name);
            tx.record(&[fact])?;
            Ok(true)
        })
        .await?;
    if enrolled {
        return Ok(codes);
    }
    Err(Problem::fault("/code", "wrong", "this is not the code the authenticator shows now; look at its clock"))
}

/// Asks for no second factor any more, and voids the recovery codes.
///
/// # Errors
/// A token, a session that is not fresh.
pub async fn remove(app: &App, ctx: &Ctx, session: Option<SessionId>) -> Outcome<()> {
    let (id, session) = (caller(ctx)?, in_a_session(session)?);
    app.db
        .write(ctx, move |tx| {
            sessions::require_fresh(tx, session)?;
            if store::remove(tx, id)? {
                let person = stored_people::get(tx, &id.to_string())?;
                let fact = Fact::of("authenticator.removed", id, people::root(tx)?).named(&person.name);
                tx.record(&[fact])?;
            }
            Ok(())
        })
        .await
}

/// Makes new recovery codes, which are told once; those before are void.
///
/// # Errors
/// A token, a session that is not fresh, no authenticator that they could stand in for.
pub async fn renew_codes(app: &App, ctx: &Ctx, session: Option<SessionId>) -> Outcome<Vec<String>> {
    let (id, session) = (caller(ctx)?, in_a_session(session)?);
    let (codes, hashes) = recovery_codes().await?;
    app.db
        .write(ctx, move |tx| {
            sessions::require_fresh(tx, session)?;
            if enrolled(tx, id)?.is_none() {
                let told = "recovery codes stand in for an authenticator; enrol one first";
                return Err(Problem::refused("not_enrolled", told));
            }
            store::keep_own_recovery_codes(tx, &hashes)?;
            let person = stored_people::get(tx, &id.to_string())?;
            let fact = Fact::of("recovery_codes.made", id, people::root(tx)?).named(&person.name);
            tx.record(&[fact])
        })
        .await?;
    Ok(codes)
}

/// New recovery codes as they are told, and the hash of each.
async fn recovery_codes() -> Outcome<(Vec<String>, Vec<String>)> {
    let (mut told, mut hashes) = (Vec::new(), Vec::new());
    for number in 0..RECOVERY_CODES {
        let code = format!("{number}{}", &new_code()[1..RECOVERY_LENGTH]);
        hashes.push(passwords::hash(code.clone()).await?);
        told.push(format!("{}-{}-{}", &code[..4], &code[4..8], &code[8..]));
    }
    Ok((told, hashes))
}

fn picture(text: &str) -> Outcome<Vec<String>> {
    let code = QrCode::new(text).map_err(|error| Problem::Internal(format!("no picture of an address: {error}")))?;
    let squares: Vec<char> =
        code.to_colors().into_iter().map(|square| if square == Color::Dark { '1' } else { '0' }).collect();
    Ok(squares.chunks(code.width()).map(|row| row.iter().collect()).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_those_of_the_standard() {
        // RFC 6238, appendix B, SHA-1: the last six of eight digits.
        let secret = Secret::new(BASE32_NOPAD.encode(b"12345678901234567890"));
        for (second, expected) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_111_111_111, "050471"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
            (20_000_000_000, "353130"),
        ] {
            assert_eq!(code_of(&secret, second / STEP_SECONDS).unwrap(), expected);
        }
    }

    #[test]
    fn a_mail_address_is_written_as_an_address_may_have_it() {
        assert_eq!(percent_encoded("o'neil+x@example.org"), "o%27neil%2Bx%40example.org");
    }

    #[test]
    fn a_picture_is_square() {
        let rows = picture("otpauth://totp/x").unwrap();
        assert!(rows.len() > 20 && rows.iter().all(|row| row.len() == rows.len()), "{rows:?}");
    }
}
