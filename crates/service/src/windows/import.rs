//! Windows from the calendar of another program: each event is one, known by its UID when the calendar comes again.

use super::{
    Change, New, Selected, WindowKind, archive_in, change_in, create_in,
    drafts::{self, Draft, Drafts, fault_on},
    store,
};
use crate::{App, Ctx};
use signalbox_domain::{
    Fact, Fault, Key, Outcome, Patch, Problem, Zone,
    authz::Close,
    calendar::window::{Overrun, Window},
    id::PortfolioId,
};
use signalbox_store::{Tx, portfolios};
use std::{collections::HashMap, sync::Arc};

pub use crate::ical::Remark;

/// The most events of one calendar.
const MOST: usize = 1_000;

/// What the events of a calendar are to be, which does not say it itself.
#[derive(Clone, Debug)]
pub struct Wanted {
    /// Whose releases they govern, by id or key.
    pub portfolio: String,
    /// What they mean.
    pub kind: WindowKind,
    /// Whose clock counts where the calendar does not say; UTC when absent.
    pub zone: Option<Zone>,
}

/// What became of an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// A window was made.
    Created,
    /// Its window changed.
    Changed,
    /// It was called off, and its window put away.
    Archived,
    /// Its window is like that already.
    Unchanged,
}

/// An event and what became of it.
#[derive(Clone, Debug)]
pub struct Item {
    /// On which line it begins.
    pub line: usize,
    /// Its window as it is now.
    pub window: Window,
    /// What became of it.
    pub action: Action,
    /// What became true.
    pub facts: Vec<Fact>,
}

/// What became of a calendar.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// Event by event.
    pub items: Vec<Item>,
    /// What was not understood or had to be guessed, by line.
    pub remarks: Vec<Remark>,
}

/// Imports a calendar, all of it or nothing; or, as a rehearsal, tells what would become of it.
///
/// # Errors
/// A text that is no calendar; every event that is no window, with its line; a portfolio that cannot be found, or in which
/// the caller may not plan.
pub async fn import(app: &App, ctx: &Ctx, wanted: Wanted, text: &str, rehearsal: bool) -> Outcome<Report> {
    let found = drafts::read(text, wanted.zone.as_ref())?;
    if found.drafts.len() > MOST {
        let detail = format!("at most {MOST} events are imported at once; these are {}", found.drafts.len());
        return Err(Problem::fault("", "too_many", detail));
    }
    let (found, wanted) = (Arc::new(found), Arc::new(wanted));
    let work = move |tx: &mut Tx<'_>| apply(tx, &wanted, &found);
    if rehearsal { app.db.rehearse(ctx, work).await } else { app.db.write(ctx, work).await }
}

fn apply(tx: &mut Tx<'_>, wanted: &Wanted, found: &Drafts) -> Outcome<Report> {
    let portfolio = portfolios::get(tx, &wanted.portfolio)?.id;
    tx.permit::<Close>("portfolio", portfolio, portfolio)?;
    let uids: Vec<&str> = found.drafts.iter().map(|draft| draft.uid.as_str()).collect();
    let known = store::imported(tx, portfolio, &uids)?;
    let mut report = Report { items: Vec::new(), remarks: found.remarks.clone() };
    let (mut keys, mut faults) = (Keys::default(), Vec::new());
    tx.hear();
    for draft in &found.drafts {
        let before = known.get(&draft.uid);
        let ended = match (before, draft.cancelled) {
            (None, true) => {
                report.remark(draft, "it is cancelled; it is left out");
                continue;
            }
            (Some(before), true) => archive_in(tx, before, true).map(|()| before.clone()),
            (Some(before), false) => {
                if before.archived_at.is_some() {
                    let what = format!("its window {} was put away and stays so", before.key);
                    report.remark(draft, &what);
                }
                change_in(tx, before, &changed(draft, wanted))
            }
            (None, false) => keys.next(tx, draft).and_then(|key| create_in(tx, &new(draft, key, wanted, portfolio))),
        };
        let facts = tx.hear();
        match ended {
            Ok(window) => {
                let action = match before {
                    None => Action::Created,
                    Some(_) if facts.is_empty() => Action::Unchanged,
                    Some(_) if draft.cancelled => Action::Archived,
                    Some(_) => Action::Changed,
                };
                report.items.push(Item { line: draft.line, window, action, facts });
            }
            Err(Problem::Invalid(found)) => faults.extend(found.into_iter().map(|fault| placed(draft, &fault))),
            Err(other) => return Err(other),
        }
    }
    report.remarks.sort_by_key(|remark| remark.line);
    if faults.is_empty() { Ok(report) } else { Err(Problem::Invalid(faults)) }
}

impl Report {
    fn remark(&mut self, draft: &Draft, what: &str) {
        self.remarks.push(Remark { line: draft.line, what: format!("{:?}: {what}", draft.name.as_str()) });
    }
}

/// The fault of a window as the fault of the event it comes from.
fn placed(draft: &Draft, fault: &Fault) -> Fault {
    fault_on(draft.line, fault.code, &format!("{:?}: {}", draft.name.as_str(), fault.detail))
}

fn new(draft: &Draft, key: Key, wanted: &Wanted, portfolio: PortfolioId) -> New {
    New {
        key,
        name: draft.name.clone(),
        description: draft.description.clone(),
        kind: wanted.kind,
        portfolio: portfolio.to_string(),
        zone: Some(draft.zone.clone()),
        start: draft.start,
        end: draft.end,
        recurrence: draft.recurrence.clone(),
        selector: Selected::default(),
        overrun: Overrun::default(),
        uid: Some(draft.uid.clone()),
    }
}

/// What the calendar says counts; which releases the window governs was said here, and stays.
fn changed(draft: &Draft, wanted: &Wanted) -> Change {
    Change {
        name: Some(draft.name.clone()),
        description: Some(draft.description.clone()),
        kind: Some(wanted.kind),
        zone: Some(draft.zone.clone()),
        start: Some(draft.start),
        end: Some(draft.end),
        recurrence: draft.recurrence.clone().map_or(Patch::Clear, Patch::Set),
        ..Change::default()
    }
}

/// Gives each new window a key that none has, made of its name.
#[derive(Default)]
struct Keys(HashMap<String, usize>);

impl Keys {
    fn next(&mut self, tx: &mut Tx<'_>, draft: &Draft) -> Outcome<Key> {
        const ROOM_FOR_NUMBER: usize = 58;
        let whole = Key::from_words(draft.name.as_str());
        let base: String = whole.as_str().chars().take(ROOM_FOR_NUMBER).collect();
        loop {
            let times = self.0.entry(base.to_lowercase()).or_default();
            *times += 1;
            let key = if *times == 1 { Key::from_words(&base) } else { Key::from_words(&format!("{base}-{times}")) };
            if !store::is_taken(tx, &key)? {
                return Ok(key);
            }
        }
    }
}
