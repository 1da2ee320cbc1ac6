//! Waivers: asked for by whoever works on a release, allowed by somebody else who may decide.

use super::{WaiverView as View, criteria::not_archived, ground::Ground, ground::Voters};
use crate::{
    App, Ctx, Page, Slice,
    accounts::in_a_session,
    app::{fresh, referred},
};
use jiff::Timestamp;
use signalbox_domain::{
    Fault, Name, Outcome, Problem,
    authz::{Decide, Work},
    gates::{Duties, Voter, Waiver, waiver},
    id::{SessionId, WaiverId},
    policy::Policy,
    problem::Faults,
};
use signalbox_store::{Tx, gates::waivers as store, policies, releases};

pub use waiver::State;

/// What a list of waivers is limited to. Other things are named by id or key.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Of this release.
    pub release: Option<String>,
    /// At this gate of it.
    pub gate: Option<String>,
    /// Those of policies, or those at gates.
    pub of_policies: Option<bool>,
    /// As far as this.
    pub state: Option<State>,
}

/// What is to be waived.
#[derive(Clone, Debug)]
pub struct New {
    /// Which policy, by id or key, for decisions about the release.
    pub policy: Option<String>,
    /// Which criterion, by id.
    pub criterion: Option<String>,
    /// For which single thing.
    pub item: Option<String>,
    /// In a few words.
    pub title: Name,
    /// Why.
    pub reason: String,
    /// From when on it no longer holds.
    pub expires_at: Option<Timestamp>,
}

/// Waivers, the newest first.
///
/// # Errors
/// What the filter names and cannot be found; a gate without its release; a fault for a cursor that is none.
pub async fn list(app: &App, ctx: &Ctx, filter: Filter, page: Page) -> Outcome<Slice<View>> {
    app.db
        .read(ctx, move |tx| {
            let release = filter.release.as_deref().map(|named| releases::get(tx, named)).transpose()?;
            let gate = match (&release, &filter.gate) {
                (_, None) => None,
                (None, Some(_)) => return Err(Problem::fault("/release", "required", "say of which release")),
                (Some(release), Some(named)) => Some(Ground::named(tx, &release.id.to_string(), named)?.milestone.id),
            };
            let wanted = store::Filter {
                release: release.map(|release| release.id),
                gate,
                of_policies: filter.of_policies,
                state: filter.state,
            };
            store::list(tx, &wanted, &page)
        })
        .await
}

/// One waiver.
///
/// # Errors
/// [`Problem::NotFound`].
pub async fn get(app: &App, ctx: &Ctx, named: String) -> Outcome<View> {
    app.db.read(ctx, move |tx| store::view(tx, &named)).await
}

/// Asks for a waiver at a gate of a release, or of a policy for decisions about the release.
///
/// # Errors
/// Every fault of it; a criterion of another gate; a policy at a gate, or none without one; an archived release; a missing
/// right.
pub async fn create(app: &App, ctx: &Ctx, release: String, gate: Option<String>, new: New) -> Outcome<View> {
    app.db
        .write(ctx, move |tx| {
            let release = releases::get(tx, &release)?;
            not_archived(&release)?;
            let id: WaiverId = tx.new_id();
            let permit = tx.permit::<Work>("waiver", id, release.portfolio)?;
            let (ground, policy) = match (&gate, &new.policy) {
                (Some(gate), None) => (Some(Ground::named(tx, &release.id.to_string(), gate)?), None),
                (None, Some(named)) => (None, Some(waivable(tx, named)?)),
                (Some(_), Some(_)) => return Err(Problem::fault("/policy", "unknown", "a gate has no policies")),
                (None, None) => return Err(Problem::fault("/policy", "required", "say which policy")),
            };
            let criterion = match (&new.criterion, &ground) {
                (None, _) => None,
                (Some(named), ground) => {
                    let mut all = ground.iter().flat_map(|ground| &ground.criteria);
                    let known = all.find(|view| view.criterion.id.to_string() == *named);
                    let told = "the gate has no such criterion";
                    Some(known.ok_or_else(|| Problem::fault("/criterion", "unknown", told))?.criterion.id)
                }
            };
            let made = Waiver {
                id,
                release: release.id,
                portfolio: release.portfolio,
                decided_in: policy.as_ref().map_or(release.portfolio, |policy| policy.portfolio),
                gate: ground.map(|ground| ground.milestone.id),
                policy: policy.map(|policy| policy.id),
                criterion,
                item: new.item.clone(),
                title: new.title.clone(),
                reason: new.reason.clone(),
                requested_by: tx.ctx().actor.person(),
                requested_for: permit.on_behalf_of(),
                requested_at: tx.now(),
                expires_at: new.expires_at,
                state: State::Requested,
                decided_by: None,
                decided_for: None,
                decided_at: None,
                decision: None,
                rev: 1,
            };
            let decided = waiver::ask(made)?;
            store::insert(tx, &decided.state)?;
            tx.record(&decided.facts)?;
            store::view(tx, &id.to_string())
        })
        .await
}

