//! Words that a template leaves open: `{cycle}-1 milestone` becomes "Gazpacho-1 milestone".
//!
//! `{{` and `}}` stand for the braces themselves. A brace that opens no word stands for itself.

use crate::{
    due::Due,
    text::{Key, Name},
};
use std::collections::{BTreeMap, BTreeSet};

/// The words every release fills in by itself: its key and name, and the parts of its target's date.
pub const OWN: [&str; 9] = ["key", "name", "date", "year", "yy", "quarter", "month", "week", "day"];

/// The longest name of a word.
const LONGEST: usize = 40;

/// What the words of a template stand for in one release.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Words(BTreeMap<String, String>);

impl Words {
    /// The words that somebody chose.
    #[must_use]
    pub const fn chosen(words: BTreeMap<String, String>) -> Self {
        Self(words)
    }

    /// … and those a target's date gives: `{date}` 2026-04-01, `{year}` 2026, `{yy}` 26, `{quarter}` 2, `{month}` 04,
    /// `{week}` 14 (ISO 8601), `{day}` 01.
    #[must_use]
    pub fn with_target(mut self, target: &Due) -> Self {
        let day = target.date;
        let own = [
            ("date", day.to_string()),
            ("year", day.year().to_string()),
            ("yy", format!("{:02}", day.year().rem_euclid(100))),
            ("quarter", ((day.month() + 2) / 3).to_string()),
            ("month", format!("{:02}", day.month())),
            ("week", format!("{:02}", day.iso_week_date().week())),
            ("day", format!("{:02}", day.day())),
        ];
        for (word, text) in own {
            self.0.insert(word.to_owned(), text);
        }
        self
    }

    /// … and the release's own key and name.
    #[must_use]
    pub fn with_release(mut self, key: &Key, name: &Name) -> Self {
        self.0.insert("key".to_owned(), key.to_string());
        self.0.insert("name".to_owned(), name.to_string());
        self
    }

    /// … and one more.
    #[must_use]
    pub fn with(mut self, word: &str, text: impl ToString) -> Self {
        self.0.insert(word.to_owned(), text.to_string());
        self
    }

    /// … with the words that stand in what others stand for filled in, once: `{cycle}` for `Train {month}`.
    #[must_use]
    pub fn settled(&self) -> Self {
        Self(
            self.0
                .iter()
                .map(|(word, text)| (word.clone(), self.fill(text).unwrap_or_else(|_| text.clone())))
                .collect(),
        )
    }

    /// A text with every word filled in.
    ///
    /// # Errors
    /// The words nobody filled in.
    pub fn fill(&self, text: &str) -> Result<String, Vec<String>> {
        let mut missing = Vec::new();
        let mut done = String::with_capacity(text.len());
        for part in parts(text) {
            match part {
                Part::Text(text) => done.push_str(text),
                Part::Word(word) => match self.0.get(word) {
                    Some(text) => done.push_str(text),
                    None => missing.push(word.to_owned()),
                },
            }
        }
        if missing.is_empty() { Ok(done) } else { Err(missing) }
    }

    /// A text with what the words stand for taken out again, the longest first, and only where it stands as a word of its
    /// own: with `{letter}` for `g`, "g-1 begins" becomes "{letter}-1 begins". [`Words::fill`] leads back to the text.
    #[must_use]
    pub fn take_out(&self, text: &str) -> String {
        let mut known: Vec<(&str, &str)> = self
            .0
            .iter()
            .filter(|(_, text)| !text.is_empty())
            .map(|(word, text)| (word.as_str(), text.as_str()))
            .collect();
        known.sort_by_key(|(word, text)| (std::cmp::Reverse(text.len()), *word));
        let mut done = String::with_capacity(text.len());
        let mut rest = text;
        let mut before: Option<char> = None;
        while let Some(letter) = rest.chars().next() {
            let starts = before.is_none_or(|before| !is_inside(before, letter));
            let found = known
                .iter()
                .find(|(_, text)| starts && rest.strip_prefix(text).is_some_and(|after| ends_here(text, after)));
            if let Some((word, text)) = found {
                done.push('{');
                done.push_str(word);
                done.push('}');
                before = text.chars().next_back();
                rest = &rest[text.len()..];
            } else {
                done.push(letter);
                if matches!(letter, '{' | '}') {
                    done.push(letter);
                }
                before = Some(letter);
                rest = &rest[letter.len_utf8()..];
            }
        }
        done
    }
}

fn ends_here(found: &str, after: &str) -> bool {
    match (found.chars().next_back(), after.chars().next()) {
        (Some(last), Some(next)) => !is_inside(last, next),
        _ => true,
    }
}

/// True between two letters and between two digits: "v1.35" begins with a word, and "11.35" does not.
fn is_inside(before: char, after: char) -> bool {
    (before.is_alphabetic() && after.is_alphabetic()) || (before.is_numeric() && after.is_numeric())
}

