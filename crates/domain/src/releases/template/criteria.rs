//! Criteria of a gate as its description carries them: a list under the line `Criteria:`, at the end.

use crate::text::Name;

const HEADING: &str = "Criteria:";

/// A description with criteria at its end.
#[must_use]
pub fn written(description: &str, criteria: &[Name]) -> String {
    if criteria.is_empty() {
        return description.to_owned();
    }
    let mut text = description.to_owned();
    if !text.is_empty() {
        text.push_str("\n\n");
    }
    text.push_str(HEADING);
    for criterion in criteria {
        text.push_str("\n- ");
        text.push_str(criterion.as_str());
    }
    text
}

/// A description and the criteria that stand at its end, taken apart again.
#[must_use]
pub fn read(text: &str) -> (String, Vec<Name>) {
    let whole = || (text.to_owned(), Vec::new());
    let Some(at) = text.rfind(HEADING) else { return whole() };
    let (before, list) = (&text[..at], &text[at + HEADING.len()..]);
    let description = match before.strip_suffix("\n\n") {
        Some(description) if !description.is_empty() => description,
        _ if before.is_empty() => before,
        _ => return whole(),
    };
    let Some(list) = list.strip_prefix('\n') else { return whole() };
    let criteria: Option<Vec<Name>> = list
        .split('\n')
        .map(|line| {
            line.strip_prefix("- ").and_then(|line| Name::parse(line).ok().filter(|name| name.as_str() == line))
        })
        .collect();
    criteria.map_or_else(whole, |criteria| (description.to_owned(), criteria))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn criteria_stand_under_their_heading() {
        let criteria = [Name::parse("All tests pass").unwrap(), Name::parse("Notes written").unwrap()];
        let text = written("The code is frozen.", &criteria);
        assert_eq!(text, "The code is frozen.\n\nCriteria:\n- All tests pass\n- Notes written");
        assert_eq!(read(&text), ("The code is frozen.".to_owned(), criteria.to_vec()));
        assert_eq!(read("Criteria: none"), ("Criteria: none".to_owned(), Vec::new()));
    }

    proptest! {
        /// Whatever a description is, taking it apart loses nothing.
        #[test]
        fn what_is_read_is_written_again(text in "(Criteria:|- a|\n|b| ){0,12}") {
            let (description, criteria) = read(&text);
            prop_assert_eq!(written(&description, &criteria), text);
        }
    }
}
