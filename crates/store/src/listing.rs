//! What the lists have in common: conditions that number their own parameters, and the place where a page begins.

use crate::{page::Place, value::Arg};
use std::fmt;

/// The conditions a list is limited to, with the values they need. The condition on what the caller may see is written
/// in each statement itself, where it cannot be forgotten.
#[derive(Debug)]
pub(crate) struct Conditions {
    said: Vec<String>,
    /// The values of `$1`, `$2`, ….
    pub(crate) values: Vec<Arg>,
}

impl Conditions {
    /// Archived things, or the others.
    pub(crate) fn archived(column: &str, archived: bool) -> Self {
        let said = if archived { format!("{column} is not null") } else { format!("{column} is null") };
        Self { said: vec![said], values: Vec::new() }
    }

    /// Parts of one thing.
    pub(crate) fn of(column: &str, whole: impl Into<Arg>) -> Self {
        Self { said: vec![format!("{column} = $1")], values: vec![whole.into()] }
    }

    /// A condition with one value, `$n` in its text; none when there is no value.
    pub(crate) fn with<V: Into<Arg>>(&mut self, condition: &str, value: Option<V>) {
        if let Some(value) = value {
            let number = self.number(value.into());
            self.said.push(condition.replace("$n", &number));
        }
    }

    /// Items after a place in an order; from the beginning when there is none.
    pub(crate) fn after(&mut self, columns: &[&str], descending: bool, places: Option<&[Place]>) {
        let Some(places) = places else { return };
        let numbers: Vec<String> = places.iter().map(|place| self.number(Arg::from(place))).collect();
        let beyond = if descending { '<' } else { '>' };
        self.said.push(format!("({}) {beyond} ({})", columns.join(", "), numbers.join(", ")));
    }

    /// Takes a value and answers how a statement refers to it.
    pub(crate) fn number(&mut self, value: impl Into<Arg>) -> String {
        self.values.push(value.into());
        format!("${}", self.values.len())
    }
}

impl fmt::Display for Conditions {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.said.join(" and "))
    }
}

/// The `like` pattern of texts that hold this one, in lower case. Statements say `like … escape '!'`, because a person who
/// looks for `50%` means just that.
pub(crate) fn holding(text: &str) -> String {
    let mut pattern = String::from("%");
    for letter in text.to_lowercase().chars() {
        if matches!(letter, '%' | '_' | '!') {
            pattern.push('!');
        }
        pattern.push(letter);
    }
    pattern.push('%');
    pattern
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn conditions_number_their_values_and_a_place_is_compared_as_a_whole() {
        let mut conditions = Conditions::archived("s.archived_at", false);
        conditions.with("s.kind = $n", Some("service"));
        conditions.with("(s.key_lower like $n or s.name_lower like $n)", None::<&str>);
        conditions.after(&["s.name_lower", "s.id"], true, Some(&[Place::Text("nova".to_owned()), Place::Int(7)]));
        assert_eq!(
            conditions.to_string(),
            "s.archived_at is null and s.kind = $1 and (s.name_lower, s.id) < ($2, $3)"
        );
        assert_eq!(conditions.values.len(), 3);
    }

    #[test]
    fn signs_that_mean_anything_in_a_pattern_mean_themselves() {
        assert_eq!(holding("50%_A!"), "%50!%!_a!!%");
    }
}
