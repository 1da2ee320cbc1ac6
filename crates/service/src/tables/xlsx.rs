//! Office Open XML.

use super::{Cell, Table, csv::decimal};
use rust_xlsxwriter::{Format, Workbook, Worksheet, XlsxError};

/// The most characters a cell takes.
const LONGEST: usize = 32_767;
/// How wide a column is at least and at most, in characters.
const WIDTHS: std::ops::RangeInclusive<usize> = 8..=60;

/// The table as a workbook with one sheet: headings that stay in view, a filter on each, days that are days.
pub(super) fn write(table: &Table) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    sheet.set_name(&table.name)?;
    let head = Format::new().set_bold();
    let (day, moment) = (Format::new().set_num_format("yyyy-mm-dd"), Format::new().set_num_format("yyyy-mm-dd hh:mm"));
    for (column, heading) in (0..).zip(&table.headings) {
        sheet.write_string_with_format(0, column, heading, &head)?;
        sheet.set_column_width(column, width(table, usize::from(column)))?;
    }
    for (line, row) in (1..).zip(&table.rows) {
        for (column, cell) in (0..).zip(row) {
            put(sheet, line, column, cell, (&day, &moment))?;
        }
    }
    if let Some(last) = table.headings.len().checked_sub(1) {
        let last = u16::try_from(last).unwrap_or(u16::MAX);
        sheet.set_freeze_panes(1, 0)?;
        sheet.autofilter(0, 0, u32::try_from(table.rows.len()).unwrap_or(u32::MAX), last)?;
    }
    workbook.save_to_buffer()
}

fn put(
    sheet: &mut Worksheet,
    line: u32,
    column: u16,
    cell: &Cell,
    (day, moment): (&Format, &Format),
) -> Result<(), XlsxError> {
    match cell {
        Cell::Empty => return Ok(()),
        Cell::Text(text) => sheet.write_string(line, column, fitting(text))?,
        #[expect(clippy::cast_precision_loss, reason = "a sheet has no other numbers")]
        Cell::Number(number) => sheet.write_number(line, column, *number as f64)?,
        #[expect(clippy::cast_precision_loss, reason = "a sheet has no other numbers")]
        Cell::Decimal { number, places } => {
            sheet.write_number(line, column, *number as f64 / 10_f64.powi(i32::from(*places)))?
        }
        Cell::Day(date) => sheet.write_datetime_with_format(line, column, *date, day)?,
        Cell::Moment(at) => sheet.write_datetime_with_format(line, column, *at, moment)?,
    };
    Ok(())
}

/// As much of a text as a cell takes.
fn fitting(text: &str) -> String {
    if text.encode_utf16().count() <= LONGEST {
        return text.to_owned();
    }
    let mut room = LONGEST - 1;
    let kept = text.chars().take_while(|letter| {
        let fits = letter.len_utf16() <= room;
        room = room.saturating_sub(letter.len_utf16());
        fits
    });
    kept.chain(['…']).collect()
}

/// Wide enough for what is in a column, as far as that is sensible.
fn width(table: &Table, column: usize) -> f64 {
    let of = |cell: &Cell| match cell {
        Cell::Empty => 0,
        Cell::Text(text) => text.chars().count(),
        Cell::Number(number) => number.to_string().len(),
        Cell::Decimal { number, places } => decimal(*number, *places).len(),
        Cell::Day(_) => "2026-04-09".len(),
        Cell::Moment(_) => "2026-04-09 17:00".len(),
    };
    // The arrow of the filter takes the room of three characters.
    let heading = table.headings.get(column).map_or(0, |heading| heading.chars().count() + 3);
    let widest = table.rows.iter().filter_map(|row| row.get(column)).map(of).chain([heading]).max().unwrap_or(0);
    let characters = u32::try_from(widest.clamp(*WIDTHS.start(), *WIDTHS.end())).unwrap_or(u32::MAX);
    f64::from(characters) + 1.0
}
