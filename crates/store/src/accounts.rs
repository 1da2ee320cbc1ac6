//! What people sign in with: passwords, the failures that slow guessing down, and sessions. Of secrets there are only
//! digests here; nothing in this file can be used to sign in.

use crate::{args, tx::Tx, value::Row};
use jiff::Timestamp;
use signalbox_domain::{
    Outcome, PersonRef, Problem,
    accounts::{
        FAMILIAR_FOR, Failures, LONGEST_WAIT, SEEN_AGAIN_AFTER, SESSION_IDLE, SESSION_LIFETIME,
        second_factor::{Missing, Showing},
    },
    authz::{Directory, Permit},
    id::{PersonId, SessionId},
};
use std::net::IpAddr;

/// A person who can sign in, and the hash of the password.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Credential {
    /// Who.
    pub person: PersonRef,
    /// The password's argon2id hash, as a PHC string.
    pub hash: String,
}

/// The credential that belongs to a mail address. People who left have none, machines neither.
///
/// # Errors
/// As [`Tx::all`].
pub fn credential(tx: &mut Tx<'_>, email: &str) -> Outcome<Option<Credential>> {
    tx.one(
        "-- global: nobody is signed in yet
         select p.id, p.name, w.hash from person p join password w on w.person_id = p.id
         where p.email_lower = $1 and p.archived_at is null and p.service = false",
        args![email.to_lowercase()],
        |row| {
            let person = PersonRef { id: row.read("id")?, name: row.read("name")? };
            Ok(Credential { person, hash: row.text("hash")? })
        },
    )
}

/// True when anybody has a password.
///
/// # Errors
/// As [`Tx::all`].
pub fn somebody_has_a_password(tx: &mut Tx<'_>) -> Outcome<bool> {
    let found = tx.one(
        "-- global: tells only whether the installation is set up
         select person_id from password limit 1",
        &[],
        |_| Ok(()),
    )?;
    Ok(found.is_some())
}

/// When a person's password was set; `None` when there is none.
///
/// # Errors
/// As [`Tx::all`].
pub fn password_set_at(tx: &mut Tx<'_>, person: PersonId) -> Outcome<Option<Timestamp>> {
    tx.one(
        "-- global: the service asks for the caller's own, or for an administrator
         select changed_at from password where person_id = $1",
        args![person],
        |row| row.instant("changed_at"),
    )
}

/// Keeps the hash of a person's first password.
///
/// # Errors
/// As [`Tx::run`].
pub fn keep_password(tx: &mut Tx<'_>, hash: &str, permit: &Permit<Directory>) -> Outcome<()> {
    let now = tx.now();
    tx.run("insert into password (person_id, hash, changed_at) values ($1, $2, $3)", args![permit.on(), hash, now])?;
    Ok(())
}

/// Keeps a new password of the caller. It reaches nobody else's, and that is the permit.
///
/// # Errors
/// As [`Tx::run`].
pub fn keep_own_password(tx: &mut Tx<'_>, hash: &str) -> Outcome<()> {
    let (caller, now) = (tx.ctx().actor.person(), tx.now());
    tx.run(
        "insert into password (person_id, hash, changed_at) values ($1, $2, $3)
         on conflict (person_id) do update set hash = excluded.hash, changed_at = excluded.changed_at",
        args![caller, hash, now],
    )?;
    Ok(())
}

/// What is known of the failures of an account or address.
///
/// # Errors
/// As [`Tx::all`].
pub fn failures(tx: &mut Tx<'_>, subject: &str) -> Outcome<Option<Failures>> {
    tx.one(
        "-- global: nobody is signed in yet
         select failures, blocked_until from sign_in_failure where subject = $1",
        args![subject],
        |row| Ok(Failures { count: row.int("failures")?, blocked_until: row.instant("blocked_until")? }),
    )
}

/// Keeps what is known after another failure.
///
/// # Errors
/// As [`Tx::run`].
pub fn keep_failures(tx: &mut Tx<'_>, subject: &str, failures: Failures) -> Outcome<()> {
    tx.run(
        "insert into sign_in_failure (subject, failures, blocked_until) values ($1, $2, $3)
         on conflict (subject) do update set failures = excluded.failures, blocked_until = excluded.blocked_until",
        args![subject, failures.count, failures.blocked_until],
    )?;
    Ok(())
}

/// Forgets the failures of an account, after a success.
///
/// # Errors
/// As [`Tx::run`].
pub fn forget_failures(tx: &mut Tx<'_>, subject: &str) -> Outcome<()> {
    tx.run("delete from sign_in_failure where subject = $1", args![subject])?;
    Ok(())
}

/// Whether an account was used with success from a network lately.
///
/// # Errors
/// As [`Tx::all`].
pub fn is_familiar(tx: &mut Tx<'_>, account: &str, network: &str) -> Outcome<bool> {
    let since = ago(tx.now(), FAMILIAR_FOR);
    let found = tx.one(
        "-- global: nobody is signed in yet
         select seen_at from familiar_network where account = $1 and network = $2 and seen_at > $3",
        args![account, network, since],
        |_| Ok(()),
    )?;
    Ok(found.is_some())
}

