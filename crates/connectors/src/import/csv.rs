//! Releases as a table: one row each, the header names the columns.

use super::{Imported, read_text};
use serde_json::{Map, Value, json};
use signalbox_service::documents;
use std::{collections::HashMap, path::Path};

/// The columns, each the field of a release document of the same name; `kind` is another word for `release`. `target` is
/// a day, or a day and a time (`2026-04-01 18:00`), in the row's `zone`; `tags` are separated by semicolons.
pub const COLUMNS: [&str; 15] = [
    "key",
    "name",
    "release",
    "kind",
    "portfolio",
    "type",
    "parent",
    "status",
    "description",
    "risk",
    "zone",
    "start",
    "target",
    "completed_at",
    "tags",
];

/// The text of another cell of the row, by its field.
pub(super) type Others<'a> = dyn Fn(&str) -> Option<String> + 'a;

/// A kind of table: one document a row.
pub(super) struct Table {
    /// The kind of its documents.
    pub(super) kind: &'static str,
    /// What one is called.
    pub(super) article: &'static str,
    /// The columns, each a field of the document.
    pub(super) columns: &'static [&'static str],
    /// Other words for columns.
    pub(super) other_words: &'static [(&'static str, &'static str)],
    /// The columns that must be there.
    pub(super) needed: &'static [&'static str],
    /// What a cell says, by its field and text; the last reads other cells of the row.
    pub(super) value: fn(&str, &str, &Others<'_>) -> Value,
}

const RELEASES: Table = Table {
    kind: "Release",
    article: "a release",
    columns: &COLUMNS,
    other_words: &[("kind", "release")],
    needed: &["key", "name", "release", "portfolio"],
    value: of_release,
};

fn of_release(field: &str, text: &str, row: &Others<'_>) -> Value {
    match field {
        "release" | "risk" => json!(text.to_ascii_lowercase()),
        "target" => target(text, row("zone").as_deref().unwrap_or("UTC")),
        "tags" => labels(text),
        _ => json!(text),
    }
}

/// Labels, separated by semicolons.
pub(super) fn labels(text: &str) -> Value {
    json!(text.split(';').map(str::trim).filter(|tag| !tag.is_empty()).collect::<Vec<_>>())
}

/// Reads a file. A table with any fault is refused as a whole; every fault is named by line and column.
#[must_use]
pub fn read(path: &Path) -> Imported {
    let mut imported = Imported::default();
    rows(path, &RELEASES, &mut imported);
    imported.count("releases", imported.documents.len());
    imported
}

/// Reads the rows of a table.
pub(super) fn rows(path: &Path, table: &Table, imported: &mut Imported) {
    let Some(text) = read_text(path, imported) else { return };
    // Spreadsheets separate by semicolons where the comma is the decimal mark.
    let header = text.lines().next().unwrap_or_default();
    let delimiter = if header.contains(';') && !header.contains(',') { b';' } else { b',' };
    let mut reader =
        ::csv::ReaderBuilder::new().delimiter(delimiter).trim(::csv::Trim::All).from_reader(text.as_bytes());
    let columns = match reader.headers() {
        Ok(header) => columns(header, table, path, imported),
        Err(error) => {
            imported.refuse(path, 1, format!("the header cannot be read: {error}"));
            return;
        }
    };
    let mut seen: HashMap<String, usize> = HashMap::new();
    for record in reader.records() {
        match record {
            Ok(record) => row(&record, table, &columns, path, &mut seen, imported),
            Err(error) => {
                let line = error.position().map_or(0, |place| line(place.line()));
                imported.refuse(path, line, malformed(&error));
            }
        }
    }
    if imported.is_refused() {
        imported.documents.clear();
    }
}

/// A column of the table that is understood.
struct Column {
    /// From 1, as people count.
    number: usize,
    /// The document's field.
    field: String,
}

