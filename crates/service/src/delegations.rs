//! Standing in for somebody who is away.

use crate::{App, Ctx, accounts::caller, people, releases::at};
use jiff::Timestamp;
use signalbox_domain::{Fact, Outcome, Problem, id::PersonId, people::Delegation, people::Person, problem::Faults};
use signalbox_store::{Tx, delegations as store, people as stored_people};

pub use store::View;

/// Who is to stand in for whom.
#[derive(Clone, Debug)]
pub struct New {
    /// Who is away, by id; oneself when absent.
    pub from: Option<String>,
    /// Who stands in, by id.
    pub to: String,
    /// From when on; now when absent.
    pub starts_at: Option<Timestamp>,
    /// Until when.
    pub ends_at: Timestamp,
    /// Why.
    pub reason: String,
}

/// The delegations that hold or will: the caller's, either way; everybody's for administrators of the installation.
///
/// # Errors
/// When the database cannot be read.
pub async fn list(app: &App, ctx: &Ctx) -> Outcome<Vec<View>> {
    app.db
        .read(ctx, move |tx| {
            let of = if people::administers(tx)? { None } else { Some(caller(tx.ctx())?) };
            store::list(tx, of)
        })
        .await
}

/// Has somebody stand in for the caller, or, as administrator of the installation, for somebody else.
///
/// # Errors
/// Every fault of it; a missing right.
pub async fn create(app: &App, ctx: &Ctx, new: New) -> Outcome<View> {
    app.db
        .write(ctx, move |tx| {
            let oneself = tx.ctx().actor.person();
            let from = match &new.from {
                Some(named) => person(tx, "/from", named)?,
                None => person(tx, "/from", &caller(tx.ctx())?.to_string())?,
            };
            if oneself != Some(from.id) {
                people::administration(tx, "delegation", from.id)?;
            }
            let to = person(tx, "/to", &new.to)?;
            let delegation = Delegation {
                id: tx.new_id(),
                from: from.id,
                to: to.id,
                starts_at: new.starts_at.unwrap_or_else(|| tx.now()),
                ends_at: new.ends_at,
                reason: new.reason.trim().to_owned(),
                ended_at: None,
                rev: 1,
            };
            let mut faults = Faults::none();
            delegation.check(&mut faults, tx.now());
            faults.finish()?;
            store::insert(tx, &delegation)?;
            let fact = Fact::of("delegation.given", delegation.id, people::root(tx)?).about(from.id).named(&from.name);
            let fact = fact.change("to", None::<PersonId>, to.id).because(Some(delegation.reason.clone()));
            let fact = fact.change("starts_at", None::<Timestamp>, delegation.starts_at);
            tx.record(&[fact.change("ends_at", None::<Timestamp>, delegation.ends_at)])?;
            store::view(tx, &delegation.id.to_string())
        })
        .await
}

/// Ends a delegation now: whoever is away, whoever stands in, and administrators of the installation may.
///
/// # Errors
/// [`Problem::NotFound`], also for other people's.
pub async fn end(app: &App, ctx: &Ctx, named: String) -> Outcome<()> {
    app.db
        .write(ctx, move |tx| {
            let View { delegation, from, to } = store::view(tx, &named)?;
            let caller = tx.ctx().actor.person();
            let concerns = caller == Some(from.id) || caller == Some(to.id);
            if !concerns && !people::administers(tx)? {
                return Err(Problem::missing("delegation", &named));
            }
            if delegation.ended_at.is_some() || delegation.ends_at <= tx.now() {
                return Ok(());
            }
            store::end(tx, &delegation)?;
            let fact = Fact::of("delegation.ended", delegation.id, people::root(tx)?).about(from.id).named(&from.name);
            tx.record(&[fact.change("to", to.id, None::<PersonId>)])
        })
        .await
}

/// A person of flesh and blood who is still there.
fn person(tx: &mut Tx<'_>, pointer: &'static str, named: &str) -> Outcome<Person> {
    let person = stored_people::get(tx, named).map_err(|problem| at(pointer, problem))?;
    if person.service {
        return Err(Problem::fault(pointer, "machine", "a machine is never away and stands in for nobody"));
    }
    if person.archived_at.is_some() {
        return Err(Problem::fault(pointer, "archived", format!("{} has left", person.name)));
    }
    Ok(person)
}