/// Notes that an account was used with success from a network.
///
/// # Errors
/// As [`Tx::run`].
pub fn note_familiar(tx: &mut Tx<'_>, account: &str, network: &str) -> Outcome<()> {
    let now = tx.now();
    tx.run(
        "insert into familiar_network (account, network, seen_at) values ($1, $2, $3)
         on conflict (account, network) do update set seen_at = excluded.seen_at",
        args![account, network, now],
    )?;
    Ok(())
}

/// Forgets failures that are too old to count, and networks that are familiar no longer; answers of how many accounts and
/// addresses.
///
/// # Errors
/// As [`Tx::run`].
pub fn forget_old_failures(tx: &mut Tx<'_>) -> Outcome<u64> {
    let (before, familiar) = (ago(tx.now(), LONGEST_WAIT), ago(tx.now(), FAMILIAR_FOR));
    tx.run("delete from familiar_network where seen_at <= $1", args![familiar])?;
    tx.run("delete from sign_in_failure where blocked_until <= $1", args![before])
}

/// A session as its holder sees it.
#[derive(Clone, Debug)]
pub struct Session {
    /// Which.
    pub id: SessionId,
    /// Whose.
    pub person: PersonRef,
    /// What every unsafe request of the session has to carry.
    pub csrf: String,
    /// What the browser called itself, in words; empty when it said nothing.
    pub device: String,
    /// Where it began; `None` when nobody noted it.
    pub address: Option<String>,
    /// When it began.
    pub created_at: Timestamp,
    /// When it ends at the latest.
    pub expires_at: Timestamp,
    /// When it was used last, to the minute.
    pub seen_at: Timestamp,
    /// When its holder last proved who they are.
    pub authenticated_at: Timestamp,
    /// Whether its holder showed a second factor.
    pub second_factor: Showing,
    /// What it lacks before it is good for anything else.
    pub missing: Option<Missing>,
}

const SESSION: &str = "s.id, s.csrf, s.device, s.address, s.created_at, s.expires_at, s.seen_at, s.authenticated_at,
    s.second_factor, exists (select 1 from sign_in_rules where second_factor) as is_demanded,
    exists (select 1 from authenticator a where a.person_id = s.person_id and a.enrolled_at is not null)
        or exists (select 1 from passkey k where k.person_id = s.person_id) as has_one,
    p.id as person_id, p.name as person_name";

fn read_session(row: &mut Row) -> Outcome<Session> {
    let second_factor: Showing = row.read("second_factor")?;
    Ok(Session {
        second_factor,
        missing: second_factor.missing(row.bool("is_demanded")?, row.bool("has_one")?),
        id: row.read("id")?,
        person: PersonRef { id: row.read("person_id")?, name: row.read("person_name")? },
        csrf: row.text("csrf")?,
        device: row.text("device")?,
        address: row.maybe_text("address")?,
        created_at: row.instant("created_at")?,
        expires_at: row.instant("expires_at")?,
        seen_at: row.instant("seen_at")?,
        authenticated_at: row.instant("authenticated_at")?,
    })
}

/// Begins a session for somebody who proved to be that person.
///
/// # Errors
/// As [`Tx::run`].
pub fn insert_session(
    tx: &mut Tx<'_>,
    person: &PersonRef,
    digest: &str,
    csrf: &str,
    device: &str,
    address: IpAddr,
    second_factor: Showing,
) -> Outcome<Session> {
    let (now, id): (_, SessionId) = (tx.now(), tx.new_id());
    let until = now.checked_add(SESSION_LIFETIME).unwrap_or(now);
    tx.run(
        "insert into session (id, digest, csrf, person_id, device, address, created_at, seen_at, authenticated_at,
             expires_at, second_factor)
         values ($1, $2, $3, $4, $5, $6, $7, $7, $7, $8, $9)",
        args![id, digest, csrf, person.id, device, address.to_string(), now, until, second_factor],
    )?;
    session_named(tx, &id.to_string())
}

/// Notes that the holder of a session showed a second factor, or that one that was set up there and then works.
///
/// # Errors
/// As [`Tx::run`].
pub fn second_factor_shown(tx: &mut Tx<'_>, session: SessionId) -> Outcome<()> {
    tx.run("update session set second_factor = $2 where id = $1", args![session, Showing::Shown])?;
    Ok(())
}

/// The session whose secret has this digest, unless it ended or its person left.
///
/// # Errors
/// As [`Tx::all`].
pub fn session(tx: &mut Tx<'_>, digest: &str) -> Outcome<Option<Session>> {
    let now = tx.now();
    tx.one(
        &format!(
            "-- global: this is how a caller becomes somebody
             select {SESSION} from session s join person p on p.id = s.person_id
             where s.digest = $1 and s.expires_at > $2 and s.seen_at > $3 and p.archived_at is null"
        ),
        args![digest, now, ago(now, SESSION_IDLE)],
        read_session,
    )
}

