//! Change requests of environments: asked for, decided, done.

use crate::{
    App, Ctx, Page, Slice,
    app::{fresh, referred, together},
    bookings::Ground,
    raid::{Owner, owned_by},
};
use signalbox_domain::{
    Name, Outcome, Patch, Problem, Reason,
    authz::{Allot, Book, Report},
    bookings::{Hold, Span},
    environments::change::{self, ChangeRequest},
    id::{BookingId, ChangeRequestId, ReleaseId},
    people::Party,
    problem::Faults,
};
use signalbox_store::{
    Tx,
    activities::person,
    bookings,
    environments::{self as places, changes as store},
    release_parts::team,
    releases, teams,
};

pub use change::{Kind, Status, Step};
pub use store::View;

/// What a list of change requests is limited to. Other things are named by id or key.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Its title holds this text.
    pub text: Option<String>,
    /// To this environment.
    pub environment: Option<String>,
    /// Of this kind.
    pub kind: Option<Kind>,
    /// As far as this.
    pub status: Option<Status>,
    /// Whether something will still come of them.
    pub open: Option<bool>,
    /// Who does it.
    pub assignee: Owner,
    /// It serves this release.
    pub release: Option<String>,
}

/// What a new change request is. Other things are named by id or key.
#[derive(Clone, Debug)]
pub struct New {
    /// To which environment.
    pub environment: String,
    /// What is to be done.
    pub kind: Kind,
    /// In a few words.
    pub title: Name,
    /// In more words.
    pub description: String,
    /// When it is to be done.
    pub span: Option<Span>,
    /// When the environment is not to be had.
    pub outage: Option<Span>,
    /// Who does it.
    pub assignee: Option<Owner>,
    /// The releases it serves.
    pub releases: Vec<String>,
    /// The ids of the bookings it serves.
    pub bookings: Vec<String>,
}

/// What is to change; what is kept stays.
#[derive(Clone, Debug, Default)]
pub struct Change {
    /// What is to be done.
    pub kind: Option<Kind>,
    /// In a few words.
    pub title: Option<Name>,
    /// In more words.
    pub description: Option<String>,
    /// When it is to be done.
    pub span: Patch<Span>,
    /// When the environment is not to be had.
    pub outage: Patch<Span>,
    /// Who does it.
    pub assignee: Patch<Owner>,
    /// The releases it serves.
    pub releases: Option<Vec<String>>,
    /// The ids of the bookings it serves.
    pub bookings: Option<Vec<String>>,
}

/// The change requests of environments the caller may see, the newest first.
///
/// # Errors
/// What the filter names and cannot be found; a fault for a cursor that is none.
pub async fn list(app: &App, ctx: &Ctx, filter: Filter, page: Page) -> Outcome<Slice<View>> {
    app.db
        .read(ctx, move |tx| {
            let wanted = store::Filter {
                text: filter.text.clone(),
                environment: filter.environment.as_deref().map(|it| places::get(tx, it)).transpose()?.map(|it| it.id),
                kind: filter.kind,
                status: filter.status,
                open: filter.open,
                person: filter.assignee.person.as_deref().map(|named| person(tx, named)).transpose()?,
                team: filter.assignee.team.as_deref().map(|named| team(tx, named)).transpose()?.map(|team| team.id),
                release: filter.release.as_deref().map(|it| releases::get(tx, it)).transpose()?.map(|it| it.id),
            };
            store::list(tx, &wanted, &page)
        })
        .await
}

/// One change request.
///
/// # Errors
/// [`Problem::NotFound`].
pub async fn get(app: &App, ctx: &Ctx, named: String) -> Outcome<View> {
    app.db.read(ctx, move |tx| store::view(tx, &named)).await
}

