//! Filters as directories write them (RFC 7644, 3.4.2.2).

use super::patch::without_schema;
use signalbox_domain::{Outcome, Problem};
use signalbox_service::directory::{Attribute, Comparison, Filter};

/// How deep and how long a filter may be.
const MOST_PARTS: usize = 50;

/// Reads a filter: comparisons joined by `and`, `or`, `not` and parentheses.
pub(super) fn parse(text: &str) -> Outcome<Filter> {
    let mut reader = Reader { rest: text, parts: 0 };
    let filter = reader.either()?;
    if reader.rest.trim().is_empty() { Ok(filter) } else { Err(reader.wrong("an end")) }
}

struct Reader<'a> {
    rest: &'a str,
    parts: usize,
}

impl<'a> Reader<'a> {
    fn either(&mut self) -> Outcome<Filter> {
        let mut left = self.both()?;
        while self.takes("or") {
            left = Filter::Or(Box::new(left), Box::new(self.both()?));
        }
        Ok(left)
    }

    fn both(&mut self) -> Outcome<Filter> {
        let mut left = self.one()?;
        while self.takes("and") {
            left = Filter::And(Box::new(left), Box::new(self.one()?));
        }
        Ok(left)
    }

    fn one(&mut self) -> Outcome<Filter> {
        self.parts += 1;
        if self.parts > MOST_PARTS {
            return Err(wrong(&format!("a filter has up to {MOST_PARTS} parts")));
        }
        if self.takes("not") {
            return Ok(Filter::Not(Box::new(self.group()?)));
        }
        if self.rest.trim_start().starts_with('(') { self.group() } else { self.comparison() }
    }

    fn group(&mut self) -> Outcome<Filter> {
        self.rest = self.rest.trim_start();
        let Some(rest) = self.rest.strip_prefix('(') else { return Err(self.wrong("a parenthesis")) };
        self.rest = rest;
        let inner = self.either()?;
        self.rest = self.rest.trim_start();
        let Some(rest) = self.rest.strip_prefix(')') else { return Err(self.wrong("a closing parenthesis")) };
        self.rest = rest;
        Ok(inner)
    }

    fn comparison(&mut self) -> Outcome<Filter> {
        let name = self.word();
        let attribute = attribute(name).ok_or_else(|| wrong(&format!("{name:?} cannot be asked for")))?;
        let comparison = match self.word().to_ascii_lowercase().as_str() {
            "pr" => return Ok(Filter::Present(attribute)),
            "eq" => Comparison::Equal,
            "ne" => Comparison::NotEqual,
            "co" => Comparison::Contains,
            "sw" => Comparison::StartsWith,
            other => return Err(wrong(&format!("{other:?} compares nothing here; use eq, ne, co, sw or pr"))),
        };
        Ok(Filter::Compare(attribute, comparison, self.value()?))
    }

    /// A JSON value: what it says as text.
    fn value(&mut self) -> Outcome<String> {
        self.rest = self.rest.trim_start();
        let mut values = serde_json::Deserializer::from_str(self.rest).into_iter::<serde_json::Value>();
        let Some(Ok(value)) = values.next() else { return Err(self.wrong("a value, such as \"ada\" or true")) };
        self.rest = &self.rest[values.byte_offset()..];
        match value {
            serde_json::Value::String(text) if !text.contains('\0') => Ok(text),
            serde_json::Value::Bool(is) => Ok(is.to_string()),
            _ => Err(wrong("a value is a text, true or false")),
        }
    }

    fn word(&mut self) -> &'a str {
        let text = self.rest.trim_start();
        let end = text.find(|letter: char| letter.is_whitespace() || "()".contains(letter)).unwrap_or(text.len());
        let (word, rest) = text.split_at(end);
        self.rest = rest;
        word
    }

    fn takes(&mut self, wanted: &str) -> bool {
        let before = self.rest;
        if self.word().eq_ignore_ascii_case(wanted) {
            return true;
        }
        self.rest = before;
        false
    }

    fn wrong(&self, wanted: &str) -> Problem {
        let near: String = self.rest.chars().take(20).collect();
        wrong(&format!("{wanted} is missing before {near:?}"))
    }
}

fn attribute(name: &str) -> Option<Attribute> {
    Some(match without_schema(name).to_ascii_lowercase().as_str() {
        "id" => Attribute::Id,
        "username" => Attribute::UserName,
        "externalid" => Attribute::ExternalId,
        "displayname" | "name.formatted" => Attribute::DisplayName,
        "emails" | "emails.value" => Attribute::Email,
        "active" => Attribute::Active,
        "members" | "members.value" => Attribute::Member,
        _ => return None,
    })
}

fn wrong(told: &str) -> Problem {
    Problem::fault("/filter", "filter", told)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn equal(attribute: Attribute, value: &str) -> Filter {
        Filter::Compare(attribute, Comparison::Equal, value.to_owned())
    }

    #[test]
    fn and_binds_closer_than_or_and_case_does_not_count() {
        let read = parse(r#"userName EQ "ada" or active eq true And not (externalId pr)"#).unwrap();
        let no_id = Filter::Not(Box::new(Filter::Present(Attribute::ExternalId)));
        let right = Filter::And(Box::new(equal(Attribute::Active, "true")), Box::new(no_id));
        assert_eq!(read, Filter::Or(Box::new(equal(Attribute::UserName, "ada")), Box::new(right)));
    }

    #[test]
    fn a_value_is_json_and_a_name_may_have_its_schema() {
        let read = parse(r#"(urn:ietf:params:scim:schemas:core:2.0:User:userName eq "a \"b\" ) or")"#).unwrap();
        assert_eq!(read, equal(Attribute::UserName, r#"a "b" ) or"#));
    }

    #[test]
    fn what_is_no_filter_says_so() {
        let deep = format!("{}id pr{}", "(".repeat(200), ")".repeat(200));
        for text in [
            "",
            "userName",
            "userName eq",
            "userName eq ada",
            "title eq \"x\"",
            "id gt \"a\"",
            "(id pr",
            "id pr)",
            &deep,
        ] {
            let Err(Problem::Invalid(faults)) = parse(text) else { panic!("{text}") };
            assert_eq!(faults[0].code, "filter", "{text}");
        }
    }
}
