//! The journal: what became true, in an order nobody can miss.
//!
//! Facts are saved with the state they belong to. A sealer then gives them consecutive positions: on PostgreSQL commits
//! land out of order, so only a position tells a reader that nothing before it is still to come. One node seals at a time,
//! by a lease whose fencing number makes a late sealer's transaction fail.

use crate::{
    args,
    db::Db,
    filter::Conditions,
    page::{Page, Place, Slice, slice},
    proofs,
    tx::{Ctx, Tx},
    value::Row,
};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use signalbox_domain::{
    Fact, Outcome, PersonRef,
    event::Change,
    id::{EventId, PersonId, PortfolioId},
    problem::Touch,
};
use std::collections::HashMap;
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::{Duration, Instant};
use tokio::sync::watch;

/// A fact with its place in the journal.
#[derive(Clone, Debug)]
pub struct Event {
    /// Which.
    pub id: EventId,
    /// Its place; `None` for the moment between commit and sealing.
    pub position: Option<i64>,
    /// When it became true.
    pub at: Timestamp,
    /// Who made it true; `None` for the system.
    pub actor: Option<PersonId>,
    /// The actor's name, as it is now.
    pub actor_name: Option<String>,
    /// In whose stead the actor did it.
    pub on_behalf_of: Option<PersonRef>,
    /// `<noun>.<past participle>`.
    pub kind: String,
    /// The id of what changed.
    pub subject: String,
    /// The id of what the subject is part of.
    pub about: String,
    /// Whose it is; `None` for what belongs to the whole installation.
    pub portfolio: Option<PortfolioId>,
    /// What the subject was called at the time.
    pub name: String,
    /// The fields that changed.
    pub changes: Vec<Change>,
    /// Why.
    pub reason: Option<String>,
    /// Whether its name, its changes and its reason were erased.
    pub is_erased: bool,
}

#[derive(Serialize, Deserialize)]
struct Data {
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    changes: Vec<Change>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
}

/// Saves a fact; see [`Tx::record`].
pub(crate) fn insert(tx: &mut Tx<'_>, id: EventId, fact: &Fact) -> Outcome<()> {
    let data = Data { changes: fact.changes.clone(), reason: fact.reason.clone() };
    let data = serde_json::to_string(&data).unwrap_or_default();
    tx.run(
        "insert into event (id, at, actor_id, on_behalf_of, kind, subject, about, portfolio_id, name, data)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        args![
            id,
            tx.now(),
            tx.ctx().actor.person(),
            tx.on_behalf_of(fact),
            fact.kind,
            &fact.subject,
            &fact.about,
            fact.portfolio,
            &fact.name,
            data,
        ],
    )?;
    Ok(())
}

/// What a list of events is limited to.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Events of these very things, by their ids.
    pub subjects: Option<Vec<String>>,
    /// Events of these things and their parts, by their ids.
    pub about: Option<Vec<String>>,
    /// Events of these kinds, or of these nouns where there is no dot; of all when empty.
    pub kinds: Vec<String>,
    /// Events by this person.
    pub actor: Option<PersonId>,
    /// Events by this person, or of them and what is theirs.
    pub person: Option<PersonId>,
    /// Events from this instant on.
    pub from: Option<Timestamp>,
    /// Events before this instant.
    pub until: Option<Timestamp>,
}

const COLUMNS: &str =
    "e.id, e.position, e.at, e.actor_id, p.name as actor_name, e.on_behalf_of, b.name as behalf_name, e.kind,
    e.subject, e.about, e.portfolio_id, e.name, e.data, e.erased_by";

const PEOPLE: &str = "left join person p on p.id = e.actor_id left join person b on b.id = e.on_behalf_of";

fn read(row: &mut Row) -> Outcome<Event> {
    let data: Data = row.json("data")?;
    Ok(Event {
        id: row.read("id")?,
        position: row.maybe_int("position")?,
        at: row.instant("at")?,
        actor: row.maybe("actor_id")?,
        actor_name: row.maybe_text("actor_name")?,
        on_behalf_of: match row.maybe("on_behalf_of")? {
            Some(id) => Some(PersonRef { id, name: row.read("behalf_name")? }),
            None => None,
        },
        kind: row.text("kind")?,
        subject: row.text("subject")?,
        about: row.text("about")?,
        portfolio: row.maybe("portfolio_id")?,
        name: row.text("name")?,
        changes: data.changes,
        reason: data.reason,
        is_erased: row.maybe_int("erased_by")?.is_some(),
    })
}