fn columns(header: &::csv::StringRecord, table: &Table, path: &Path, imported: &mut Imported) -> Vec<Column> {
    let mut columns: Vec<Column> = Vec::new();
    for (index, title) in header.iter().enumerate() {
        let (number, lower) = (index + 1, title.to_ascii_lowercase());
        let meant = table.other_words.iter().find(|(word, _)| *word == lower);
        let field = meant.map_or(lower, |(_, field)| (*field).to_owned());
        if !table.columns.contains(&field.as_str()) {
            imported.refuse(
                path,
                1,
                format!("column {number}: there is no column {title:?}; columns are {}", table.columns.join(", ")),
            );
        } else if let Some(first) = columns.iter().find(|column| column.field == field) {
            imported.refuse(
                path,
                1,
                format!("column {number}: {title:?} says the same as column {}; keep one", first.number),
            );
        } else {
            columns.push(Column { number, field });
        }
    }
    for needed in table.needed {
        if !columns.iter().any(|column| column.field == *needed) {
            imported.refuse(path, 1, format!("the column {needed} is missing"));
        }
    }
    columns
}

fn row(
    record: &::csv::StringRecord,
    table: &Table,
    columns: &[Column],
    path: &Path,
    seen: &mut HashMap<String, usize>,
    imported: &mut Imported,
) {
    let at = record.position().map_or(0, |place| line(place.line()));
    let cell = |column: &Column| record.get(column.number - 1).filter(|text| !text.is_empty());
    let mut document = Map::from_iter([("kind".to_owned(), json!(table.kind))]);
    let other = |field: &str| columns.iter().find(|column| column.field == field).and_then(cell).map(str::to_owned);
    for (column, text) in columns.iter().filter_map(|column| cell(column).map(|text| (column, text))) {
        document.insert(column.field.clone(), (table.value)(&column.field, text, &other));
    }
    if let Some(Value::String(key)) = document.get("key")
        && let Some(first) = seen.insert(key.to_ascii_lowercase(), at)
    {
        imported.refuse(
            path,
            at,
            format!("the key {key:?} stands on line {first} already; {} is described once", table.article),
        );
        return;
    }
    match documents::read_json(vec![Value::Object(document)]) {
        Ok(read) => imported.documents.extend(read.into_iter().map(|located| located.value)),
        Err(faults) => {
            // A zone that is none was told for its own column already.
            for fault in faults.into_iter().filter(|fault| fault.pointer != "/0/target/zone") {
                // The pointer is /0/field and perhaps something below.
                let field = fault.pointer.split('/').nth(2).unwrap_or_default();
                let missing = fault.code == "required" && columns.iter().all(|column| column.field != field);
                match columns.iter().find(|column| column.field == field) {
                    Some(column) => {
                        imported.refuse(path, at, format!("column {} ({field}): {}", column.number, fault.detail));
                    }
                    // A missing column was told once, for the header.
                    None if missing => {}
                    None => imported.refuse(path, at, fault.detail),
                }
            }
        }
    }
}

/// `2026-04-01`, `2026-04-01 18:00` or `2026-04-01T18:00`.
fn target(text: &str, zone: &str) -> Value {
    match text.split_once([' ', 'T']) {
        Some((date, time)) => json!({"date": date, "time": time.trim(), "zone": zone}),
        None => json!({"date": text, "zone": zone}),
    }
}

fn malformed(error: &::csv::Error) -> String {
    match error.kind() {
        ::csv::ErrorKind::UnequalLengths { expected_len, len, .. } => {
            format!("this row has {len} cells, the header {expected_len}; put cells that hold the separator in quotes")
        }
        _ => format!("this row cannot be read: {error}"),
    }
}

