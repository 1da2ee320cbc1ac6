//! The condition of a list, put together from what the caller asked for.

use crate::value::Arg;

/// Conditions joined by `and`, with their values in order.
#[derive(Debug, Default)]
pub struct Conditions {
    parts: Vec<String>,
    values: Vec<Arg>,
}

impl Conditions {
    /// Begins with a condition that has no value.
    #[must_use]
    pub fn always(condition: &str) -> Self {
        Self { parts: vec![condition.to_owned()], values: Vec::new() }
    }

    /// Adds a condition that has no value.
    pub fn and(&mut self, condition: &str) {
        self.parts.push(condition.to_owned());
    }

    /// Adds a condition; `$n` in it is its value.
    pub fn with(&mut self, condition: &str, value: impl Into<Arg>) {
        let place = self.value(value);
        self.parts.push(condition.replace("$n", &place));
    }

    /// Adds a condition if there is a value for it.
    pub fn when(&mut self, condition: &str, value: Option<impl Into<Arg>>) {
        if let Some(value) = value {
            self.with(condition, value);
        }
    }

    /// Adds a value and answers how the statement calls it: `$3`.
    pub fn value(&mut self, value: impl Into<Arg>) -> String {
        self.values.push(value.into());
        format!("${}", self.values.len())
    }

    /// The whole condition. What the caller may see is not part of it: that stands in the statement itself, where
    /// everybody can see that it was not forgotten.
    #[must_use]
    pub fn sql(&self) -> String {
        if self.parts.is_empty() { "1 = 1".to_owned() } else { self.parts.join(" and ") }
    }

    /// The values, in the order of `$1`, `$2`, ….
    #[must_use]
    pub fn values(&self) -> &[Arg] {
        &self.values
    }
}

/// A text to be found anywhere in another, as `like` wants it. `%`, `_` and `\` stand for themselves: write
/// `like $n escape '\'`.
#[must_use]
pub fn containing(text: &str) -> String {
    let mut pattern = String::from("%");
    for letter in text.to_lowercase().chars() {
        if matches!(letter, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(letter);
    }
    pattern.push('%');
    pattern
}
