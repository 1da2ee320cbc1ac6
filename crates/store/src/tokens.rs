//! Tokens: what machines sign in with. Only a digest is kept, and a hint to tell one's tokens apart.

use crate::{
    accounts::ago,
    args,
    filter::Conditions,
    page::{Page, Place, Slice, slice},
    tx::Tx,
    value::{Arg, Row, json},
};
use jiff::Timestamp;
use signalbox_domain::{
    Name, Outcome, PersonRef, Problem,
    accounts::SEEN_AGAIN_AFTER,
    authz::RightSet,
    id::{Identifier, PersonId, TokenId},
};

/// A token, without what makes it one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// Which.
    pub id: TokenId,
    /// What its owner calls it.
    pub name: Name,
    /// How its text begins.
    pub hint: String,
    /// As whom it acts.
    pub person: PersonRef,
    /// What it is for at most; `None` for all that its person may do.
    pub scope: Option<RightSet>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it ends; `None` for never.
    pub expires_at: Option<Timestamp>,
    /// When it was used last, to the minute.
    pub used_at: Option<Timestamp>,
    /// When it was taken back.
    pub revoked_at: Option<Timestamp>,
    /// The token that it was made in exchange for, with which it ends.
    pub parent: Option<TokenId>,
}

const COLUMNS: &str = "t.id, t.name, t.hint, t.person_id, p.name as person_name, t.scope, t.created_at, t.expires_at,
    t.used_at, t.revoked_at, t.parent_id";

fn read(row: &mut Row) -> Outcome<Token> {
    Ok(Token {
        id: row.read("id")?,
        name: row.read("name")?,
        hint: row.text("hint")?,
        person: PersonRef { id: row.read("person_id")?, name: row.read("person_name")? },
        scope: row.maybe_text("scope")?.map(|text| rights_in(&text)).transpose()?,
        created_at: row.instant("created_at")?,
        expires_at: row.maybe_instant("expires_at")?,
        used_at: row.maybe_instant("used_at")?,
        revoked_at: row.maybe_instant("revoked_at")?,
        parent: row.maybe("parent_id")?,
    })
}

fn rights_in(text: &str) -> Outcome<RightSet> {
    serde_json::from_str(text).map_err(|error| Problem::Internal(format!("the scope of a token: {error}")))
}

/// Tokens that were not taken back, newest first: those of one person, or everybody's. Those that were made in exchange for
/// another last an hour and are left out.
///
/// # Errors
/// As [`Tx::all`]; a fault for a cursor that is none.
pub fn list(tx: &mut Tx<'_>, of: Option<PersonId>, page: &Page) -> Outcome<Slice<Token>> {
    let size = page.size()?;
    let mut conditions = Conditions::always("t.revoked_at is null and t.parent_id is null");
    conditions.when("t.person_id = $n", of);
    let total = if page.total {
        let sql = format!("-- global: counts only\nselect count(*) as total from token t where {}", conditions.sql());
        tx.one(&sql, conditions.values(), |row| row.int("total"))?
    } else {
        None
    };
    if let Some(after) = page.after("newest", 1)? {
        conditions.with("t.id < $n", &after[0]);
    }
    let limit = conditions.value(size + 1);
    let sql = format!(
        "-- global: the service limits the list to the caller's own, but for administrators of the installation
         select {COLUMNS} from token t join person p on p.id = t.person_id
         where {} order by t.id desc limit {limit}",
        conditions.sql(),
    );
    let items = tx.all(&sql, conditions.values(), read)?;
    Ok(Slice { total, ..slice(items, size, "newest", |token| vec![Place::Text(token.id.to_string())]) })
}

/// The token with this id, taken back or not.
///
/// # Errors
/// [`Problem::NotFound`]; database problems as [`Tx::run`].
pub fn get(tx: &mut Tx<'_>, named: &str) -> Outcome<Token> {
    let missing = || Problem::missing("token", named);
    let id = TokenId::parse(named).ok_or_else(missing)?;
    let sql = format!(
        "-- global: the service hides other people's
         select {COLUMNS} from token t join person p on p.id = t.person_id where t.id = $1"
    );
    tx.one(&sql, args![id], read)?.ok_or_else(missing)
}

/// The token whose text has this digest, unless it ended, was taken back or its person left.
///
/// # Errors
/// As [`Tx::all`].
pub fn in_force(tx: &mut Tx<'_>, digest: &str) -> Outcome<Option<Token>> {
    let now = tx.now();
    let sql = format!(
        "-- global: this is how a caller becomes somebody
         select {COLUMNS} from token t join person p on p.id = t.person_id
         where t.digest = $1 and t.revoked_at is null and (t.expires_at is null or t.expires_at > $2)
           and p.archived_at is null"
    );
    tx.one(&sql, args![digest, now], read)
}

/// Whether a token still holds.
///
/// # Errors
/// As [`Tx::all`].
pub fn is_in_force(tx: &mut Tx<'_>, id: TokenId) -> Outcome<bool> {
    let now = tx.now();
    let found = tx.one(
        "-- global: tells only whether it is there
         select t.id from token t join person p on p.id = t.person_id
         where t.id = $1 and t.revoked_at is null and (t.expires_at is null or t.expires_at > $2)
           and p.archived_at is null",
        args![id, now],
        |_| Ok(()),
    )?;
    Ok(found.is_some())
}

/// Adds a token.
///
/// # Errors
/// As [`Tx::run`].
pub fn insert(tx: &mut Tx<'_>, token: &Token, digest: &str) -> Outcome<()> {
    tx.run(
        "insert into token (id, name, digest, hint, person_id, scope, created_at, expires_at, parent_id)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        args![
            token.id,
            &token.name,
            digest,
            &token.hint,
            token.person.id,
            token.scope.as_ref().map(json).transpose()?.unwrap_or(Arg::Text(None)),
            token.created_at,
            token.expires_at,
            token.parent,
        ],
    )?;
    Ok(())
}

/// Forgets the tokens that were made in exchange for others and have ended.
///
/// # Errors
/// As [`Tx::run`].
pub fn forget_ended(tx: &mut Tx<'_>) -> Outcome<()> {
    let now = tx.now();
    tx.run("delete from token where parent_id is not null and expires_at <= $1", args![now])?;
    Ok(())
}

/// Takes a token back, and those that were made in exchange for it; true when it was in force until now.
///
/// # Errors
/// As [`Tx::run`].
pub fn revoke(tx: &mut Tx<'_>, id: TokenId) -> Outcome<bool> {
    let now = tx.now();
    tx.run("update token set revoked_at = $2 where parent_id = $1 and revoked_at is null", args![id, now])?;
    let changed = tx.run("update token set revoked_at = $2 where id = $1 and revoked_at is null", args![id, now])?;
    Ok(changed == 1)
}

/// Notes that a token is in use.
///
/// # Errors
/// As [`Tx::run`].
pub fn touch(tx: &mut Tx<'_>, id: TokenId) -> Outcome<()> {
    let now = tx.now();
    tx.run(
        "update token set used_at = $2 where id = $1 and (used_at is null or used_at < $3)",
        args![id, now, ago(now, SEEN_AGAIN_AFTER)],
    )?;
    Ok(())
}
