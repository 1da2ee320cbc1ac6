//! Deployments: told of once, by pipelines and people.

use crate::{
    App, Ctx, Page, Slice,
    app::{referred, together},
};
use jiff::Timestamp;
use signalbox_domain::{
    Outcome, Problem,
    authz::Report,
    catalog::System,
    deployments::{self as domain, Deployment, running},
    environments::Environment,
    id::{DeploymentId, Identifier, SystemId, VersionId},
    problem::Faults,
};
use signalbox_store::{
    Tx, deployments as store,
    environments::{self, versions as running_store},
    portfolios, releases, systems, versions,
};

pub use domain::DeploymentResult;
pub use store::View;

/// What is told of a deployment. Other things are named by id or key.
#[derive(Clone, Debug)]
pub struct New {
    /// To where.
    pub environment: String,
    /// Of what.
    pub system: String,
    /// The version by number, registered or not; or by id.
    pub version: String,
    /// When it had ended; now when absent.
    pub at: Option<Timestamp>,
    /// How it ended.
    pub result: DeploymentResult,
    /// What carried it out.
    pub source: Option<String>,
    /// Where more is to be read of it.
    pub url: Option<String>,
}

/// A deployment that was told of, now or before.
#[derive(Clone, Debug)]
pub struct Reported {
    /// The deployment.
    pub deployment: View,
    /// False when the same had been said before.
    pub new: bool,
}

/// What a list of deployments is limited to. Other things are named by id or key.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// To this environment.
    pub environment: Option<String>,
    /// To environments of this portfolio and everything below it.
    pub portfolio: Option<String>,
    /// Of this system.
    pub system: Option<String>,
    /// Of versions that this release delivers.
    pub release: Option<String>,
    /// That ended so.
    pub result: Option<DeploymentResult>,
    /// From this instant on.
    pub from: Option<Timestamp>,
    /// Before this instant.
    pub to: Option<Timestamp>,
}

/// The deployments the caller may see, the latest first.
///
/// # Errors
/// A fault for a cursor that is none; what the filter names and cannot be found.
pub async fn list(app: &App, ctx: &Ctx, filter: Filter, page: Page) -> Outcome<Slice<View>> {
    app.db
        .read(ctx, move |tx| {
            let environment = filter.environment.as_deref().map(|named| environments::get(tx, named)).transpose()?;
            let filter = store::Filter {
                environment: environment.map(|found| found.id),
                portfolio: filter
                    .portfolio
                    .as_deref()
                    .map(|named| portfolios::get(tx, named))
                    .transpose()?
                    .map(|it| it.id),
                system: filter.system.as_deref().map(|named| systems::get(tx, named)).transpose()?.map(|it| it.id),
                release: filter.release.as_deref().map(|named| releases::get(tx, named)).transpose()?.map(|it| it.id),
                result: filter.result,
                from: filter.from,
                to: filter.to,
            };
            store::list(tx, &filter, &page)
        })
        .await
}

/// Notes that a version was brought to an environment, and what runs there now. The same said again, with its instant,
/// answers what is there; what is told of late changes nothing that is known of later.
///
/// # Errors
/// Every fault of it, what it names and cannot be found among them; a missing right.
pub async fn report(app: &App, ctx: &Ctx, new: New) -> Outcome<Reported> {
    app.db.write(ctx, move |tx| said(tx, &new)).await
}

/// … in a transaction that does more.
///
/// # Errors
/// As [`report`].
pub(crate) fn said(tx: &mut Tx<'_>, new: &New) -> Outcome<Reported> {
    let mut faults = Faults::none();
    let environment = referred(&mut faults, "/environment", environments::get(tx, &new.environment))?;
    let system = referred(&mut faults, "/system", systems::get(tx, &new.system))?;
    let number = match &system {
        Some(system) => referred(&mut faults, "/version", number(tx, system, &new.version))?,
        None => None,
    };
    let (Some(environment), Some(system)) = (environment, system) else {
        return Err(Problem::Invalid(faults.into_vec()));
    };
    let told = told(tx, new, &environment, system.id, number.unwrap_or_else(|| new.version.clone()));
    let (id, is_new) = report_in(tx, &environment, told, faults)?;
    Ok(Reported { deployment: store::view(tx, id)?, new: is_new })
}

/// The number of a version that is named by number, registered or not, or by id.
pub(crate) fn number(tx: &mut Tx<'_>, system: &System, named: &str) -> Outcome<String> {
    match VersionId::parse(named) {
        Some(_) => Ok(versions::view(tx, system.id, named)?.version.number),
        None => Ok(named.to_owned()),
    }
}

fn told(tx: &Tx<'_>, new: &New, environment: &Environment, system: SystemId, version: String) -> Deployment {
    // As exact as it will be kept, or the same said again would differ.
    let at = new.at.and_then(|at| Timestamp::from_microsecond(at.as_microsecond()).ok());
    Deployment {
        id: tx.new_id(),
        environment: environment.id,
        system,
        version,
        at: at.unwrap_or_else(|| tx.now()),
        result: new.result,
        reported_by: tx.ctx().actor.person(),
        source: new.source.clone(),
        url: new.url.clone(),
    }
}

fn report_in(
    tx: &mut Tx<'_>,
    environment: &Environment,
    told: Deployment,
    faults: Faults,
) -> Outcome<(DeploymentId, bool)> {
    let permit = tx.permit::<Report>("environment", environment.id, environment.portfolio)?;
    let (made, fact) = together(faults, domain::report(environment, told, tx.now()))?;
    if let Some(known) = store::same(tx, &made)? {
        return Ok((known, false));
    }
    store::insert(tx, &made, &permit)?;
    let before = running_store::one(tx, environment.id, made.system)?;
    if let Some(now) = running::deployed(before.as_ref(), &made) {
        running_store::put(tx, &now, &permit)?;
    }
    tx.record(&[fact])?;
    Ok((made.id, true))
}
