//! Feeds: calendars that programs subscribe to by a secret address. Only a digest of the secret is kept.

use crate::{
    args,
    filter::Conditions,
    page::{Page, Place, Slice, slice},
    releases::Filter,
    tx::Tx,
    value::Row,
};
use jiff::Timestamp;
use signalbox_domain::{
    Due, Key, Name, Outcome, PersonRef, Problem, Ref,
    id::{FeedId, Identifier, PersonId, PortfolioId, ReleaseId, ViewId},
};

/// A feed, without the secret that opens it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Feed {
    /// Which.
    pub id: FeedId,
    /// What its owner calls it.
    pub name: Name,
    /// How its secret begins.
    pub hint: String,
    /// With whose eyes it reads.
    pub person: PersonRef,
    /// The portfolio whose releases and windows it tells, when visible.
    pub portfolio: Option<Ref<PortfolioId>>,
    /// The release whose plan it tells, when visible.
    pub release: Option<Ref<ReleaseId>>,
    /// The saved view whose releases it tells, when visible.
    pub view: Option<ViewRef>,
    /// When it was made.
    pub created_at: Timestamp,
}

/// A saved view by its name and screen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ViewRef {
    /// Which.
    pub id: ViewId,
    /// What it is called.
    pub name: Name,
    /// The screen it belongs to.
    pub screen: Key,
}

const COLUMNS: &str = "d.id, d.name, d.hint, d.person_id, w.name as person_name, d.created_at,
    f.id as portfolio_id, f.key as portfolio_key, f.name as portfolio_name,
    r.id as release_id, r.key as release_key, r.name as release_name,
    v.id as view_id, v.name as view_name, v.screen as view_screen";

/// What a feed tells of, as far as the caller sees it.
const JOINS: &str = "join person w on w.id = d.person_id
    left join portfolio f on f.id = d.portfolio_id and {visible f.id}
    left join saved_view v on v.id = d.view_id and v.archived_at is null
        and (v.owner_id = d.person_id or (v.portfolio_id is not null and {visible v.portfolio_id}))";

fn read(row: &mut Row) -> Outcome<Feed> {
    Ok(Feed {
        id: row.read("id")?,
        name: row.read("name")?,
        hint: row.text("hint")?,
        person: PersonRef { id: row.read("person_id")?, name: row.read("person_name")? },
        portfolio: row.maybe_mention("portfolio")?,
        release: row.maybe_mention("release")?,
        view: match row.maybe("view_id")? {
            Some(id) => Some(ViewRef { id, name: row.read("view_name")?, screen: row.read("view_screen")? }),
            None => None,
        },
        created_at: row.instant("created_at")?,
    })
}

/// The feeds of one person that were not taken back, newest first.
///
/// # Errors
/// As [`Tx::all`]; a fault for a cursor that is none.
pub fn list(tx: &mut Tx<'_>, person: PersonId, page: &Page) -> Outcome<Slice<Feed>> {
    let size = page.size()?;
    let mut conditions = Conditions::always("d.revoked_at is null");
    conditions.with("d.person_id = $n", person);
    let total = if page.total {
        let sql = format!("-- global: one's own\nselect count(*) as total from feed d where {}", conditions.sql());
        tx.one(&sql, conditions.values(), |row| row.int("total"))?
    } else {
        None
    };
    if let Some(after) = page.after("newest", 1)? {
        conditions.with("d.id < $n", &after[0]);
    }
    let limit = conditions.value(size + 1);
    let sql = format!(
        "select {COLUMNS} from feed d {JOINS}
         left join release r on r.id = d.release_id and {{seen r}}
         where {} order by d.id desc limit {limit}",
        conditions.sql()
    );
    let items = tx.all(&sql, conditions.values(), read)?;
    Ok(Slice { total, ..slice(items, size, "newest", |feed| vec![Place::Text(feed.id.to_string())]) })
}