/// Sealed events, newest first, as far as the caller may see.
///
/// # Errors
/// As [`Tx::all`]; a fault for a cursor that is none.
pub fn list(tx: &mut Tx<'_>, filter: &Filter, page: &Page) -> Outcome<Slice<Event>> {
    let size = page.size()?;
    let mut conditions = Conditions::always("e.position is not null");
    for (column, ids) in [("e.subject", &filter.subjects), ("e.about", &filter.about)] {
        match ids.as_deref() {
            None => {}
            Some([id]) => conditions.with(&format!("{column} = $n"), id),
            Some(several) => {
                let several = conditions.value(&serde_json::json!(several));
                conditions.and(&format!("{column} in {{each {several}}}"));
            }
        }
    }
    let mut kinds = Vec::new();
    for kind in &filter.kinds {
        kinds.push(if kind.contains('.') {
            format!("e.kind = {}", conditions.value(kind))
        } else {
            let (first, end) = (conditions.value(format!("{kind}.")), conditions.value(format!("{kind}/")));
            format!("e.kind >= {first} and e.kind < {end}")
        });
    }
    if !kinds.is_empty() {
        conditions.and(&format!("({})", kinds.join(" or ")));
    }
    conditions.when("e.actor_id = $n", filter.actor);
    conditions.when("(e.actor_id = $n or e.subject = $n or e.about = $n)", filter.person);
    conditions.when("e.at >= $n", filter.from);
    conditions.when("e.at < $n", filter.until);
    if let Some(after) = page.after("journal", 1)? {
        conditions.with("e.position < $n", &after[0]);
    }
    let limit = conditions.value(size + 1);
    let sql = format!(
        "select {COLUMNS} from event e {PEOPLE}
         where {{told e}} and {} order by e.position desc limit {limit}",
        conditions.sql()
    );
    let items = tx.all(&sql, conditions.values(), read)?;
    Ok(slice(items, size, "journal", |event| vec![Place::Int(event.position.unwrap_or(0))]))
}

/// Who touched each of these things or a part of it last, and when; those too that have no place in the journal yet.
///
/// # Errors
/// As [`Tx::all`].
pub fn last_touched(tx: &mut Tx<'_>, column: Touched, ids: &[String]) -> Outcome<HashMap<String, Touch>> {
    let column = match column {
        Touched::Whole => "about",
        Touched::Itself => "subject",
    };
    let sql = format!(
        "-- global: the caller was found to see these things
         select e.{column} as thing, e.at, p.name from event e left join person p on p.id = e.actor_id
         where e.{column} in {{each $1}} order by e.at, e.id"
    );
    let ids = serde_json::Value::from(ids.to_vec());
    let rows = tx.all(&sql, args![&ids], |row| {
        Ok((row.text("thing")?, Touch { by: row.maybe_text("name")?, at: row.instant("at")? }))
    })?;
    // The last of each stays.
    Ok(rows.into_iter().collect())
}

/// Whether something of this kind happened to a thing since then.
///
/// # Errors
/// As [`Tx::all`].
pub fn has_happened(tx: &mut Tx<'_>, kind: &str, subject: &str, since: Timestamp) -> Outcome<bool> {
    let found = tx.one(
        "-- global: tells only whether it did
         select e.id from event e where e.subject = $1 and e.kind = $2 and e.at > $3 limit 1",
        args![subject, kind, since],
        |_| Ok(()),
    )?;
    Ok(found.is_some())
}

/// Whether an event counts for the whole it is about, or only for its own subject.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Touched {
    /// For the release a phase belongs to.
    Whole,
    /// For the phase.
    Itself,
}

/// Sealed events after a position, oldest first, as far as the caller may see, at most `limit`.
///
/// # Errors
/// As [`Tx::all`].
pub fn after(tx: &mut Tx<'_>, position: i64, limit: usize) -> Outcome<Vec<Event>> {
    let sql = format!(
        "select {COLUMNS} from event e {PEOPLE}
         where e.position > $1 and {{heard e}} order by e.position limit $2"
    );
    tx.all(&sql, args![position, limit], read)
}

/// The last position there is; 0 in an empty journal.
///
/// # Errors
/// As [`Tx::all`].
pub fn last_position(tx: &mut Tx<'_>) -> Outcome<i64> {
    let found = tx.one(
        "-- global: a position tells nothing but how many events there are
         select coalesce(max(position), 0) as last from event",
        &[],
        |row| row.int("last"),
    )?;
    Ok(found.unwrap_or(0))
}

/// How the journal stands: whether its positions are consecutive from 1, and how many events wait for one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Soundness {
    /// Events with a position.
    pub sealed: i64,
    /// The last position; equal to `sealed` in a sound journal.
    pub last: i64,
    /// Events without one.
    pub waiting: i64,
}

impl Soundness {
    /// True when no position is missing or given twice.
    #[must_use]
    pub const fn is_sound(&self) -> bool {
        self.sealed == self.last
    }
}

/// Looks at every position.
///
/// # Errors
/// As [`Tx::all`].
pub fn soundness(tx: &mut Tx<'_>) -> Outcome<Soundness> {
    let found = tx.one(
        "-- global: counts only
         select count(distinct position) as sealed, coalesce(max(position), 0) as last,
                count(*) - count(position) as waiting from event",
        &[],
        |row| Ok(Soundness { sealed: row.int("sealed")?, last: row.int("last")?, waiting: row.int("waiting")? }),
    )?;
    Ok(found.unwrap_or(Soundness { sealed: 0, last: 0, waiting: 0 }))
}

