//! Paper: what people read of a pack, as PDF. Text is laid out here, line by line and page by page.

mod faces;
mod layout;
mod sheets;

pub(super) use layout::Paper;

/// Part of a section, from top to bottom.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::evidence) enum Block {
    /// A heading below that of the section.
    Heading(String),
    /// A paragraph; what has several lines keeps them.
    Text(String),
    /// What something is, by name.
    Facts(Vec<(String, String)>),
    /// Rows under a heading.
    Table {
        /// What stands above each column, and how wide it is beside the others.
        columns: Vec<(&'static str, f32)>,
        /// Their cells.
        rows: Vec<Vec<String>>,
    },
}

impl Block {
    /// Facts by name; what is empty is left out.
    pub(in crate::evidence) fn facts<const N: usize>(facts: [(&str, String); N]) -> Self {
        let told = facts.into_iter().filter(|(_, value)| !value.is_empty());
        Self::Facts(told.map(|(name, value)| (name.to_owned(), value)).collect())
    }

    /// Rows, or a sentence in place of a table that has none.
    pub(in crate::evidence) fn table<const N: usize>(
        columns: [(&'static str, f32); N],
        rows: Vec<[String; N]>,
        none: &str,
    ) -> Self {
        if rows.is_empty() {
            return Self::Text(none.to_owned());
        }
        Self::Table { columns: columns.into(), rows: rows.into_iter().map(Vec::from).collect() }
    }
}