/// The words a text leaves open, but for a release's own.
#[must_use]
pub fn open_words(text: &str) -> BTreeSet<&str> {
    parts(text)
        .into_iter()
        .filter_map(|part| match part {
            Part::Word(word) if !OWN.contains(&word) => Some(word),
            Part::Word(_) | Part::Text(_) => None,
        })
        .collect()
}

/// True for what a word may be called: small letters, digits and `_`, beginning with a letter.
#[must_use]
pub fn is_word(text: &str) -> bool {
    text.len() <= LONGEST
        && text.starts_with(|first: char| first.is_ascii_lowercase())
        && text.chars().all(|letter| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '_')
}

enum Part<'a> {
    Text(&'a str),
    Word(&'a str),
}

fn parts(text: &str) -> Vec<Part<'_>> {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find(['{', '}']) {
        let (before, from) = rest.split_at(at);
        parts.push(Part::Text(before));
        let brace = &from[..1];
        if from[1..].starts_with(brace) {
            parts.push(Part::Text(brace));
            rest = &from[2..];
            continue;
        }
        let word = from[1..].split_once('}').map(|(word, _)| word).filter(|word| brace == "{" && is_word(word));
        if let Some(word) = word {
            parts.push(Part::Word(word));
            rest = &from[word.len() + 2..];
        } else {
            parts.push(Part::Text(brace));
            rest = &from[1..];
        }
    }
    parts.push(Part::Text(rest));
    parts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::due::Zone;
    use proptest::prelude::*;

    fn words(pairs: &[(&str, &str)]) -> Words {
        Words::chosen(pairs.iter().map(|(word, text)| ((*word).to_owned(), (*text).to_owned())).collect())
    }

    #[test]
    fn words_are_taken_out_where_they_stand_alone_and_filled_in_again() {
        let gazpacho = words(&[("cycle", "Gazpacho"), ("letter", "g"), ("version", "2026.1")]);
        assert_eq!(
            gazpacho.take_out("g-1: Gazpacho-1 milestone (2026.1)"),
            "{letter}-1: {cycle}-1 milestone ({version})"
        );
        assert_eq!(gazpacho.take_out("v2026.1.0 12026.1"), "v{version}.0 12026.1");
        assert_eq!(gazpacho.take_out("a gating Gazpachos {x}"), "a gating Gazpachos {{x}}");
        let hibiscus = words(&[("cycle", "Hibiscus"), ("letter", "h")]);
        assert_eq!(
            hibiscus.fill("{letter}-1: {cycle}-1 {{x}} { } {No}"),
            Ok("h-1: Hibiscus-1 {x} { } {No}".to_owned())
        );
        assert_eq!(hibiscus.fill("{version} {cycle} {who}"), Err(vec!["version".to_owned(), "who".to_owned()]));
        assert_eq!(open_words("{version} {name} {{who}} {month}"), BTreeSet::from(["version"]));
    }

    #[test]
    fn what_stands_for_a_word_is_a_text_and_no_instruction() {
        for text in [
            "{secret}",
            "{{secret}}",
            "{cycle}",
            "{% for x in y %}",
            "{{7*7}}",
            "${7*7}",
            "#{7*7}",
            "<%= 7*7 %>",
            "$(id)",
            "}{secret",
            "{{{secret}}}",
        ] {
            let words = words(&[("cycle", text), ("secret", "canary")]);
            assert_eq!(words.fill("a {cycle} b"), Ok(format!("a {text} b")), "it is put in once, and not read again");
            // Between two words that somebody chose nothing grows together to a third.
            assert_eq!(words.fill("{{{cycle}}}"), Ok(format!("{{{text}}}")));
        }
        // A text is no instruction either, but for the words it names: nothing is reckoned, called or looked up in them.
        for text in ["{7*7}", "{key.len()}", "{Secret}", "{secret|upper}", "{secret:>9}", "{ secret }", "{../secret}"] {
            assert_eq!(words(&[("secret", "canary")]).fill(text), Ok(text.to_owned()));
            assert!(open_words(text).is_empty());
        }
        let settled = words(&[("a", "{b}"), ("b", "{a}{a}")]).settled();
        assert_eq!(settled.fill("{a} {b}"), Ok("{a}{a} {b}{b}".to_owned()), "words that name one another end");
    }

    #[test]
    fn a_targets_date_gives_its_parts() {
        let due = Due::on(jiff::civil::date(2027, 1, 1), Zone::utc());
        let filled = Words::default().with_target(&due).fill("{date} {year} {yy} Q{quarter} {month} W{week} {day}");
        assert_eq!(filled.unwrap(), "2027-01-01 2027 27 Q1 01 W53 01");
    }

    proptest! {
        #[test]
        fn taking_out_and_filling_in_lead_back(text in "[a-c{} -]{0,40}", one in "[a-c]{0,3}", two in "[a-c -]{0,3}") {
            let words = words(&[("one", &one), ("two", &two)]);
            prop_assert_eq!(words.fill(&words.take_out(&text)), Ok(text));
        }
    }
}
