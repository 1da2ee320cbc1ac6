//! What people and machines read: results as JSON, and lines in columns.

use super::{Failure, target::TargetFlags};

/// Where to work, and how what comes of it is shown.
#[derive(Debug, clap::Args)]
pub(super) struct Asking {
    #[command(flatten)]
    pub(super) target: TargetFlags,
    #[command(flatten)]
    pub(super) output: Output,
}

/// How results are shown.
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct Output {
    /// How results are shown
    #[arg(long, value_enum, default_value_t = Format::Table)]
    output: Format,
}

impl Output {
    /// Prints something for machines, when that is wanted; answers whether it was.
    pub(super) fn json(&self, shown: &(impl serde::Serialize + ?Sized)) -> Result<bool, Failure> {
        let wanted = self.output == Format::Json;
        if wanted {
            say!("{}", serde_json::to_string_pretty(shown)?);
        }
        Ok(wanted)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    Table,
    Json,
}

/// Lines in columns, each as wide as what stands in it.
#[derive(Debug, Default)]
pub(super) struct Table {
    rows: Vec<Vec<String>>,
}

impl Table {
    /// An empty table under a heading.
    pub(super) fn headed<const N: usize>(heading: [&str; N]) -> Self {
        Self { rows: vec![heading.iter().map(|word| word.to_uppercase()).collect()] }
    }

    /// Adds a line.
    pub(super) fn row<const N: usize>(&mut self, cells: [String; N]) {
        self.rows.push(cells.into());
    }

    /// Prints it, when it has any line under its heading.
    pub(super) fn print(&self) {
        if self.rows.len() > 1 {
            super::print(&self.lines());
        }
    }

    fn lines(&self) -> String {
        let width = |column: usize| {
            self.rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.chars().count()).max().unwrap_or(0)
        };
        let widths: Vec<usize> = (0..self.rows.first().map_or(0, Vec::len)).map(width).collect();
        let mut lines = String::new();
        for row in &self.rows {
            let cells = row.iter().zip(&widths).map(|(cell, width)| format!("{cell:width$}"));
            lines.push_str(cells.collect::<Vec<_>>().join("  ").trim_end());
            lines.push('\n');
        }
        lines
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_as_wide_as_their_widest_cell_in_characters() {
        let mut table = Table::headed(["key", "name"]);
        table.row(["Zürich".to_owned(), "A".to_owned()]);
        table.row(["Ulm".to_owned(), String::new()]);
        assert_eq!(table.lines(), "KEY     NAME\nZürich  A\nUlm\n");
    }
}
