//! What happens in a span of days, found at the cost of what is found, whatever else there is and however short the span.

use crate::{filter::Conditions, tx::Tx, value::Arg};
use jiff::{ToSpan, civil::Date};
use signalbox_domain::Outcome;

/// Hardly a release takes longer than this; in days.
const LONG: i32 = 400;

/// More than this is not put in order for one page of it: then a list is walked in its order and the rest passed over.
const FEW: usize = 3_000;

/// In a span of so many days there is little even where dozens of releases are made a day; asking how much would cost as much
/// as finding it.
const SHORT: i32 = 31;

/// How rows of [`Within::rows`] named `r` are put in order: by first day, then key. An expression, because SQLite would
/// rather read every release there is in the order of an index than sort the few that were found.
pub(crate) const BY_BEGIN: &str = "r.first_day || '', r.key_lower";

/// The releases of which anything lies in a span of days.
///
/// A release is in one of four ranges, and in none of the others: it begins in the span, or it began before and ends in
/// it, or it began before, not longer ago than [`LONG`], and ends after, or longer ago. Only few are as long as the last.
pub(crate) struct Within(Vec<String>);

impl Within {
    /// From a day to another, the other left out; or without an end, or a beginning.
    pub(crate) fn days(
        conditions: &mut Conditions,
        from: impl Into<Option<Date>>,
        to: impl Into<Option<Date>>,
    ) -> Self {
        let (from, to) = (from.into(), to.into());
        let first = from.map(|day| conditions.value(day));
        let last = to.map(|day| conditions.value(day));
        let mut ranges = match (&first, &last) {
            (Some(first), Some(last)) => vec![
                format!("r.first_day >= {first} and r.first_day < {last}"),
                format!("r.last_day >= {first} and r.last_day < {last} and r.first_day < {first}"),
            ],
            (Some(first), None) => {
                vec![format!("r.first_day >= {first}"), format!("r.last_day >= {first} and r.first_day < {first}")]
            }
            (None, Some(last)) => vec![format!("r.first_day < {last}")],
            (None, None) => vec!["r.first_day is not null".to_owned()],
        };
        if let (Some(day), Some(first), Some(last)) = (from, first, last) {
            let before = conditions.value(day.saturating_sub(LONG.days()));
            let long = conditions.value(Arg::Int(Some(i64::from(LONG))));
            ranges.push(format!("r.first_day >= {before} and r.first_day < {first} and r.last_day >= {last}"));
            ranges.push(format!("r.span_days >= {long} and r.first_day < {before} and r.last_day >= {last}"));
        }
        Self(ranges)
    }

    /// The ids of the visible releases for which the rest holds too.
    pub(crate) fn ids(&self, rest: &str) -> String {
        self.rows("r.id", rest)
    }

    /// … and more of their columns.
    pub(crate) fn rows(&self, columns: &str, rest: &str) -> String {
        let in_range =
            |range: &String| format!("select {columns} from release r where {range} and {{among r}} and {rest}");
        self.0.iter().map(in_range).collect::<Vec<_>>().join(" union all ")
    }

    /// … of those too that the caller does not see; for whoever takes these out.
    pub(crate) fn all(&self, columns: &str, rest: &str) -> String {
        let in_range = |range: &String| {
            format!(
                "-- global: whoever asks takes out what is not visible
                 select {columns} from release r where {range} and {rest}"
            )
        };
        self.0.iter().map(in_range).collect::<Vec<_>>().join(" union all ")
    }
}

/// Whether little lies between two days, what is archived left out: in a short span always, else read from indexes alone.
///
/// # Errors
/// As [`Tx::one`].
pub(crate) fn are_few(tx: &mut Tx<'_>, from: Option<Date>, to: Option<Date>) -> Outcome<bool> {
    if let (Some(from), Some(to)) = (from, to)
        && from.saturating_add(SHORT.days()) >= to
    {
        return Ok(true);
    }
    let mut conditions = Conditions::default();
    let Within(ranges) = Within::days(&mut conditions, from, to);
    let most = conditions.value(FEW + 1);
    let in_range = |range: &String| {
        format!(
            "-- global: a count that is told to nobody
             select 1 as one from release r where {range} and r.archived_at is null"
        )
    };
    let sql = format!(
        "-- global: as each of these
         select count(*) as total from (select one from ({}) within limit {most}) counted",
        ranges.iter().map(in_range).collect::<Vec<_>>().join(" union all ")
    );
    let total = tx.one(&sql, conditions.values(), |row| row.int("total"))?.unwrap_or(0);
    Ok(usize::try_from(total).is_ok_and(|total| total <= FEW))
}
