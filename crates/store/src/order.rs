//! The order of a list of things that have a key and a name.

use crate::{
    filter::Conditions,
    page::{Page, Place},
};
use signalbox_domain::{Key, Name, Outcome};
use std::fmt::Display;

/// What things are sorted by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sort {
    /// Their keys, whatever the case.
    #[default]
    Key,
    /// Their names, whatever the case.
    Name,
}

/// The order of a list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Order {
    /// What things are sorted by.
    pub by: Sort,
    /// From the end.
    pub descending: bool,
}

impl Order {
    /// The word in the cursor: a cursor of one order leads nowhere in another.
    pub(crate) const fn name(self) -> &'static str {
        match (self.by, self.descending) {
            (Sort::Key, false) => "key",
            (Sort::Key, true) => "-key",
            (Sort::Name, false) => "name",
            (Sort::Name, true) => "-name",
        }
    }

    const fn columns(self) -> &'static [&'static str] {
        match self.by {
            Sort::Key => &["key_lower"],
            Sort::Name => &["name_lower", "id"],
        }
    }

    /// Where a thing is in it.
    pub(crate) fn places(self, key: &Key, name: &Name, id: impl Display) -> Vec<Place> {
        match self.by {
            Sort::Key => vec![Place::Text(key.as_str().to_lowercase())],
            Sort::Name => vec![Place::Text(name.as_str().to_lowercase()), Place::Text(id.to_string())],
        }
    }

    /// Limits a list to what comes on a page and after, and answers the `order by` of it. `alias` is what its table is
    /// called.
    pub(crate) fn from(self, page: &Page, alias: &str, conditions: &mut Conditions) -> Outcome<String> {
        let columns: Vec<String> = self.columns().iter().map(|column| format!("{alias}.{column}")).collect();
        if let Some(after) = page.after(self.name(), columns.len())? {
            let places: Vec<String> = after.iter().map(|place| conditions.value(place)).collect();
            let step = if self.descending { '<' } else { '>' };
            conditions.and(&format!("({}) {step} ({})", columns.join(", "), places.join(", ")));
        }
        let direction = if self.descending { " desc" } else { "" };
        Ok(format!("order by {}{direction}", columns.join(&format!("{direction}, "))))
    }
}
