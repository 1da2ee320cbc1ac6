//! Pages of a list: where to begin, how much to bring, where the next one begins.

use crate::value::Arg;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::{Deserialize, Serialize};
use signalbox_domain::{Outcome, Problem};

/// How many items a page has when nobody says otherwise.
pub const USUAL_LIMIT: u32 = 50;
/// How many items a page may have.
pub const LARGEST_LIMIT: u32 = 200;

/// Which part of a list is wanted.
#[derive(Clone, Debug, Default)]
pub struct Page {
    /// How many items, 1 to [`LARGEST_LIMIT`].
    pub limit: Option<u32>,
    /// Where the former page ended, as [`Slice::next`] said.
    pub cursor: Option<String>,
    /// Whether to count the whole list.
    pub total: bool,
}

/// Part of a list.
#[derive(Clone, Debug)]
pub struct Slice<T> {
    /// The items.
    pub items: Vec<T>,
    /// Where the next page begins; `None` on the last.
    pub next: Option<String>,
    /// How long the whole list is, when asked.
    pub total: Option<i64>,
}

impl<T> Slice<T> {
    /// The same part of a list of something else.
    pub fn map<U>(self, change: impl FnMut(T) -> U) -> Slice<U> {
        Slice { items: self.items.into_iter().map(change).collect(), next: self.next, total: self.total }
    }
}

/// A place in a list: the order it belongs to, and the last item's values in that order.
#[derive(Debug, Serialize, Deserialize)]
struct Cursor<'a> {
    order: &'a str,
    after: Vec<Place>,
}

/// One value of a place in a list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Place {
    /// A number or instant.
    Int(i64),
    /// Text.
    Text(String),
}

impl From<&Place> for Arg {
    fn from(place: &Place) -> Self {
        match place {
            Place::Int(number) => Self::Int(Some(*number)),
            Place::Text(text) => Self::Text(Some(text.clone())),
        }
    }
}

impl Page {
    /// The number of items to bring.
    ///
    /// # Errors
    /// A fault when the limit is out of range.
    pub fn size(&self) -> Outcome<usize> {
        let limit = self.limit.unwrap_or(USUAL_LIMIT);
        if !(1..=LARGEST_LIMIT).contains(&limit) {
            return Err(Problem::fault("/limit", "range", format!("a page has 1 to {LARGEST_LIMIT} items")));
        }
        Ok(limit as usize)
    }

    /// The place after which this page begins in the named order, if it is not the first.
    ///
    /// # Errors
    /// A fault when the cursor is none of ours or belongs to another order.
    pub fn after(&self, order: &str, places: usize) -> Outcome<Option<Vec<Place>>> {
        let Some(text) = &self.cursor else { return Ok(None) };
        let foreign =
            || Problem::fault("/cursor", "cursor", "this cursor does not belong to this list; begin without one");
        let bytes = URL_SAFE_NO_PAD.decode(text).map_err(|_| foreign())?;
        let cursor: Cursor<'_> = serde_json::from_slice(&bytes).map_err(|_| foreign())?;
        if cursor.order != order || cursor.after.len() != places {
            return Err(foreign());
        }
        Ok(Some(cursor.after))
    }
}

/// Makes a page from one item more than it holds: that item says whether there is a next one.
pub fn slice<T>(mut items: Vec<T>, size: usize, order: &str, place: impl Fn(&T) -> Vec<Place>) -> Slice<T> {
    let more = items.len() > size;
    items.truncate(size);
    let next = items.last().filter(|_| more).map(|last| {
        let cursor = Cursor { order, after: place(last) };
        URL_SAFE_NO_PAD.encode(serde_json::to_vec(&cursor).unwrap_or_default())
    });
    Slice { items, next, total: None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_leads_on_and_only_in_its_own_order() {
        let places = |item: &i64| vec![Place::Int(*item), Place::Text(format!("id {item}"))];
        let first = slice(vec![1, 2, 3], 2, "target", places);
        assert_eq!(first.items, [1, 2]);
        let page = Page { cursor: first.next, ..Page::default() };
        assert_eq!(page.after("target", 2).unwrap(), Some(vec![Place::Int(2), Place::Text("id 2".to_owned())]));
        assert!(page.after("name", 2).is_err());
        assert!(Page { cursor: Some("zzz".to_owned()), ..Page::default() }.after("target", 2).is_err());
        assert_eq!(slice(vec![1, 2], 2, "target", places).next, None);
    }
}