/// The policy that is to be waived.
fn waivable(tx: &mut Tx<'_>, named: &str) -> Outcome<Policy> {
    let mut faults = Faults::none();
    let policy = referred(&mut faults, "/policy", policies::get(tx, named))?;
    let governing = policy.filter(|policy| policy.in_force.is_some() && policy.archived_at.is_none());
    if governing.is_none() && faults.is_empty() {
        faults.push(Fault::new("/policy", "state", "no version of it is in force, so there is nothing to waive"));
    }
    faults.finish()?;
    governing.ok_or_else(|| Problem::missing("policy", named))
}

/// Allows, rejects or revokes a waiver: never whoever asked for it, and never with a token.
///
/// # Errors
/// A stale revision; a step that does not lead on; no reason; whoever asked for it, by whatever name; a missing right.
pub async fn decide(
    app: &App,
    ctx: &Ctx,
    session: Option<SessionId>,
    named: String,
    rev: i64,
    to: State,
    reason: Option<String>,
) -> Outcome<View> {
    app.db
        .write(ctx, move |tx| {
            let before = store::view(tx, &named)?.waiver;
            let permit = tx.permit::<Decide>("waiver", before.id, before.decided_in)?;
            fresh(tx, "waiver", before.id, rev, before.rev)?;
            let by = tx.ctx().actor.person();
            if to != State::Revoked
                && let Some(problem) = barred(tx, &before, session, permit.on_behalf_of())?
            {
                return Ok(Err(problem));
            }
            let by = (by, permit.on_behalf_of());
            let decided = waiver::decide(&before, to, by, reason.as_deref(), tx.now())?;
            store::decide(tx, &before, &decided.state, &permit)?;
            tx.record(&decided.facts)?;
            store::view(tx, &named).map(Ok)
        })
        .await?
}

/// Why whoever acts may not decide about a waiver; journalled, when that is so.
fn barred(
    tx: &mut Tx<'_>,
    waiver: &Waiver,
    session: Option<SessionId>,
    on_behalf_of: Option<signalbox_domain::id::PersonId>,
) -> Outcome<Option<Problem>> {
    let requesters = waiver.requested_by.into_iter().chain(waiver.requested_for).collect();
    let duties = Duties { requesters, ..Duties::default() };
    let Some(person) = Voters::of_caller(tx)?.me else {
        in_a_session(session)?;
        return Ok(None);
    };
    let reasons = duties.bars(&Voter { person, on_behalf_of, by_token: session.is_none() });
    if reasons.is_empty() {
        return Ok(None);
    }
    let codes: Vec<&str> = reasons.iter().map(|reason| reason.code).collect();
    tx.record(&[waiver::barred(waiver, &codes)])?;
    let detail = format!("you cannot decide about {}", waiver.title);
    Ok(Some(Problem::Refused { detail, reasons }))
}
