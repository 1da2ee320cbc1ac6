//! Verifications: told of once, by test suites and people.

use crate::{
    App, Ctx, Page, Slice,
    app::{referred, together},
    deployments::number,
};
use jiff::Timestamp;
use signalbox_domain::{
    Outcome, Problem,
    authz::Report,
    deployments::verification::{self, Verification},
    problem::Faults,
};
use signalbox_store::{environments, systems, verifications as store};

pub use store::View;

/// What is told of a version in an environment. Other things are named by id or key.
#[derive(Clone, Debug)]
pub struct New {
    /// Where.
    pub environment: String,
    /// Of what.
    pub system: String,
    /// The version by number, registered or not; or by id.
    pub version: String,
    /// When it was found; now when absent.
    pub at: Option<Timestamp>,
    /// Whether it does what it should.
    pub passed: bool,
    /// What looked.
    pub source: Option<String>,
    /// Where more is to be read of it.
    pub url: Option<String>,
}

/// What a list of verifications is limited to. Other things are named by id or key.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// In this environment.
    pub environment: Option<String>,
    /// Of this system.
    pub system: Option<String>,
    /// Of the version of this number.
    pub version: Option<String>,
}

/// The verifications the caller may see, the latest first.
///
/// # Errors
/// A fault for a cursor that is none; what the filter names and cannot be found.
pub async fn list(app: &App, ctx: &Ctx, filter: Filter, page: Page) -> Outcome<Slice<View>> {
    app.db
        .read(ctx, move |tx| {
            let environment = filter.environment.as_deref().map(|named| environments::get(tx, named)).transpose()?;
            let system = filter.system.as_deref().map(|named| systems::get(tx, named)).transpose()?;
            let filter = store::Filter {
                environment: environment.map(|it| it.id),
                system: system.map(|it| it.id),
                version: filter.version.clone(),
            };
            store::list(tx, &filter, &page)
        })
        .await
}

/// Notes what was found of a version in an environment.
///
/// # Errors
/// Every fault of it, what it names and cannot be found among them; a missing right.
pub async fn report(app: &App, ctx: &Ctx, new: New) -> Outcome<View> {
    app.db
        .write(ctx, move |tx| {
            let mut faults = Faults::none();
            let environment = referred(&mut faults, "/environment", environments::get(tx, &new.environment))?;
            let system = referred(&mut faults, "/system", systems::get(tx, &new.system))?;
            let version = match &system {
                Some(system) => referred(&mut faults, "/version", number(tx, system, &new.version))?,
                None => None,
            };
            let (Some(environment), Some(system)) = (environment, system) else {
                return Err(Problem::Invalid(faults.into_vec()));
            };
            let permit = tx.permit::<Report>("environment", environment.id, environment.portfolio)?;
            let told = Verification {
                id: tx.new_id(),
                environment: environment.id,
                system: system.id,
                version: version.unwrap_or_else(|| new.version.clone()),
                at: new.at.unwrap_or_else(|| tx.now()),
                passed: new.passed,
                reported_by: tx.ctx().actor.person(),
                source: new.source.clone(),
                url: new.url.clone(),
            };
            let (made, fact) = together(faults, verification::report(&environment, told, tx.now()))?;
            store::insert(tx, &made, &permit)?;
            tx.record(&[fact])?;
            store::view(tx, made.id)
        })
        .await
}
