//! The two kinds of short text that name things.

use crate::{id::looks_like_an_id, problem::Fault};
use std::fmt;

/// The longest key, in characters.
pub const KEY_LENGTH: usize = 64;
/// The longest name, in characters.
pub const NAME_LENGTH: usize = 200;

/// A short name people type: `PAY-2026.4`, `nova`. Letters, digits, `.`, `_` and `-`, beginning with a letter or digit;
/// unique per kind of thing whatever its case, and never of the shape of an id.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(transparent)]
pub struct Key(String);

impl Key {
    /// Checks a text.
    ///
    /// # Errors
    /// A fault that says which rule the text breaks.
    pub fn parse(text: &str) -> Result<Self, Fault> {
        let wrong = |detail: String| Err(Fault::new("", "key", detail));
        if text.is_empty() || text.len() > KEY_LENGTH {
            return wrong(format!("a key has 1 to {KEY_LENGTH} characters; this has {}", text.chars().count()));
        }
        if !text.starts_with(|first: char| first.is_ascii_alphanumeric()) {
            return wrong(format!("a key begins with a letter or a digit; {text:?} does not"));
        }
        if let Some(other) = text.chars().find(|letter| !letter.is_ascii_alphanumeric() && !"._-".contains(*letter)) {
            return wrong(format!("a key is made of letters, digits, '.', '_' and '-'; {text:?} has {other:?}"));
        }
        if looks_like_an_id(text) {
            return wrong(format!("{text:?} has the shape of an id; choose another key"));
        }
        Ok(Self(text.to_owned()))
    }

    /// The nearest key to any text: other characters become `-`, runs collapse, an empty result becomes `x`.
    #[must_use]
    pub fn from_words(words: &str) -> Self {
        let mut key = String::new();
        for letter in words.chars() {
            if letter.is_ascii_alphanumeric() {
                key.push(letter.to_ascii_lowercase());
            } else if (letter == '.' || letter == '_') && !key.is_empty() {
                key.push(letter);
            } else if !key.is_empty() && !key.ends_with('-') {
                key.push('-');
            }
            if key.len() == KEY_LENGTH {
                break;
            }
        }
        while key.ends_with(['-', '.', '_']) {
            key.pop();
        }
        Self(if key.is_empty() || looks_like_an_id(&key) { "x".to_owned() } else { key })
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What a thing is called in sentences: any visible text of 1 to 200 characters on one line.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(transparent)]
pub struct Name(String);

impl Name {
    /// Checks a text; spaces at both ends are dropped.
    ///
    /// # Errors
    /// A fault that says which rule the text breaks.
    pub fn parse(text: &str) -> Result<Self, Fault> {
        let text = text.trim();
        let length = text.chars().count();
        if length == 0 || length > NAME_LENGTH {
            return Err(Fault::new("", "name", format!("a name has 1 to {NAME_LENGTH} characters; this has {length}")));
        }
        if text.chars().any(is_invisible) {
            return Err(Fault::new("", "name", "a name is one line without control characters"));
        }
        Ok(Self(text.to_owned()))
    }

    /// The nearest name to any text: control characters become spaces, what is too long is cut, nothing becomes `?`.
    #[must_use]
    pub fn from_words(words: &str) -> Self {
        let plain: String = words.chars().map(|letter| if is_invisible(letter) { ' ' } else { letter }).collect();
        let cut: String = plain.trim().chars().take(NAME_LENGTH).collect();
        let cut = cut.trim_end();
        Self(if cut.is_empty() { "?".to_owned() } else { cut.to_owned() })
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Controls, and the marks that make a line read otherwise than it is written (`U+202E` and its like).
fn is_invisible(letter: char) -> bool {
    letter.is_control() || matches!(letter, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{2028}' | '\u{2029}')
}

/// A thing as others mention it: enough to show it and to lead there.
#[derive(Clone, Debug, PartialEq, Eq, Hash, serde::Serialize)]
pub struct Ref<I> {
    /// Which.
    pub id: I,
    /// Its short name.
    pub key: Key,
    /// Its name.
    pub name: Name,
}

/// A person as others mention them. People have no key.
#[derive(Clone, Debug, PartialEq, Eq, Hash, serde::Serialize)]
pub struct PersonRef {
    /// Which.
    pub id: crate::id::PersonId,
    /// As printed.
    pub name: Name,
}

macro_rules! checked_text {
    ($name:ident) => {
        impl fmt::Display for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str(&self.0)
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = String::deserialize(deserializer)?;
                Self::parse(&text).map_err(|fault| serde::de::Error::custom(fault.detail))
            }
        }
    };
}
checked_text!(Key);
checked_text!(Name);

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn keys_people_use_are_keys() {
        for key in ["PAY-2026.4", "nova", "oslo.config", "puppet-openstack_spec_helper", "7"] {
            assert_eq!(Key::parse(key).unwrap().as_str(), key);
        }
        for other in ["", "-a", ".a", "a b", "ä", "a/b", "rel_01k9zq5s1yf0v8e3m7c2d4b6xw"] {
            assert!(Key::parse(other).is_err(), "{other:?}");
        }
    }

    proptest! {
        #[test]
        fn any_words_make_a_key_and_a_name(words in ".{0,250}") {
            let key = Key::from_words(&words);
            prop_assert_eq!(Key::parse(key.as_str()).unwrap(), key);
            let name = Name::from_words(&words);
            prop_assert_eq!(Name::parse(name.as_str()).unwrap(), name);
        }
    }
}
