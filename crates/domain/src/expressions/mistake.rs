//! What is wrong with an expression: where, and why.

use crate::problem::Fault;

/// Something wrong with an expression, found before it is used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake {
    /// The byte at which it is.
    pub at: usize,
    /// A stable word for the kind of mistake: `syntax`, `unknown`, `type`, `range`, `size`.
    pub code: &'static str,
    /// What is wrong and how to mend it.
    pub detail: String,
}

impl Mistake {
    pub(super) fn new(at: usize, code: &'static str, detail: impl Into<String>) -> Self {
        Self { at, code, detail: detail.into() }
    }

    /// The line and the column at which it is, each from 1; columns count characters.
    #[must_use]
    pub fn place(&self, text: &str) -> (usize, usize) {
        let before = text.get(..self.at).unwrap_or(text);
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
        (line, column)
    }

    /// The mistake with its place in the text, as people read it.
    #[must_use]
    pub fn told(&self, text: &str) -> String {
        let (line, column) = self.place(text);
        let place =
            if text.contains('\n') { format!("line {line}, column {column}") } else { format!("column {column}") };
        format!("{} ({place})", self.detail)
    }

    /// The mistake as the fault of an input.
    #[must_use]
    pub fn fault(&self, pointer: &str, text: &str) -> Fault {
        Fault::new(pointer, self.code, self.told(text))
    }
}
