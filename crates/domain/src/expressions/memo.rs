//! What was read before. The same text of the same catalogue reads the same, so it is read once: policies in force are
//! evaluated thousands of times as often as they are written.

use super::{Catalogue, Checked, Mistake, Template, catalogue::Identity, read};
use std::{
    collections::HashMap,
    sync::{Arc, LazyLock, PoisonError, RwLock},
};

/// So many texts of a kind are kept; then all are forgotten, which costs no more than to read them once more.
const MOST_KEPT: usize = 1_024;

type Kept<T> = LazyLock<RwLock<HashMap<Identity, HashMap<String, Arc<T>>>>>;

static CHECKED: Kept<Checked> = LazyLock::new(RwLock::default);
static TEMPLATES: Kept<Template> = LazyLock::new(RwLock::default);

/// Reads an expression that is true or false, as [`read`] does, or remembers it.
///
/// # Errors
/// Every mistake in it.
pub fn recall(text: &str, catalogue: &Catalogue) -> Result<Arc<Checked>, Vec<Mistake>> {
    kept(&CHECKED, text, catalogue, read)
}

/// Reads a sentence, as [`Template::parse`] does, or remembers it.
///
/// # Errors
/// Every mistake of it.
pub fn recall_template(text: &str, catalogue: &Catalogue) -> Result<Arc<Template>, Vec<Mistake>> {
    kept(&TEMPLATES, text, catalogue, Template::parse)
}

fn kept<T>(
    kept: &Kept<T>,
    text: &str,
    catalogue: &Catalogue,
    read: fn(&str, &Catalogue) -> Result<T, Vec<Mistake>>,
) -> Result<Arc<T>, Vec<Mistake>> {
    let identity = catalogue.identity();
    let known = kept.read().unwrap_or_else(PoisonError::into_inner);
    if let Some(found) = known.get(&identity).and_then(|texts| texts.get(text)) {
        return Ok(Arc::clone(found));
    }
    drop(known);
    let made = Arc::new(read(text, catalogue)?);
    let mut known = kept.write().unwrap_or_else(PoisonError::into_inner);
    let texts = known.entry(identity).or_default();
    if texts.len() >= MOST_KEPT {
        texts.clear();
    }
    texts.insert(text.to_owned(), Arc::clone(&made));
    Ok(made)
}
