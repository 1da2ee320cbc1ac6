//! RFC 4180.

use super::{Cell, Table};

/// The table as text: a byte order mark, then one line for the headings and one for each row.
pub(super) fn write(table: &Table) -> Vec<u8> {
    let mut text = "\u{feff}".to_owned();
    line(&mut text, table.headings.iter().map(|heading| harmless(heading)));
    for row in &table.rows {
        line(&mut text, row.iter().map(plain));
    }
    text.into_bytes()
}

fn line(text: &mut String, cells: impl Iterator<Item = String>) {
    for (place, cell) in cells.enumerate() {
        if place > 0 {
            text.push(',');
        }
        if cell.contains([',', '"', '\r', '\n']) {
            text.push_str(&format!("\"{}\"", cell.replace('"', "\"\"")));
        } else {
            text.push_str(&cell);
        }
    }
    text.push_str("\r\n");
}

fn plain(cell: &Cell) -> String {
    match cell {
        Cell::Empty => String::new(),
        Cell::Text(text) => harmless(text),
        Cell::Number(number) => number.to_string(),
        Cell::Decimal { number, places } => decimal(*number, *places),
        Cell::Day(day) => day.to_string(),
        Cell::Moment(moment) => moment.strftime("%Y-%m-%d %H:%M:%S").to_string(),
    }
}

/// A number with a point before its last digits.
pub(super) fn decimal(number: i64, places: u8) -> String {
    let sign = if number < 0 { "-" } else { "" };
    let width = usize::from(places);
    let digits = format!("{:0>1$}", number.unsigned_abs(), width + 1);
    let (whole, part) = digits.split_at(digits.len() - width);
    if part.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}.{part}") }
}

/// A spreadsheet runs a cell that begins like a formula; an apostrophe before it makes it words.
fn harmless(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{text}") } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::{date, datetime};
    use proptest::prelude::*;

    fn written(rows: Vec<Vec<Cell>>) -> String {
        let table = Table { name: "t".to_owned(), headings: vec!["=A".to_owned(), "B".to_owned()], rows };
        String::from_utf8(write(&table)).unwrap()
    }

    #[test]
    fn days_and_numbers_are_written_so_that_a_spreadsheet_knows_them() {
        let rows = vec![
            vec![Cell::Day(date(2026, 4, 9)), Cell::Number(-3)],
            vec![Cell::Moment(datetime(2026, 4, 9, 17, 5, 0, 0)), Cell::Empty],
            vec![Cell::Decimal { number: -5, places: 2 }, Cell::Decimal { number: 1_250, places: 0 }],
        ];
        assert_eq!(written(rows), "\u{feff}'=A,B\r\n2026-04-09,-3\r\n2026-04-09 17:05:00,\r\n-0.05,1250\r\n");
    }

    #[test]
    fn what_would_break_a_line_is_quoted_and_what_would_run_is_disarmed() {
        let text = written(vec![vec![Cell::text("a, \"b\"\nc"), Cell::text("=cmd|'/C calc'!A0")]]);
        assert_eq!(text.split_once("\r\n").unwrap().1, "\"a, \"\"b\"\"\nc\",'=cmd|'/C calc'!A0\r\n");
        for bad in ["+1", "-1", "@x", "\t=1", "\r=1"] {
            let text = written(vec![vec![Cell::text(bad), Cell::Empty]]);
            let cell = text.split_once("\r\n").unwrap().1;
            assert!(cell.trim_start_matches('"').starts_with('\''), "{cell:?}");
        }
    }

    proptest! {
        /// A reader of RFC 4180, as short as its grammar: it gets back what was written.
        #[test]
        fn what_is_written_is_read_again(cells in proptest::collection::vec("[a,\"\r\n=ä ]{0,6}", 2)) {
            let text = written(vec![cells.iter().map(Cell::text).collect()]);
            let line = text.split_once("\r\n").unwrap().1.strip_suffix("\r\n").unwrap();
            let (mut read, mut quoted, mut letters) = (vec![String::new()], false, line.chars().peekable());
            while let Some(letter) = letters.next() {
                match letter {
                    '"' if quoted && letters.peek() == Some(&'"') => {
                        letters.next();
                        read.last_mut().unwrap().push('"');
                    }
                    '"' => quoted = !quoted,
                    ',' if !quoted => read.push(String::new()),
                    other => read.last_mut().unwrap().push(other),
                }
            }
            let meant: Vec<String> = cells.iter().map(|cell| harmless(cell)).collect();
            prop_assert_eq!(read, meant);
        }
    }
}