/// Writes a change request: a draft, which waits for nobody yet.
///
/// # Errors
/// Every fault of it; the environment or what it serves cannot be found; a missing right.
pub async fn create(app: &App, ctx: &Ctx, new: New) -> Outcome<View> {
    app.db
        .write(ctx, move |tx| {
            let id: ChangeRequestId = tx.new_id();
            let mut faults = Faults::none();
            let environment = referred(&mut faults, "/environment", places::get(tx, &new.environment))?;
            let permit = match &environment {
                Some(environment) => Some(tx.permit::<Book>("change request", id, environment.portfolio)?),
                None => None,
            };
            let assignee = match &new.assignee {
                Some(owner) => owned_by(tx, &mut faults, "/assignee", owner)?,
                None => None,
            };
            let served = releases_named(tx, &mut faults, &new.releases)?;
            let bookings = bookings_named(tx, &mut faults, &new.bookings)?;
            let (Some(environment), Some(permit)) = (environment, permit) else {
                return Err(Problem::Invalid(faults.into_vec()));
            };
            let made = ChangeRequest {
                id,
                environment: environment.id,
                portfolio: environment.portfolio,
                kind: new.kind,
                title: new.title.clone(),
                description: new.description.clone(),
                status: Status::Draft,
                span: new.span,
                outage: new.outage,
                requested_by: tx.ctx().actor.person(),
                assignee,
                releases: served,
                bookings,
                begun_at: None,
                ended_at: None,
                created_at: tx.now(),
                rev: 1,
            };
            let decided = together(faults, change::save(None, made))?;
            store::insert(tx, &decided.state, &permit)?;
            tx.record(&decided.facts)?;
            store::view(tx, &id.to_string())
        })
        .await
}

/// Changes a change request. What was approved and becomes something else waits for a decision again.
///
/// # Errors
/// A stale revision; every fault of the request as it would be; one that is being done or is over; a missing right.
pub async fn change(app: &App, ctx: &Ctx, named: String, rev: i64, change: Change) -> Outcome<View> {
    app.db
        .write(ctx, move |tx| {
            let before = store::view(tx, &named)?.request;
            fresh(tx, "change request", before.id, rev, before.rev)?;
            let permit = tx.permit::<Book>("change request", before.id, before.portfolio)?;
            let mut faults = Faults::none();
            let mut after = before.clone();
            match &change.assignee {
                Patch::Keep => {}
                Patch::Clear => after.assignee = None,
                Patch::Set(owner) => after.assignee = owned_by(tx, &mut faults, "/assignee", owner)?,
            }
            if let Some(named) = &change.releases {
                after.releases = releases_named(tx, &mut faults, named)?;
            }
            if let Some(named) = &change.bookings {
                after.bookings = bookings_named(tx, &mut faults, named)?;
            }
            after.kind = change.kind.unwrap_or(after.kind);
            after.title = change.title.clone().unwrap_or(after.title);
            after.description = change.description.clone().unwrap_or(after.description);
            after.span = change.span.clone().over(after.span);
            after.outage = change.outage.clone().over(after.outage);
            let decided = together(faults, change::save(Some(&before), after))?;
            if !decided.facts.is_empty() {
                store::update(tx, &before, &decided.state, &permit)?;
                tx.record(&decided.facts)?;
            }
            store::view(tx, &named)
        })
        .await
}

/// Takes a step with a change request. Whoever may decide bookings approves and rejects; whoever does it, or may report
/// what is done to environments, begins and ends it; whoever may ask submits, withdraws and cancels.
///
/// # Errors
/// A stale revision; a step that does not lead on; a missing reason, also for an outage while somebody has the environment;
/// a missing right.
pub async fn advance(
    app: &App,
    ctx: &Ctx,
    named: String,
    rev: i64,
    step: Step,
    reason: Option<String>,
) -> Outcome<View> {
    app.db
        .write(ctx, move |tx| {
            let before = store::view(tx, &named)?.request;
            fresh(tx, "change request", before.id, rev, before.rev)?;
            let permit = permit(tx, &before, step)?;
            let decided = change::advance(&before, step, reason.as_deref(), tx.now())?;
            if step == Step::Approve && reason.as_deref().is_none_or(|reason| reason.trim().is_empty()) {
                undisturbed(tx, &decided.state)?;
            }
            match permit {
                Taken::Asking(permit) => store::update(tx, &before, &decided.state, &permit)?,
                Taken::Deciding(permit) => store::update(tx, &before, &decided.state, &permit)?,
                Taken::Doing(permit) => store::update(tx, &before, &decided.state, &permit)?,
            }
            tx.record(&decided.facts)?;
            store::view(tx, &named)
        })
        .await
}