/// Notes since when the holder of a session is known to be who they are.
///
/// # Errors
/// As [`Tx::run`].
pub fn proved_at(tx: &mut Tx<'_>, session: SessionId, at: Timestamp) -> Outcome<()> {
    tx.run("update session set authenticated_at = $2 where id = $1", args![session, at])?;
    Ok(())
}

/// The sessions of a person that have not ended, newest first. There are never many: each lasts half a day at most.
///
/// # Errors
/// As [`Tx::all`].
pub fn sessions_of(tx: &mut Tx<'_>, person: PersonId) -> Outcome<Vec<Session>> {
    let now = tx.now();
    tx.all(
        &format!(
            "-- global: the service asks for the caller's own, or for an administrator
             select {SESSION} from session s join person p on p.id = s.person_id
             where s.person_id = $1 and s.expires_at > $2 and s.seen_at > $3 order by s.id desc"
        ),
        args![person, now, ago(now, SESSION_IDLE)],
        read_session,
    )
}

/// One session that has not ended.
///
/// # Errors
/// [`Problem::NotFound`] when there is none.
pub fn session_named(tx: &mut Tx<'_>, named: &str) -> Outcome<Session> {
    let now = tx.now();
    let found = tx.one(
        &format!(
            "-- global: the service decides who may know of it
             select {SESSION} from session s join person p on p.id = s.person_id
             where s.id = $1 and s.expires_at > $2 and s.seen_at > $3"
        ),
        args![named, now, ago(now, SESSION_IDLE)],
        read_session,
    )?;
    found.ok_or_else(|| Problem::missing("session", named))
}

/// Notes that the holder of a session proved again who they are. From now on it has another secret: whoever knew the one
/// before is out.
///
/// # Errors
/// As [`Tx::run`].
pub fn renew_session(tx: &mut Tx<'_>, id: SessionId, digest: &str, csrf: &str) -> Outcome<()> {
    let now = tx.now();
    tx.run(
        "update session set digest = $2, csrf = $3, authenticated_at = $4, seen_at = $4 where id = $1",
        args![id, digest, csrf, now],
    )?;
    Ok(())
}

/// Notes for which statement the holder of a session proved again who they are: the digest of what they are about to sign.
///
/// # Errors
/// As [`Tx::run`].
pub fn confirmed_for(tx: &mut Tx<'_>, id: SessionId, statement: &str) -> Outcome<()> {
    tx.run("update session set confirmed_for = $2 where id = $1", args![id, statement])?;
    Ok(())
}

/// Uses up that the holder of a session proved who they are for this very statement, not before an instant; false when they
/// did not.
///
/// # Errors
/// As [`Tx::run`].
pub fn use_confirmation(tx: &mut Tx<'_>, id: SessionId, statement: &str, since: Timestamp) -> Outcome<bool> {
    let used = tx.run(
        "update session set confirmed_for = null where id = $1 and confirmed_for = $2 and authenticated_at >= $3",
        args![id, statement, since],
    )?;
    Ok(used > 0)
}

/// Notes that a session is in use.
///
/// # Errors
/// As [`Tx::run`].
pub fn touch_session(tx: &mut Tx<'_>, id: SessionId) -> Outcome<()> {
    let now = tx.now();
    tx.run(
        "update session set seen_at = $2 where id = $1 and seen_at < $3",
        args![id, now, ago(now, SEEN_AGAIN_AFTER)],
    )?;
    Ok(())
}

/// Ends a session; true when there was one.
///
/// # Errors
/// As [`Tx::run`].
pub fn end_session(tx: &mut Tx<'_>, id: SessionId) -> Outcome<bool> {
    Ok(tx.run("delete from session where id = $1", args![id])? == 1)
}

/// Ends all sessions of a person but one; answers how many.
///
/// # Errors
/// As [`Tx::run`].
pub fn end_other_sessions_of(tx: &mut Tx<'_>, person: PersonId, but: SessionId) -> Outcome<u64> {
    tx.run("delete from session where person_id = $1 and id <> $2", args![person, but])
}

/// Ends all sessions of a person.
///
/// # Errors
/// As [`Tx::run`].
pub fn end_sessions_of(tx: &mut Tx<'_>, person: PersonId) -> Outcome<u64> {
    tx.run("delete from session where person_id = $1", args![person])
}

/// Forgets sessions that ended by themselves; answers how many.
///
/// # Errors
/// As [`Tx::run`].
pub fn forget_ended_sessions(tx: &mut Tx<'_>) -> Outcome<u64> {
    let now = tx.now();
    tx.run("delete from session where expires_at <= $1 or seen_at <= $2", args![now, ago(now, SESSION_IDLE)])
}

pub(crate) fn ago(now: Timestamp, span: jiff::SignedDuration) -> Timestamp {
    now.checked_sub(span).unwrap_or(Timestamp::UNIX_EPOCH)
}
