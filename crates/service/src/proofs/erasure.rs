//! Erasing what events say, for people who have a right to be forgotten.

use super::{permit_whole, sign_in};
use crate::{App, Ctx};
use signalbox_domain::{
    Fault, Outcome, Problem,
    authz::Administer,
    id::PersonId,
    proofs::erasure::{self, Candidate, ERASED, MOST},
};
use signalbox_store::{Tx, proofs as store};

/// What is to be erased: the contents of the events at these positions, and of those of this person.
#[derive(Clone, Debug, Default)]
pub struct Erasure {
    /// Places in the journal.
    pub positions: Vec<u64>,
    /// Events whose subject is this person or a part of theirs.
    pub person: Option<PersonId>,
    /// Why.
    pub reason: String,
}

/// What was erased, or would be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Erased {
    /// The places of the contents.
    pub positions: Vec<u64>,
    /// The place of the event that says so; `None` when nothing was done.
    pub act: Option<u64>,
}

/// Erases what events say. Their leaves stay: the journal proves itself as before. A checkpoint is signed that covers the act,
/// so that no copy of the journal lacks a content without saying why. For administrators of the whole.
///
/// # Errors
/// Every fault of what is named; nothing to erase, or too much; a missing right; as [`super::sign`].
pub async fn erase(app: &App, ctx: &Ctx, wanted: Erasure, is_rehearsal: bool) -> Outcome<Erased> {
    let own = app.clone();
    let work = move |tx: &mut Tx<'_>| erase_in(tx, &own, &wanted, is_rehearsal);
    if is_rehearsal { app.db.read(ctx, work).await } else { app.db.write(ctx, work).await }
}

fn erase_in(tx: &mut Tx<'_>, app: &App, wanted: &Erasure, is_rehearsal: bool) -> Outcome<Erased> {
    let root = permit_whole::<Administer>(tx)?;
    if wanted.positions.len() > MOST {
        return Err(Fault::new("/positions", "too_many", format!("name up to {MOST} events at once")).into());
    }
    let found = candidates(tx, wanted)?;
    let (positions, fact) = erasure::erase(&found, &wanted.reason, root)?;
    if is_rehearsal {
        return Ok(Erased { positions, act: None });
    }
    tx.record(&[fact])?;
    store::grow_whole(tx)?;
    let act = store::last_of(tx, ERASED)?;
    // What was signed before is checked here, while the contents are still there.
    sign_in(tx, app)?;
    store::erase(tx, &positions, act)?;
    Ok(Erased { positions, act: Some(act) })
}

fn candidates(tx: &mut Tx<'_>, wanted: &Erasure) -> Outcome<Vec<Candidate>> {
    let mut found = match wanted.person {
        Some(person) => store::candidates_of(tx, &person.to_string())?,
        None => Vec::new(),
    };
    for (index, position) in wanted.positions.iter().enumerate() {
        let missing = || {
            let detail = format!("the journal has no event {position} yet");
            Problem::fault(format!("/positions/{index}"), "unknown", detail)
        };
        found.push(store::candidate_at(tx, *position)?.ok_or_else(missing)?);
    }
    Ok(found)
}
