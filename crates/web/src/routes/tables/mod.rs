//! `/tables`: what a list shows, as a file for a spreadsheet. Below it each list has its own address again, with its own
//! filters and order; only pages there are none.

mod asked;
mod catalogue;
mod insight;
mod journal;
mod releases;
mod utilisation;
mod words;

use crate::state::Web;
use asked::Asked;
use signalbox_service::tables::Cell;
use utoipa_axum::router::OpenApiRouter;
use words::Words;

/// The content type of a workbook.
pub(crate) const WORKBOOK: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
/// The content type of comma-separated values.
const VALUES: &str = "text/csv; charset=utf-8";

/// The operations that give tables.
pub(crate) fn routes() -> OpenApiRouter<Web> {
    OpenApiRouter::new()
        .merge(releases::routes())
        .merge(catalogue::routes())
        .merge(journal::routes())
        .merge(insight::routes())
        .merge(utilisation::routes())
}

/// A column of a table.
struct Column<T> {
    /// What it is called in `columns`. Two of one name come together: a deadline and the zone whose clock counts.
    name: &'static str,
    /// The words above it.
    heading: &'static str,
    /// What a row has in it.
    cell: fn(&T, Words) -> Cell,
}

const fn column<T>(name: &'static str, heading: &'static str, cell: fn(&T, Words) -> Cell) -> Column<T> {
    Column { name, heading, cell }
}

/// Whether a name holds what somebody typed, whatever its case.
fn holds(name: &str, typed: &str) -> bool {
    name.to_lowercase().contains(&typed.to_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check<T>(columns: &[Column<T>]) {
        for column in columns {
            for words in Words::every() {
                let heading = words.get(column.heading);
                assert!(heading != column.heading && !heading.contains('{'), "{}: {heading}", column.name);
            }
        }
    }

    #[test]
    fn every_column_has_its_words_in_every_language() {
        check(releases::RELEASES);
        check(releases::ACTIVITIES);
        check(releases::RAID);
        check(releases::MEMBERS);
        check(catalogue::SYSTEMS);
        check(catalogue::ENVIRONMENTS);
        check(catalogue::WINDOWS);
        check(catalogue::TEAMS);
        check(catalogue::PEOPLE);
        check(journal::EVENTS);
        check(insight::CAPACITY);
        check(insight::IMPACT);
        check(utilisation::UTILISATION);
    }
}