fn line(number: u64) -> usize {
    usize::try_from(number).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use signalbox_domain::releases::Kind;
    use signalbox_service::documents::{Document, model::ReleaseDocument};

    fn imported(text: impl AsRef<[u8]>) -> (Imported, Vec<String>) {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), text).unwrap();
        let imported = read(file.path());
        let told = imported.notes.iter().map(|note| format!("{}: {}", note.line, note.what)).collect();
        (imported, told)
    }

    fn only(imported: &Imported) -> &ReleaseDocument {
        let [Document::Release(release)] = imported.documents.as_slice() else { panic!("{:?}", imported.notes) };
        release
    }

    #[test]
    fn a_row_is_a_release() {
        let (imported, told) = imported(
            "Key,name,kind,portfolio,status,target,zone,risk,tags,start\n\
             PAY-2026.10,\"Payments, \"\"autumn\"\"\",Train,pay,planned,2026-10-01 18:30,Europe/Berlin,High,a; b c;,2026-07-01\n",
        );
        assert_eq!(told, [""; 0]);
        let release = only(&imported);
        assert_eq!(
            (release.key.as_str(), release.name.as_str(), release.release),
            ("PAY-2026.10", "Payments, \"autumn\"", Kind::Train)
        );
        assert_eq!(release.target.as_ref().unwrap().to_string(), "2026-10-01 18:30 Europe/Berlin");
        assert_eq!(release.tags, ["a", "b c"]);
        assert_eq!(imported.figure("releases"), Some(1));
    }

    #[test]
    fn a_table_of_a_european_spreadsheet_is_read_too() {
        let (imported, _) = imported("\u{feff}key;name;release;portfolio;target\r\n1.10;A, b;project;p;2026-10-01\r\n");
        assert_eq!(only(&imported).key.as_str(), "1.10");
        assert_eq!(only(&imported).name.as_str(), "A, b");
    }

    #[test]
    fn every_bad_cell_is_named_by_line_and_column() {
        let (imported, told) = imported(
            "key,name,kind,portfolio,start,target,zone,risk\n\
             a b,A,train,p,2026-02-30,2026-04-01 25:00,Mars,huge\n\
             good,\"two\nlines\",project,p,,,,\n\
             GOOD,B,project,,,,,\n\
             short,C\n\
             d,D,project,p,01.04.2026,,,\n",
        );
        assert!(imported.is_refused() && imported.documents.is_empty());
        let places: Vec<String> = told.iter().map(|told| told.split(" (").next().unwrap().to_owned()).collect();
        let mut first: Vec<String> = places[..5].to_vec();
        first.sort();
        assert_eq!(
            first,
            ["2: column 1", "2: column 5", "2: column 6", "2: column 7", "2: column 8"].map(str::to_owned),
            "{told:#?}"
        );
        assert!(told[5..].iter().any(|told| told.starts_with("3: column 2 (name): a name is one line")), "{told:#?}");
        assert!(
            told[5..].iter().any(|told| told.starts_with("5: the key \"GOOD\" stands on line 3 already")),
            "{told:#?}"
        );
        assert!(told[5..].iter().any(|told| told.starts_with("6: this row has 2 cells, the header 8")), "{told:#?}");
        assert!(
            told[5..].iter().any(|told| told.starts_with("7: column 5 (start): \"01.04.2026\" is no day")),
            "{told:#?}"
        );
        assert!(told.iter().all(|told| !told.contains("/0/")));
    }

    #[test]
    fn a_header_must_be_understood() {
        let (imported, told) = imported("key,colour,kind,release\nx,red,train,train\n");
        assert!(imported.is_refused());
        assert!(told[0].starts_with("1: column 2: there is no column \"colour\"; columns are key, name"));
        assert_eq!(
            told[1..],
            [
                "1: column 4: \"release\" says the same as column 3; keep one",
                "1: the column name is missing",
                "1: the column portfolio is missing",
            ]
        );
        assert!(self::imported("").0.is_refused());
        assert!(self::imported(b"key,name\n\xff,b\n").1[0].starts_with("2: this is not UTF-8"));
    }
}