/// Goes on only when nobody has the environment, or something it covers or is part of, during an outage.
fn undisturbed(tx: &mut Tx<'_>, request: &ChangeRequest) -> Outcome<()> {
    let Some(outage) = request.outage else { return Ok(()) };
    let ground = Ground::load(tx, &[request.environment], outage, &[])?;
    let held: Vec<&Hold> = ground.held().iter().filter(|hold| !request.bookings.contains(&hold.booking)).collect();
    if held.is_empty() {
        return Ok(());
    }
    let ids: Vec<BookingId> = held.iter().map(|hold| hold.booking).collect();
    let called = bookings::holds::called(tx, &ids)?;
    let reason = |hold: &&Hold| {
        let called = called.get(&hold.booking).map_or("another booking", String::as_str);
        let told = Reason::new("booked", format!("{called} from {}", hold.span));
        Reason { until: Some(hold.span.end()), ..told }.cleared_by("whoever approves it and says why")
    };
    let detail = format!("somebody has the environment during {}; say why it is approved all the same", request.title);
    Err(Problem::Refused { detail, reasons: held.iter().map(reason).collect() })
}

/// The permit for a step, by what it takes.
enum Taken {
    Asking(signalbox_domain::authz::Permit<Book>),
    Deciding(signalbox_domain::authz::Permit<Allot>),
    Doing(signalbox_domain::authz::Permit<Report>),
}

fn permit(tx: &mut Tx<'_>, request: &ChangeRequest, step: Step) -> Outcome<Taken> {
    let (noun, id, portfolio) = ("change request", request.id, request.portfolio);
    match step {
        Step::Approve | Step::Reject => tx.permit(noun, id, portfolio).map(Taken::Deciding),
        Step::Submit | Step::Withdraw | Step::Cancel => tx.permit(noun, id, portfolio).map(Taken::Asking),
        Step::Begin | Step::Finish | Step::Fail if is_assigned(tx, request)? => {
            tx.permit(noun, id, portfolio).map(Taken::Asking)
        }
        Step::Begin | Step::Finish | Step::Fail => tx.permit(noun, id, portfolio).map(Taken::Doing),
    }
}

/// Whether whoever acts is who does it, or one of them.
fn is_assigned(tx: &mut Tx<'_>, request: &ChangeRequest) -> Outcome<bool> {
    let Some(me) = tx.ctx().actor.person() else { return Ok(false) };
    Ok(match request.assignee {
        Some(Party::Person(person)) => person == me,
        Some(Party::Team(team)) => teams::joined(tx, me)?.contains(&team),
        None => false,
    })
}

fn releases_named(tx: &mut Tx<'_>, faults: &mut Faults, named: &[String]) -> Outcome<Vec<ReleaseId>> {
    let mut found = Vec::new();
    for (index, name) in named.iter().enumerate() {
        let release = referred(faults, &format!("/releases/{index}"), releases::get(tx, name))?;
        if let Some(release) = release.filter(|release| !found.contains(&release.id)) {
            found.push(release.id);
        }
    }
    Ok(found)
}

fn bookings_named(tx: &mut Tx<'_>, faults: &mut Faults, named: &[String]) -> Outcome<Vec<BookingId>> {
    let mut found: Vec<BookingId> = Vec::new();
    for (index, name) in named.iter().enumerate() {
        let booking = referred(faults, &format!("/bookings/{index}"), bookings::get(tx, name))?;
        if let Some(booking) = booking.filter(|booking| !found.contains(&booking.id)) {
            found.push(booking.id);
        }
    }
    Ok(found)
}
