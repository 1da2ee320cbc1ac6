//! What has to be so before a gate of a template is passed.

use crate::{
    expressions::{self, facts::GATE},
    problem::Fault,
    releases::MilestoneKind,
    text::Name,
};
use serde::{Deserialize, Serialize};

/// Something that has to be so before a gate is passed. Where a person says so it is written as its name alone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Written", into = "Written")]
pub struct TemplateCriterion {
    /// What has to be so.
    pub name: Name,
    /// … as an expression over facts; absent where a person says so.
    pub expression: Option<String>,
}

#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum Written {
    Name(Name),
    Automatic(Automatic),
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Automatic {
    name: Name,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    expression: Option<String>,
}

impl From<Written> for TemplateCriterion {
    fn from(written: Written) -> Self {
        match written {
            Written::Name(name) => Self::manual(name),
            Written::Automatic(Automatic { name, expression }) => Self { name, expression },
        }
    }
}

impl From<TemplateCriterion> for Written {
    fn from(criterion: TemplateCriterion) -> Self {
        let TemplateCriterion { name, expression } = criterion;
        match expression {
            None => Self::Name(name),
            Some(_) => Self::Automatic(Automatic { name, expression }),
        }
    }
}

impl TemplateCriterion {
    /// One that a person answers for.
    #[must_use]
    pub const fn manual(name: Name) -> Self {
        Self { name, expression: None }
    }

    /// Every fault of its expression.
    pub(super) fn expression_faults(&self, at: MilestoneKind) -> Vec<Fault> {
        match (&self.expression, at) {
            (None, _) => Vec::new(),
            (Some(_), MilestoneKind::Milestone) => {
                let told =
                    "only what holds a gate is found out from facts; make it a gate, or leave the expression out";
                vec![Fault::new("", "gate", told)]
            }
            (Some(expression), MilestoneKind::Gate) => expressions::check(expression, &GATE).err().unwrap_or_default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn one_is_written_as_its_name_unless_it_has_an_expression() {
        let both = json!(["Notes are written", {"name": "Tests pass", "expression": "tests.all(t, t.failed == 0)"}]);
        let read: Vec<TemplateCriterion> = serde_json::from_value(both.clone()).unwrap();
        assert_eq!((read[0].expression.as_deref(), read[1].name.as_str()), (None, "Tests pass"));
        assert_eq!(serde_json::to_value(&read).unwrap(), both);
        assert!(serde_json::from_value::<TemplateCriterion>(json!({"name": "x", "expresion": "true"})).is_err());
    }

    #[test]
    fn an_expression_is_checked_and_belongs_to_a_gate() {
        let codes = |expression: &str, at| {
            let one = TemplateCriterion { name: Name::from_words("x"), expression: Some(expression.to_owned()) };
            one.expression_faults(at).into_iter().map(|fault| fault.code).collect::<Vec<_>>()
        };
        assert_eq!(codes("tests.all(t, t.failed == 0)", MilestoneKind::Gate), [""; 0]);
        assert_eq!(codes("tests.all(t, t.fails == 0)", MilestoneKind::Gate), ["unknown"]);
        assert_eq!(codes("true", MilestoneKind::Milestone), ["gate"]);
    }
}
