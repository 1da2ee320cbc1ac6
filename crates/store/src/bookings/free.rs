//! Where there may be room: found by what each environment holds itself. What covers it, what it covers and what blocks it
//! has to be looked at afterwards.

use crate::{environments::Filter, filter::Conditions, tx::Tx, value::Arg};
use jiff::{SignedDuration, Timestamp};
use signalbox_domain::{Key, Outcome, bookings::Usage, id::EnvironmentId};

/// An environment that may be free from an instant on.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Opening {
    /// From when.
    pub at: Timestamp,
    /// Its short name.
    pub key: Key,
    /// Which.
    pub environment: EnvironmentId,
}

/// What is looked for.
#[derive(Clone, Copy, Debug)]
pub struct Room {
    /// From when on.
    pub from: Timestamp,
    /// For how long.
    pub length: SignedDuration,
    /// By when it is over.
    pub until: Timestamp,
    /// Whether others may be there as well.
    pub usage: Usage,
}

impl Room {
    /// That what ends next on an environment after an instant begins late enough, as far as it is in the way at all.
    fn fits(self, conditions: &mut Conditions, at: &str) -> String {
        let length = conditions.value(i64::try_from(self.length.as_micros()).unwrap_or(i64::MAX));
        let in_the_way = match self.usage {
            Usage::Exclusive => "",
            Usage::Shared => " and next.usage = 'exclusive'",
        };
        format!(
            "coalesce((select next.start_at from booking_place next where next.environment_id = e.id and next.holds
                 and next.end_at > {at}{in_the_way} order by next.end_at limit 1) >= {at} + {length}, 1 = 1)"
        )
    }
}

/// The visible environments of a filter that may have room from the beginning, by key and after one of them; at most `most`.
///
/// # Errors
/// As [`Tx::all`].
pub fn at_once(
    tx: &mut Tx<'_>,
    filter: &Filter,
    room: Room,
    after: Option<&Key>,
    most: usize,
) -> Outcome<Vec<Opening>> {
    let mut conditions = filter.conditions();
    conditions.when("e.key_lower > $n", after.map(|key| Arg::from(key.as_str().to_lowercase().as_str())));
    let at = conditions.value(room.from);
    let fits = room.fits(&mut conditions, &at);
    let limit = conditions.value(most);
    let sql = format!(
        "select e.id, e.key from environment e where {{visible e.portfolio_id}} and {} and {fits}
         order by e.key_lower limit {limit}",
        conditions.sql()
    );
    tx.all(&sql, conditions.values(), |row| {
        Ok(Opening { at: room.from, key: row.read("key")?, environment: row.read("id")? })
    })
}

/// … and those that may have room later, each from the end of something it holds; by that end, after an opening.
///
/// # Errors
/// As [`Tx::all`].
pub fn later(
    tx: &mut Tx<'_>,
    filter: &Filter,
    room: Room,
    after: Option<&Opening>,
    most: usize,
) -> Outcome<Vec<Opening>> {
    let mut conditions = filter.conditions();
    match after {
        Some(after) => {
            let (at, id) = (conditions.value(after.at), conditions.value(after.environment));
            conditions.and(&format!("(bp.end_at, bp.environment_id) > ({at}, {id})"));
        }
        None => {
            let from = conditions.value(room.from);
            conditions.and(&format!("bp.end_at > {from}"));
        }
    }
    let last = conditions.value(room.until.checked_sub(room.length).unwrap_or(Timestamp::MIN));
    let fits = room.fits(&mut conditions, "bp.end_at");
    let limit = conditions.value(most);
    let sql = format!(
        "select bp.end_at, e.id, e.key from booking_place bp cross join environment e
         where e.id = bp.environment_id and bp.holds and bp.end_at <= {last} and {{visible e.portfolio_id}} and {} and {fits}
         order by bp.end_at, e.id limit {limit}",
        conditions.sql()
    );
    tx.all(&sql, conditions.values(), |row| {
        Ok(Opening { at: row.instant("end_at")?, key: row.read("key")?, environment: row.read("id")? })
    })
}
