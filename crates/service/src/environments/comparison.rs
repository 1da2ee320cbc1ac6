//! How like each other two environments are.

use crate::{App, Ctx};
use signalbox_domain::{
    Outcome, Problem, Ref,
    environments::{
        Environment,
        parity::{self, Comparison, Side, Versions},
    },
    id::EnvironmentId,
};
use signalbox_store::{
    Tx,
    environments::{self as store, matrix, versions},
};

/// Two environments, compared.
#[derive(Clone, Debug)]
pub struct Compared {
    /// The one that was asked about.
    pub environment: Ref<EnvironmentId>,
    /// The one it was compared to.
    pub with: Ref<EnvironmentId>,
    /// How like they are, and every difference.
    pub comparison: Comparison,
}

/// Compares an environment to another, or to the one in production that is most like it: what they are made of, and the
/// versions of the systems the caller may see.
///
/// # Errors
/// Either cannot be found; a fault when nothing was said and there is no other one in production.
pub async fn get(app: &App, ctx: &Ctx, named: String, with: Option<String>) -> Outcome<Compared> {
    app.db
        .read(ctx, move |tx| {
            let here = store::get(tx, &named)?;
            let with = match &with {
                Some(with) => with.clone(),
                None => matrix::production_of(tx, &here)?.ok_or_else(no_production)?.to_string(),
            };
            let there = store::get(tx, &with)?;
            let (ours, theirs) = (running(tx, &here)?, running(tx, &there)?);
            let ours = Side { profile: &here.profile, versions: &ours };
            let comparison = parity::compare(ours, Side { profile: &there.profile, versions: &theirs });
            Ok(Compared { environment: called(&here), with: called(&there), comparison })
        })
        .await
}

fn no_production() -> Problem {
    let detail = "no other environment is at a stage in production; name one to compare with";
    Problem::fault("/with", "required", detail)
}

fn called(environment: &Environment) -> Ref<EnvironmentId> {
    Ref { id: environment.id, key: environment.key.clone(), name: environment.name.clone() }
}

/// What runs in an environment, by the keys of systems.
fn running(tx: &mut Tx<'_>, environment: &Environment) -> Outcome<Versions> {
    let found = versions::of(tx, environment.id)?;
    Ok(found.into_iter().map(|view| (view.system.key, view.running.version)).collect())
}
