//! The canonical form of documents: fields in their declared order, block style, quotes only where a reader would
//! otherwise see something else. `export` writes it, so that the same state is always the same bytes.

use super::{Document, yaml::core};
use serde_json::Value;
use std::fmt::Write as _;

/// Writes documents as one YAML stream, separated by `---`.
#[must_use]
pub fn write(documents: &[Document]) -> String {
    let mut text = String::new();
    for (index, document) in documents.iter().enumerate() {
        if index > 0 {
            text.push_str("---\n");
        }
        // Documents hold nothing JSON cannot say, so this never fails; a document is a mapping, which begins its line.
        if let Ok(value) = serde_json::to_value(document) {
            block(&mut text, &value, 0, Place::Line);
        }
    }
    text
}

/// What stands before a value.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    /// Nothing: the line is empty and its indentation not yet written.
    Line,
    /// A key and its colon.
    Key,
    /// A dash and a space.
    Dash,
}

fn block(text: &mut String, value: &Value, depth: usize, place: Place) {
    match value {
        Value::Object(map) if !map.is_empty() => {
            if place == Place::Key {
                text.push('\n');
            }
            for (index, (key, value)) in map.iter().enumerate() {
                // After a dash the first key stands on the dash's own line.
                if index > 0 || place != Place::Dash {
                    indent(text, depth);
                }
                scalar(text, key, None);
                text.push(':');
                block(text, value, depth + 1, Place::Key);
            }
        }
        Value::Array(items) if !items.is_empty() => {
            if place != Place::Line {
                trim_space(text);
                text.push('\n');
            }
            for item in items {
                indent(text, depth);
                text.push_str("- ");
                block(text, item, depth + 1, Place::Dash);
            }
        }
        _ => {
            if place == Place::Key {
                text.push(' ');
            }
            match value {
                Value::Null => text.push_str("null"),
                Value::Object(_) => text.push_str("{}"),
                Value::Array(_) => text.push_str("[]"),
                Value::String(content) => scalar(text, content, Some(depth)),
                Value::Bool(_) | Value::Number(_) => text.push_str(&value.to_string()),
            }
            text.push('\n');
        }
    }
}

fn indent(text: &mut String, depth: usize) {
    text.extend(std::iter::repeat_n("  ", depth));
}

fn trim_space(text: &mut String) {
    if text.ends_with(' ') {
        text.pop();
    }
}

/// Writes a text in the plainest form that reads back as the same text. Only a value, which has a depth, may take
/// several lines.
fn scalar(text: &mut String, content: &str, depth: Option<usize>) {
    if is_plain(content) {
        text.push_str(content);
    } else if let Some(depth) = depth
        && is_literal(content)
    {
        text.push_str(if content.ends_with('\n') { "|" } else { "|-" });
        for line in content.lines() {
            text.push('\n');
            if !line.is_empty() {
                indent(text, depth);
                text.push_str(line);
            }
        }
    } else if content.chars().all(is_printable) {
        text.push('\'');
        text.push_str(&content.replace('\'', "''"));
        text.push('\'');
    } else {
        double_quoted(text, content);
    }
}

/// True for a text that reads back as itself without quotes.
fn is_plain(content: &str) -> bool {
    const INDICATORS: &str = "-?:,[]{}#&*!|>'\"%@`";
    matches!(core(content), Ok(Value::String(_)))
        && content.chars().all(is_printable)
        && !content.starts_with(|first| INDICATORS.contains(first) || first == ' ')
        && !content.ends_with([' ', ':'])
        && !content.contains(": ")
        && !content.contains(" #")
        && !content.starts_with("...")
}

/// True for a text of several lines that a literal block keeps as it is: no line of spaces only, the first line not
/// indented, at most one line end at the end, and nothing a reader would take for a line end or drop.
fn is_literal(content: &str) -> bool {
    content.contains('\n')
        && !content.ends_with("\n\n")
        && !content.starts_with([' ', '\n'])
        && content.lines().all(|line| line.is_empty() || !line.trim().is_empty())
        && content.chars().all(|letter| letter == '\n' || is_printable(letter))
}

/// True for a character that every reader keeps as it is, on one line.
fn is_printable(letter: char) -> bool {
    !letter.is_control() && !matches!(letter, '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}')
}

fn double_quoted(text: &mut String, content: &str) {
    text.push('"');
    for letter in content.chars() {
        match letter {
            '"' => text.push_str("\\\""),
            '\\' => text.push_str("\\\\"),
            '\n' => text.push_str("\\n"),
            '\t' => text.push_str("\\t"),
            '\r' => text.push_str("\\r"),
            other if is_printable(other) => text.push(other),
            other => {
                // Writing into a text cannot fail.
                let _written = write!(text, "\\u{:04X}", u32::from(other));
            }
        }
    }
    text.push('"');
}

#[cfg(test)]
mod tests;
