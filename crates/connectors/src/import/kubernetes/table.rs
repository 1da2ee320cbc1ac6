//! The timeline table of a release's README.

use super::super::one_line;

/// A row of the table, its cells without marks.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Row {
    /// On which line.
    pub(super) line: usize,
    pub(super) what: String,
    pub(super) who: String,
    pub(super) when: String,
    pub(super) week: String,
}

/// The rows of the first table that says what and when; the columns may come in any order.
///
/// # Errors
/// The line and what is missing there.
pub(super) fn rows(text: &str) -> Result<Vec<Row>, (usize, String)> {
    let lines: Vec<&str> = text.lines().collect();
    let header = lines.iter().enumerate().filter(|(_, line)| is_row(line)).find_map(|(at, line)| {
        let titles: Vec<String> = cells(line).iter().map(|cell| cell.to_ascii_lowercase()).collect();
        let column = |title: &str| titles.iter().position(|candidate| candidate == title);
        Some((at, column("what")?, column("when")?, column("who"), column("week")))
    });
    let Some((at, what, when, who, week)) = header else {
        return Err((
            0,
            "there is no table here with the columns What and When; is this a release's README?".to_owned(),
        ));
    };
    let mut rows = Vec::new();
    for (index, line) in lines.iter().enumerate().skip(at + 1).take_while(|(_, line)| is_row(line)) {
        let mut cells = cells(line);
        if cells.iter().all(|cell| !cell.is_empty() && cell.chars().all(|letter| "-: ".contains(letter))) {
            continue;
        }
        let mut take =
            |column: Option<usize>| column.and_then(|at| cells.get_mut(at)).map(std::mem::take).unwrap_or_default();
        let (what, who, when, week) = (take(Some(what)), take(who), take(Some(when)), take(week));
        rows.push(Row { line: index + 1, what, who, when, week });
    }
    Ok(rows)
}

fn is_row(line: &str) -> bool {
    line.trim_start().starts_with('|')
}

fn cells(line: &str) -> Vec<String> {
    let line = line.trim();
    let inside = line.strip_prefix('|').unwrap_or(line);
    let inside = inside.strip_suffix('|').unwrap_or(inside);
    let mut cells = vec![String::new()];
    let mut letters = inside.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '\\' if letters.peek() == Some(&'|') => {
                letters.next();
                cells.last_mut().map(|cell| cell.push('|')).unwrap_or_default();
            }
            '|' => cells.push(String::new()),
            other => cells.last_mut().map(|cell| cell.push(other)).unwrap_or_default(),
        }
    }
    cells.iter().map(|cell| plain(cell)).collect()
}

/// Text without Markdown's marks: emphasis, code, and links of every kind become their words.
fn plain(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(open) = rest.find('[') {
        let (before, link) = rest.split_at(open);
        let Some(words) = bracketed(link, '[', ']') else {
            break;
        };
        out.push_str(before.strip_suffix('!').unwrap_or(before));
        // Links do not nest, but an image may stand inside one.
        out.push_str(&plain(words));
        rest = &link[words.len() + 2..];
        for (opening, closing) in [('(', ')'), ('[', ']')] {
            if let Some(address) = bracketed(rest, opening, closing) {
                rest = &rest[address.len() + 2..];
                break;
            }
        }
    }
    out.push_str(rest);
    let out = out.replace("<br>", " ").replace("<br/>", " ").replace("<br />", " ");
    one_line(&out.replace(['*', '`'], "").replace("__", ""))
}

/// What stands between the bracket the text begins with and its partner.
fn bracketed(text: &str, opening: char, closing: char) -> Option<&str> {
    if !text.starts_with(opening) {
        return None;
    }
    let mut depth = 0_usize;
    for (at, letter) in text.char_indices() {
        if letter == opening {
            depth += 1;
        } else if letter == closing {
            depth -= 1;
            if depth == 0 {
                return Some(&text[opening.len_utf8()..at]);
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn cells_lose_their_marks() {
        for (cell, words) in [
            ("**Begin [Code Freeze] and [Test Freeze]**", "Begin Code Freeze and Test Freeze"),
            ("Call for PRR [Exceptions][Exception]", "Call for PRR Exceptions"),
            ("Call for [Exceptions](Exception)", "Call for Exceptions"),
            ("[02:00 UTC / 18:00 PST](https://x.y/s/d(b))", "02:00 UTC / 18:00 PST"),
            ("`release_1` __bold__ *it*<br>x", "release_1 bold it x"),
            ("[![logo](a.png) words](b)", "logo words"),
            ("open [bracket", "open [bracket"),
        ] {
            assert_eq!(plain(cell), words);
        }
    }

    #[test]
    fn a_table_is_found_whatever_the_order_of_its_columns() {
        let text = "| A | B |\n|---|---|\n| 1 | 2 |\n\n| When | **What** | extra |\n|:-|-:|:-:|\n| today | a \\| b | |\n| | - |\n\n| x | y | z |\n";
        let row =
            |line, what: &str, when: &str| Row { line, what: what.to_owned(), when: when.to_owned(), ..Row::default() };
        assert_eq!(rows(text), Ok(vec![row(7, "a | b", "today"), row(8, "-", "")]));
        assert!(rows("# Nothing\n").is_err());
    }

    proptest! {
        #[test]
        fn no_cell_breaks_the_reader(cell in "[\\[\\]()!*|é a]{0,40}") {
            let _answered = cells(&cell);
        }
    }
}
