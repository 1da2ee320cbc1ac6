//! The inbox: everything that waits for whoever asks, the nearest first.

use super::{CriterionView, MyVote, RequestView, WaiverView, ground::Ground, ground::Voters};
use crate::{App, Ctx};
use jiff::{Timestamp, civil::Date};
use signalbox_domain::{
    Outcome, Ref, Zone,
    authz::{Allot, Decide},
    gates::waiver::State,
    id::{PersonId, ReleaseId},
};
use signalbox_store::{
    Page, Tx, activities, bookings,
    gates::{criteria, requests, waivers},
};

/// The most things of one kind that are told at once.
pub const MOST: usize = 100;

/// Something that waits.
#[derive(Clone, Debug)]
pub enum Waiting {
    /// A gate to approve, and what can be said to it.
    Approval(Box<RequestView>, Vec<MyVote>),
    /// A criterion to see to.
    Criterion(Box<CriterionView>),
    /// Work to be done, and where.
    Activity(Box<activities::View>, Ref<ReleaseId>),
    /// A waiver to decide.
    Waiver(Box<WaiverView>),
    /// A booking to decide.
    Booking(Box<bookings::View>),
}

/// Something that waits, with when it is due.
#[derive(Clone, Debug)]
pub struct Item {
    /// When; `None` when no time is set.
    pub due: Option<Timestamp>,
    /// What.
    pub what: Waiting,
}

/// What waits for whoever asks: at most [`MOST`] of a kind, the nearest first, what has no time last.
///
/// # Errors
/// When the database cannot be read.
pub async fn list(app: &App, ctx: &Ctx) -> Outcome<Vec<Item>> {
    app.db
        .read(ctx, |tx| {
            let voters = Voters::of_caller(tx)?;
            let Some(me) = voters.me else { return Ok(Vec::new()) };
            let mut items = approvals(tx, me, &voters)?;
            items.extend(criteria::waiting_for(tx, me, MOST)?.into_iter().map(|view| {
                let due = view.criterion.due.map_or_else(|| view.gate_due.instant(), |day| end_of(&view.zone, day));
                Item { due: Some(due), what: Waiting::Criterion(Box::new(view)) }
            }));
            items.extend(activities::waiting_for(tx, me, MOST)?.into_iter().map(|(view, release, zone)| {
                let due = view.activity.due.map(|day| end_of(&zone, day));
                Item { due, what: Waiting::Activity(Box::new(view), release) }
            }));
            items.extend(undecided(tx, me)?);
            items.extend(bookings_to_decide(tx)?);
            items.sort_by_key(|item| (item.due.is_none(), item.due));
            Ok(items)
        })
        .await
}

fn approvals(tx: &mut Tx<'_>, me: PersonId, voters: &Voters) -> Outcome<Vec<Item>> {
    let people: Vec<PersonId> = std::iter::once(me).chain(voters.absent.iter().map(|absent| absent.id)).collect();
    let mut items = Vec::new();
    for view in requests::naming(tx, &people, MOST)? {
        let ground = Ground::named(tx, &view.release.id.to_string(), &view.request.gate.to_string())?;
        let (votes, _) = ground.options(tx, voters)?;
        if !votes.is_empty() && ground.changed.is_empty() {
            let due = view.request.expires_at.map_or(view.gate_due.instant(), |end| end.min(view.gate_due.instant()));
            items.push(Item { due: Some(due), what: Waiting::Approval(Box::new(view), votes) });
        }
    }
    Ok(items)
}

fn undecided(tx: &mut Tx<'_>, me: PersonId) -> Outcome<Vec<Item>> {
    let filter = waivers::Filter { state: Some(State::Requested), ..waivers::Filter::default() };
    let waiting = waivers::list(tx, &filter, &first())?.items;
    let portfolios: Vec<_> = waiting.iter().map(|view| view.waiver.decided_in).collect();
    let mine = tx.permitted::<Decide>(&portfolios)?;
    let waits = |view: &WaiverView| {
        let is_own = view.waiver.requested_by == Some(me) || view.waiver.requested_for == Some(me);
        !is_own && mine.contains(&view.waiver.decided_in)
    };
    let item = |view: WaiverView| Item { due: view.waiver.expires_at, what: Waiting::Waiver(Box::new(view)) };
    Ok(waiting.into_iter().filter(waits).map(item).collect())
}

fn bookings_to_decide(tx: &mut Tx<'_>) -> Outcome<Vec<Item>> {
    let filter = bookings::Filter { state: Some("requested"), ..bookings::Filter::default() };
    let waiting = bookings::list(tx, &filter, &first())?.items;
    let portfolios: Vec<_> = waiting.iter().map(|view| view.booking.portfolio).collect();
    let mine = tx.permitted::<Allot>(&portfolios)?;
    let item =
        |view: bookings::View| Item { due: Some(view.booking.span.start()), what: Waiting::Booking(Box::new(view)) };
    Ok(waiting.into_iter().filter(|view| mine.contains(&view.booking.portfolio)).map(item).collect())
}

fn first() -> Page {
    Page { limit: u32::try_from(MOST).ok(), cursor: None, total: false }
}

/// When a day is over in a zone.
fn end_of(zone: &Zone, day: Date) -> Timestamp {
    zone.start_of(day.tomorrow().unwrap_or(day))
}
