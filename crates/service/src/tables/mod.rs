//! Tables that people take with them: what a list shows, as a file for a spreadsheet.

mod csv;
mod xlsx;

use crate::{Page, Slice, app::aside};
use jiff::{
    Timestamp,
    civil::{Date, DateTime},
    tz::TimeZone,
};
use signalbox_domain::{Outcome, Problem, Reason};
use tokio::sync::Semaphore;

/// How many rows a file takes at most. A larger table is refused: what is read by people is filtered first, what is read by
/// programs comes page by page.
pub const MOST_ROWS: usize = 50_000;

/// How many rows are read at a time.
const PAGE: u32 = 200;

/// How many files are made at once. More would not be faster, and each takes its memory.
static AT_ONCE: Semaphore = Semaphore::const_new(2);

/// What kind of file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// RFC 4180 in UTF-8, with the byte order mark without which Excel misreads it.
    Csv,
    /// Office Open XML.
    Xlsx,
}

/// What a cell holds.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    /// Nothing.
    Empty,
    /// Words; never a formula, whatever they begin with.
    Text(String),
    /// A whole number.
    Number(i64),
    /// A number with some decimal places.
    Decimal {
        /// It without the point.
        number: i64,
        /// How many of its digits stand behind the point.
        places: u8,
    },
    /// A day.
    Day(Date),
    /// A day and a time, by a clock that another column names.
    Moment(DateTime),
}

impl Cell {
    /// Words.
    pub fn text(text: impl ToString) -> Self {
        let text = text.to_string();
        if text.is_empty() { Self::Empty } else { Self::Text(text) }
    }

    /// A whole number. One that no list of ours can reach counts as the largest.
    pub fn number(number: impl TryInto<i64>) -> Self {
        Self::Number(number.try_into().unwrap_or(i64::MAX))
    }

    /// An instant, by the clock of UTC.
    #[must_use]
    pub fn instant(at: Timestamp) -> Self {
        Self::Moment(TimeZone::UTC.to_datetime(at))
    }

    /// What may be missing.
    pub fn maybe<T>(found: Option<T>, cell: impl FnOnce(T) -> Self) -> Self {
        found.map_or(Self::Empty, cell)
    }
}

/// A table to be written: each row has a cell under each heading.
#[derive(Clone, Debug, PartialEq)]
pub struct Table {
    /// What the sheet is called.
    pub name: String,
    /// Above the columns.
    pub headings: Vec<String>,
    /// The rows.
    pub rows: Vec<Vec<Cell>>,
}

/// Reads a whole list of a source, page by page, each item as a row of a table.
///
/// # Errors
/// As the list; a refusal when it has more than [`MOST_ROWS`] rows.
pub async fn gather<S: Clone, T, F: Future<Output = Outcome<Slice<T>>>>(
    source: S,
    read: impl Fn(S, Page) -> F,
    row: impl Fn(T) -> Vec<Cell>,
) -> Outcome<Vec<Vec<Cell>>> {
    let mut rows = Vec::new();
    let mut page = Page { limit: Some(PAGE), cursor: None, total: true };
    loop {
        let slice = read(source.clone(), page).await?;
        bounded(slice.total.and_then(|total| usize::try_from(total).ok()).unwrap_or(0))?;
        rows.extend(slice.items.into_iter().map(&row));
        bounded(rows.len())?;
        let Some(next) = slice.next else { return Ok(rows) };
        page = Page { limit: Some(PAGE), cursor: Some(next), total: false };
    }
}

/// Refuses a table with more rows than a file takes.
///
/// # Errors
/// The refusal.
pub fn bounded(rows: usize) -> Outcome<()> {
    if rows <= MOST_ROWS {
        return Ok(());
    }
    let detail = format!("this table has more than {MOST_ROWS} rows, which is the most a file takes; filter it first");
    let reason = Reason::new("too_many_rows", detail.clone()).cleared_by("whoever exports, by narrowing the filters");
    Err(Problem::Refused { detail, reasons: vec![reason] })
}

/// The bytes of the file, made where waiting hurts nobody.
///
/// # Errors
/// When the server is stopping, or the table fits no sheet.
pub async fn write(table: Table, format: Format) -> Outcome<Vec<u8>> {
    let work = move || match format {
        Format::Csv => Ok(csv::write(&table)),
        Format::Xlsx => xlsx::write(&table).map_err(|error| broken(&error)),
    };
    aside(&AT_ONCE, work).await
}

fn broken(error: &impl std::fmt::Display) -> Problem {
    Problem::Internal(format!("a table could not be written: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(pages: usize, counted: bool) -> Outcome<Vec<Vec<Cell>>> {
        let list = |(), page: Page| async move {
            let number: usize = page.cursor.map_or(0, |cursor| cursor.parse().unwrap());
            let items = vec![number; PAGE as usize];
            let next = (number + 1 < pages).then(|| (number + 1).to_string());
            let total = (page.total && counted).then(|| i64::try_from(pages * PAGE as usize).unwrap());
            Ok(Slice { items, next, total })
        };
        let all = gather((), list, |number| vec![Cell::number(number)]);
        tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(all)
    }

    #[test]
    fn a_list_is_read_to_its_end() {
        let rows = read(3, true).unwrap();
        assert_eq!(rows.len(), 3 * PAGE as usize);
        assert_eq!((&rows[0], rows.last().unwrap()), (&vec![Cell::Number(0)], &vec![Cell::Number(2)]));
        assert_eq!(read(MOST_ROWS / PAGE as usize, true).unwrap().len(), MOST_ROWS);
    }

    #[test]
    fn a_list_that_is_too_long_is_refused_whether_it_can_be_counted_or_not() {
        for counted in [true, false] {
            let Err(Problem::Refused { detail, reasons }) = read(MOST_ROWS / PAGE as usize + 1, counted) else {
                panic!("it was not refused");
            };
            assert!(detail.contains("50000 rows"), "{detail}");
            assert_eq!(reasons[0].code, "too_many_rows");
            assert!(reasons[0].who.is_some());
        }
    }
}
