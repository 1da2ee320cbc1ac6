//! iCalendar (RFC 5545): its content lines. Plans are written by [`signalbox_service::ical`], which this reads back.

mod lines;

pub(crate) use lines::{Line, lines};

/// Takes the escapes out of a text value.
pub(crate) fn unescape(value: &str) -> String {
    let mut out = String::new();
    let mut letters = value.chars();
    while let Some(letter) = letters.next() {
        if letter != '\\' {
            out.push(letter);
            continue;
        }
        match letters.next() {
            Some('n' | 'N') => out.push('\n'),
            Some(other) => out.push(other),
            None => out.push('\\'),
        }
    }
    out
}

#[cfg(test)]
mod tests;
