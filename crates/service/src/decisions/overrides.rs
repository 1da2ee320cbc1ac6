//! Overrides of windows: granted and withdrawn.

use crate::{
    App, Ctx, Page, Slice,
    app::{fresh, referred, together},
};
use jiff::Timestamp;
use signalbox_domain::{
    Outcome, Problem,
    authz::{Action, Override, Permit},
    calendar::window::Window,
    decisions::window_override::{self, Scope, WindowOverride},
    id::WindowOverrideId,
    problem::Faults,
};
use signalbox_store::{Tx, decisions::overrides as store, environments, releases, systems, windows};

pub use store::View;

/// What an override is to be. Other things are named by id or key; at least one is.
#[derive(Clone, Debug)]
pub struct New {
    /// For this release.
    pub release: Option<String>,
    /// For this system.
    pub system: Option<String>,
    /// For this environment.
    pub environment: Option<String>,
    /// For what begins before this instant.
    pub until: Timestamp,
    /// Why.
    pub reason: String,
}

/// The overrides of a window, the latest first.
///
/// # Errors
/// A window that cannot be found; a fault for a cursor that is none.
pub async fn list(app: &App, ctx: &Ctx, window: String, page: Page) -> Outcome<Slice<View>> {
    app.db
        .read(ctx, move |tx| {
            let window = windows::get(tx, &window)?;
            store::list(tx, window.id, &page)
        })
        .await
}

/// Grants an override of a window.
///
/// # Errors
/// Every fault of it, what it names and cannot be found among them; a missing right.
pub async fn grant(app: &App, ctx: &Ctx, window: String, new: New) -> Outcome<View> {
    app.db
        .write(ctx, move |tx| {
            let window = windows::get(tx, &window)?;
            let permit = permit(tx, &window)?;
            let mut faults = Faults::none();
            let release = match new.release.as_deref() {
                Some(named) => referred(&mut faults, "/release", releases::get(tx, named))?,
                None => None,
            };
            let system = match new.system.as_deref() {
                Some(named) => referred(&mut faults, "/system", systems::get(tx, named))?,
                None => None,
            };
            let environment = match new.environment.as_deref() {
                Some(named) => referred(&mut faults, "/environment", environments::get(tx, named))?,
                None => None,
            };
            faults.finish()?;
            let id: WindowOverrideId = tx.new_id();
            let made = WindowOverride {
                id,
                window: window.id,
                scope: Scope {
                    release: release.map(|it| it.id),
                    system: system.map(|it| it.id),
                    environment: environment.map(|it| it.id),
                },
                until: new.until,
                reason: new.reason.clone(),
                granted_by: tx.ctx().actor.person(),
                granted_at: tx.now(),
                withdrawn_at: None,
                rev: 1,
            };
            let decided = together(Faults::none(), window_override::grant(&window, made, tx.now()))?;
            store::insert(tx, &decided.state, &permit)?;
            tx.record(&decided.facts)?;
            store::view(tx, &id.to_string())
        })
        .await
}

/// Withdraws an override.
///
/// # Errors
/// A stale revision, one that was withdrawn already, a missing right.
pub async fn withdraw(app: &App, ctx: &Ctx, window: String, named: String, rev: i64) -> Outcome<View> {
    app.db
        .write(ctx, move |tx| {
            let window = windows::get(tx, &window)?;
            let before = store::view(tx, &named)?.granted;
            if before.window != window.id {
                return Err(Problem::missing("override", &named));
            }
            let permit = permit(tx, &window)?;
            fresh(tx, "override", before.id, rev, before.rev)?;
            let decided = window_override::withdraw(&window, &before, tx.now())?;
            store::withdraw(tx, &decided.state, &permit)?;
            tx.record(&decided.facts)?;
            store::view(tx, &before.id.to_string())
        })
        .await
}

/// The permit to override a window. One that holds from above can be seen by whoever is below, but not overridden.
fn permit(tx: &mut Tx<'_>, window: &Window) -> Outcome<Permit<Override>> {
    tx.permit::<Override>("window", window.id, window.portfolio).map_err(|problem| match problem {
        Problem::NotFound { .. } => Problem::Forbidden {
            right: Override::RIGHT.words(),
            ask: "whoever may override blocks in the portfolio it was made for".to_owned(),
        },
        other => other,
    })
}
