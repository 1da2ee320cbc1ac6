//! Making the document of a window true.

use super::{
    apply::{found, given, said},
    model::{SelectorEntry, WindowDocument},
};
use crate::windows::{self, Selected};
use signalbox_domain::{Key, Outcome};
use signalbox_store::{Tx, windows as store};

pub(super) fn window(tx: &mut Tx<'_>, document: &WindowDocument) -> Outcome<bool> {
    let selector = document.selector.as_ref().map(selected).unwrap_or_default();
    match found(store::get(tx, document.key.as_str()))? {
        Some(before) => {
            let change = windows::Change {
                key: None,
                name: Some(document.name.clone()),
                description: said(&document.description),
                kind: Some(document.window),
                portfolio: Some(document.portfolio.to_string()),
                zone: document.zone.clone(),
                start: Some(document.start),
                end: Some(document.end),
                recurrence: given(document.recurrence.clone()),
                selector,
                overrun: document.overrun,
                uid: document.uid.clone(),
            };
            windows::change_in(tx, &before, &change)?;
            Ok(false)
        }
        None => {
            let new = windows::New {
                key: document.key.clone(),
                name: document.name.clone(),
                description: document.description.clone(),
                kind: document.window,
                portfolio: document.portfolio.to_string(),
                zone: document.zone.clone(),
                start: document.start,
                end: document.end,
                recurrence: document.recurrence.clone(),
                selector,
                overrun: document.overrun.unwrap_or_default(),
                uid: document.uid.clone(),
            };
            windows::create_in(tx, &new)?;
            Ok(true)
        }
    }
}

pub(super) fn selected(entry: &SelectorEntry) -> Selected {
    let names = |keys: &[Key]| keys.iter().map(Key::to_string).collect();
    Selected {
        types: Some(names(&entry.types)),
        kinds: Some(entry.kinds.clone()),
        tags: Some(entry.tags.clone()),
        systems: Some(names(&entry.systems)),
        risk: Some(entry.risk.clone()),
        stages: Some(names(&entry.stages)),
    }
}
