//! Guests of single releases: people who see one release, and may speak of it, wherever it belongs.

use crate::{App, Ctx, releases::at};
use jiff::Timestamp;
use signalbox_domain::{Fact, Outcome, Problem, authz::Plan, people::Guest};
use signalbox_store::{Tx, guests as store, people, releases};

pub use store::View;

/// Who is to be a guest.
#[derive(Clone, Debug)]
pub struct New {
    /// The person, by id.
    pub person: String,
    /// From when on they are none any more; for good when absent.
    pub until: Option<Timestamp>,
}

/// The guests of a release, those whose time is over included, by name.
///
/// # Errors
/// [`Problem::NotFound`].
pub async fn list(app: &App, ctx: &Ctx, release: String) -> Outcome<Vec<View>> {
    app.db
        .read(ctx, move |tx| {
            let release = releases::get(tx, &release)?;
            store::list(tx, release.id)
        })
        .await
}

/// Shows a release to somebody; whoever is a guest already gets another end.
///
/// # Errors
/// A person who cannot be found or has left, an end that is past, a missing right.
pub async fn create(app: &App, ctx: &Ctx, release: String, new: New) -> Outcome<View> {
    app.db
        .write(ctx, move |tx| {
            let release = releases::get(tx, &release)?;
            let permit = tx.permit::<Plan>("release", release.id, release.portfolio)?;
            let person = people::get(tx, &new.person).map_err(|problem| at("/person", problem))?;
            if person.archived_at.is_some() {
                return Err(Problem::fault("/person", "archived", format!("{} has left", person.name)));
            }
            if new.until.is_some_and(|until| until <= tx.now()) {
                return Err(Problem::fault("/until", "past", "a visit that ends has to end in the future"));
            }
            let former = store::of(tx, release.id, person.id)?;
            if former.as_ref().is_some_and(|former| former.guest.until == new.until) {
                return Err(Problem::fault("/person", "taken", format!("{} is a guest already", person.name)));
            }
            let before = former.as_ref().and_then(|former| former.guest.until);
            if let Some(former) = &former {
                store::delete(tx, &former.guest, &permit)?;
            }
            let guest = Guest { id: tx.new_id(), release: release.id, person: person.id, until: new.until };
            store::insert(tx, &guest, &permit)?;
            let fact = Fact::of("guest.invited", guest.id, release.portfolio).about(release.id).named(&person.name);
            let fact = fact.change("person", None::<String>, person.id);
            tx.record(&[fact.change("until", before, new.until)])?;
            store::view(tx, release.id, &guest.id.to_string())
        })
        .await
}

/// Shows a release to a guest no longer.
///
/// # Errors
/// [`Problem::NotFound`], a missing right.
pub async fn delete(app: &App, ctx: &Ctx, release: String, named: String) -> Outcome<()> {
    app.db.write(ctx, move |tx| remove(tx, &release, &named)).await
}

fn remove(tx: &mut Tx<'_>, release: &str, named: &str) -> Outcome<()> {
    let release = releases::get(tx, release)?;
    let view = store::view(tx, release.id, named)?;
    let permit = tx.permit::<Plan>("release", release.id, release.portfolio)?;
    store::delete(tx, &view.guest, &permit)?;
    let fact = Fact::of("guest.dismissed", view.guest.id, release.portfolio).about(release.id).named(&view.person.name);
    tx.record(&[fact.change("person", view.person.id, None::<String>)])
}