/// The feed with this id that was not taken back.
///
/// # Errors
/// [`Problem::NotFound`]; database problems as [`Tx::run`].
pub fn get(tx: &mut Tx<'_>, named: &str) -> Outcome<Feed> {
    let missing = || Problem::missing("feed", named);
    let id = FeedId::parse(named).ok_or_else(missing)?;
    let sql = format!(
        "select {COLUMNS} from feed d {JOINS}
         left join release r on r.id = d.release_id and {{seen r}}
         where d.id = $1 and d.revoked_at is null"
    );
    tx.one(&sql, args![id], read)?.ok_or_else(missing)
}

/// What a secret opens: with whose eyes to read, and of what.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Opened {
    /// Which feed.
    pub id: FeedId,
    /// Whose eyes.
    pub person: PersonId,
}

/// The feed whose secret has this digest, unless it was taken back or its person left.
///
/// # Errors
/// As [`Tx::all`].
pub fn opened_by(tx: &mut Tx<'_>, digest: &str) -> Outcome<Option<Opened>> {
    tx.one(
        "-- global: this is how a calendar program becomes somebody
         select d.id, d.person_id from feed d join person w on w.id = d.person_id
         where d.digest = $1 and d.revoked_at is null and w.archived_at is null",
        args![digest],
        |row| Ok(Opened { id: row.read("id")?, person: row.read("person_id")? }),
    )
}

/// Adds a feed.
///
/// # Errors
/// As [`Tx::run`].
pub fn insert(tx: &mut Tx<'_>, feed: &Feed, digest: &str) -> Outcome<()> {
    tx.run(
        "insert into feed (id, name, digest, hint, person_id, portfolio_id, release_id, view_id, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        args![
            feed.id,
            &feed.name,
            digest,
            &feed.hint,
            feed.person.id,
            feed.portfolio.as_ref().map(|found| found.id),
            feed.release.as_ref().map(|found| found.id),
            feed.view.as_ref().map(|found| found.id),
            feed.created_at,
        ],
    )?;
    Ok(())
}

/// Takes a feed back; true when it was in force until now.
///
/// # Errors
/// As [`Tx::run`].
pub fn revoke(tx: &mut Tx<'_>, id: FeedId) -> Outcome<bool> {
    let now = tx.now();
    let changed = tx.run("update feed set revoked_at = $2 where id = $1 and revoked_at is null", args![id, now])?;
    Ok(changed == 1)
}

/// A release as a feed tells it.
#[derive(Clone, Debug)]
pub struct Told {
    /// Which.
    pub id: ReleaseId,
    /// Its key.
    pub key: Key,
    /// Its name.
    pub name: Name,
    /// When it is due.
    pub target: Option<Due>,
    /// When it last changed.
    pub updated_at: Timestamp,
}

/// The visible releases a filter wants, by first day; at most `most`.
///
/// # Errors
/// As [`Tx::all`].
pub fn releases(tx: &mut Tx<'_>, filter: &Filter, most: usize) -> Outcome<Vec<Told>> {
    let mut conditions = filter.conditions(None);
    let source = filter.source(&mut conditions);
    let limit = conditions.value(most);
    let sql = format!(
        "select r.id, r.key, r.name, r.target_day, r.target_time, r.target_zone, r.updated_at from (
             select r.id from {source} where {} and {{seen r}} order by r.first_day, r.key_lower limit {limit}
         ) found join release r on r.id = found.id order by r.first_day, r.key_lower",
        conditions.sql()
    );
    tx.all(&sql, conditions.values(), |row| {
        Ok(Told {
            id: row.read("id")?,
            key: row.read("key")?,
            name: row.read("name")?,
            target: row.maybe_due("target")?,
            updated_at: row.instant("updated_at")?,
        })
    })
}

/// When anything at all last became true: nothing a feed tells changed later.
///
/// # Errors
/// As [`Tx::all`].
pub fn last_change(tx: &mut Tx<'_>) -> Outcome<Option<Timestamp>> {
    tx.one(
        "-- global: it tells an instant, and not of what
         select e.at from event e order by e.id desc limit 1",
        &[],
        |row| row.instant("at"),
    )
}