/// How long a sealer that says nothing keeps the lease: so long does the journal stand still after a node was killed.
const LEASE: SignedDuration = SignedDuration::from_secs(2);

/// Gives positions to events that have none, and takes them into the tree, if this node may. Answers the last position there
/// is, and whether there may be more to seal.
///
/// # Errors
/// As [`Tx::run`].
pub fn seal(tx: &mut Tx<'_>, node: &str) -> Outcome<(i64, bool)> {
    let until = tx.now().checked_add(LEASE).unwrap_or(tx.now());
    // One row, so concurrent sealers meet here: one commits, the other loses the race. A new holder takes the next
    // fencing number, which an old holder no longer has.
    let leads = tx.run(
        "update lease set fence = case when holder = $1 then fence else fence + 1 end, holder = $1, until = $2
         where name = 'sealer' and (holder = $1 or until < $3)",
        args![node, until, tx.now()],
    )? == 1;
    let more = leads && proofs::grow(tx)?;
    Ok((last_position(tx)?, more))
}

/// Wakes the sealer when facts were recorded, and readers when facts were sealed.
#[derive(Clone)]
pub struct Pulse {
    waiting: Arc<(Mutex<bool>, Condvar)>,
    sealed: watch::Sender<i64>,
}

impl Default for Pulse {
    fn default() -> Self {
        Self { waiting: Arc::default(), sealed: watch::channel(0).0 }
    }
}

impl Pulse {
    pub(crate) fn facts_were_recorded(&self) {
        let (flag, bell) = &*self.waiting;
        *flag.lock().unwrap_or_else(PoisonError::into_inner) = true;
        bell.notify_one();
    }

    /// The last sealed position, and a way to wait for the next.
    #[must_use]
    pub fn sealed(&self) -> watch::Receiver<i64> {
        self.sealed.subscribe()
    }

    fn wait(&self, longest: Duration) {
        let (flag, bell) = &*self.waiting;
        let waiting = flag.lock().unwrap_or_else(PoisonError::into_inner);
        let (mut waiting, _) =
            bell.wait_timeout_while(waiting, longest, |waiting| !*waiting).unwrap_or_else(PoisonError::into_inner);
        *waiting = false;
    }
}

/// How long the sealer sleeps when nobody wakes it: this is how it learns of what other processes recorded or sealed.
const POLL: Duration = Duration::from_millis(500);

/// How long after facts were sealed others are gathered to be sealed together. Whoever writes one thing after another would
/// otherwise wait each time until the last one was sealed, which takes as long as another write.
const GATHERING: Duration = Duration::from_millis(50);

/// Gives the lease back, so that another node need not wait until it ends.
///
/// # Errors
/// As [`Tx::run`].
pub fn stand_down(tx: &mut Tx<'_>, node: &str) -> Outcome<()> {
    tx.run("update lease set until = 0 where name = 'sealer' and holder = $1", args![node])?;
    Ok(())
}

/// Seals until `is_over` says so, which is asked at least twice a second. Runs on a thread of its own; `node` names this
/// process.
pub fn seal_until(db: &Db, node: &str, is_over: impl Fn() -> bool) {
    let ctx = Ctx::system("sealer");
    let mut sealed_at = Instant::now();
    while !is_over() {
        let name = node.to_owned();
        // Looking first costs a read; sealing costs a write on every poll of an idle server.
        let waiting = db.read_now(&ctx, |tx| {
            let waiting = tx.one(
                "-- global: the sealer sees every event
                 select 1 as one from event where position is null limit 1",
                &[],
                |_| Ok(()),
            )?;
            let last = last_position(tx)?;
            // A journal from before there was a tree has places that the tree lacks.
            Ok((waiting.is_some() || i64::try_from(proofs::size(tx)?).is_ok_and(|size| size < last), last))
        });
        let (last, more) = match waiting {
            Ok((true, _)) => match db.write_now(&ctx, move |tx| seal(tx, &name)) {
                Ok(sealed) => {
                    sealed_at = Instant::now();
                    sealed
                }
                Err(problem) => {
                    tracing::warn!(%problem, "sealing must wait");
                    (0, false)
                }
            },
            Ok((false, last)) => (last, false),
            Err(problem) => {
                tracing::warn!(%problem, "sealing must wait");
                (0, false)
            }
        };
        db.pulse().sealed.send_if_modified(|known| {
            let newer = last > *known;
            *known = last.max(*known);
            newer
        });
        if !more {
            db.pulse().wait(POLL);
            std::thread::sleep(GATHERING.saturating_sub(sealed_at.elapsed()));
        }
    }
    let name = node.to_owned();
    if let Err(problem) = db.write_now(&ctx, move |tx| stand_down(tx, &name)) {
        tracing::warn!(%problem, "the sealer's lease ends by itself");
    }
}
