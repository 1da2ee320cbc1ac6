//! Asking for environments: once or again and again, for real or to see what would come of it.

use super::{
    Times,
    ground::Ground,
    phase,
    places::{self, Site, Wanted, choices, picked},
    priority,
    steps::may_override,
    times::Again,
};
use crate::{
    App, Ctx,
    app::{referred, together},
};
use signalbox_domain::{
    Fact, Fault, Name, Outcome, Problem, Reason, Ref, Zone,
    authz::{Book, Override as MayOverride},
    bookings::{Booking, Clash, May, Override, Priority, Purpose, Span, State, Usage, moves, step::is_overridable},
    id::{BookingId, EnvironmentId},
    problem::Faults,
};
use signalbox_store::{
    Tx,
    bookings::{self as store, View, holds},
    portfolios, release_parts, releases,
};
use std::collections::{BTreeSet, HashMap};

/// What becomes of a request for a place that cannot be had.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum IfTaken {
    /// It is refused, and nothing is changed.
    #[default]
    Refuse,
    /// It waits until the place is free.
    Wait,
    /// It is kept as a request, for somebody to decide.
    Request,
}

/// What is asked for. Other things are named by id or key.
#[derive(Clone, Debug)]
pub struct New {
    /// What it is for.
    pub title: Name,
    /// In more words.
    pub description: String,
    /// Whose it is.
    pub portfolio: String,
    /// The release it serves.
    pub release: Option<String>,
    /// The phase of that release it moves with, by id or name.
    pub phase: Option<String>,
    /// What is to be booked.
    pub place: Wanted,
    /// When.
    pub times: Times,
    /// Whose clock it goes by; that of the environment, or of the first of the group, when absent.
    pub zone: Option<Zone>,
    /// When it comes again.
    pub again: Option<Again>,
    /// Whether others may be there as well.
    pub usage: Usage,
    /// What the place is wanted for.
    pub purpose: Purpose,
    /// How much it matters, 1 to 5.
    pub priority: Option<i64>,
    /// The team that works there.
    pub team: Option<String>,
    /// What becomes of it when the place is taken.
    pub if_taken: IfTaken,
    /// Why blocks do not matter.
    pub regardless: Option<String>,
}

/// A booking as it would be.
#[derive(Clone, Debug)]
pub struct Draft {
    /// The booking, in the state it would have.
    pub booking: Booking,
    /// What stands against it.
    pub reasons: Vec<Reason>,
    /// What it clashes with.
    pub clashes: Vec<Clash>,
    /// True when nothing but what the caller may override stands against it.
    pub overridable: bool,
    pub(super) facts: Vec<Fact>,
}

/// What a request would come to, and what of it the caller may know by name.
#[derive(Clone, Debug)]
pub struct Preview {
    /// The bookings, one after the other.
    pub drafts: Vec<Draft>,
    /// The environments in it that are visible.
    pub environments: HashMap<EnvironmentId, Ref<EnvironmentId>>,
    /// The bookings it clashes with that are visible, as they are called.
    pub called: HashMap<BookingId, String>,
}

impl Preview {
    /// Some drafts with what is in them, as far as the caller may know it by name.
    pub(super) fn of(tx: &mut Tx<'_>, drafts: Vec<Draft>) -> Outcome<Self> {
        let places = drafts.iter().flat_map(|draft| draft.booking.place.environments());
        let clashes = || drafts.iter().flat_map(|draft| &draft.clashes);
        let places: BTreeSet<EnvironmentId> = places.copied().chain(clashes().map(|clash| clash.environment)).collect();
        let others: BTreeSet<BookingId> = clashes().flat_map(|clash| clash.bookings.iter().copied()).collect();
        let environments = holds::shown(tx, &places.into_iter().collect::<Vec<_>>())?;
        let called = holds::called(tx, &others.into_iter().collect::<Vec<_>>())?;
        let environments = environments.into_iter().map(|found| (found.id, found)).collect();
        Ok(Self { environments, called, drafts })
    }
}

/// Asks for a place. It is approved at once where the groups of all its environments approve by themselves and nothing
/// stands against it. Answers the first of a series.
///
/// # Errors
/// Every fault of it; a missing right; everything that stands against it, unless it is to wait or to be decided.
pub async fn request(app: &App, ctx: &Ctx, new: New) -> Outcome<View> {
    app.db
        .write(ctx, move |tx| {
            let drafts = drafts(tx, &new)?;
            if new.if_taken == IfTaken::Refuse {
                none_taken(&drafts)?;
            }
            for draft in &drafts {
                let permit = tx.permit::<Book>("booking", draft.booking.id, draft.booking.portfolio)?;
                store::insert(tx, &draft.booking, &permit)?;
                tx.record(&draft.facts)?;
            }
            let first = drafts.first().map(|draft| draft.booking.id.to_string()).unwrap_or_default();
            store::view(tx, &first)
        })
        .await
}

/// Tells what a request would come to. Nothing is saved.
///
/// # Errors
/// Every fault of it; a missing right.
pub async fn preview(app: &App, ctx: &Ctx, new: New) -> Outcome<Preview> {
    app.db
        .read(ctx, move |tx| {
            let drafts = drafts(tx, &new)?;
            Preview::of(tx, drafts)
        })
        .await
}

/// Goes on only when every place can be had.
fn none_taken(drafts: &[Draft]) -> Outcome<()> {
    let taken: Vec<&Draft> = drafts.iter().filter(|draft| !draft.reasons.is_empty()).collect();
    let Some(first) = taken.first() else { return Ok(()) };
    let title = &first.booking.title;
    let detail = match drafts.len() {
        1 => format!("{title} cannot have this place at this time"),
        all => format!("{title} cannot have this place {} of {all} times", taken.len()),
    };
    Err(Problem::Refused { detail, reasons: taken.iter().flat_map(|draft| draft.reasons.clone()).collect() })
}

/// The bookings that are asked for, with what stands against each.
fn drafts(tx: &mut Tx<'_>, new: &New) -> Outcome<Vec<Draft>> {
    let mut faults = Faults::none();
    let Some((wish, site, spans)) = wish(tx, &mut faults, new)? else {
        return Err(Problem::Invalid(faults.into_vec()));
    };
    let reach = spans.first().zip(spans.last()).and_then(|(first, last)| Span::between(first.start(), last.end()));
    let reach = reach.unwrap_or(wish.span);
    let regardless = regardless(tx, wish.id, &site, new.regardless.as_deref())?;
    let mut ground = Ground::load(tx, &site.environments(), site.within(reach), &[])?;
    let choices = choices(tx, &site, wish.id, wish.usage, &ground, regardless.is_some())?;
    let may = May { regardless: may_override(tx, wish.id, &site)?, ..May::default() };
    let mut drafts = Vec::with_capacity(spans.len());
    for (place, span) in spans.into_iter().enumerate() {
        let id = if place == 0 { wish.id } else { tx.new_id() };
        let (place, mut reasons) = match picked(&site.place, span, &choices) {
            Ok(place) => (place, Vec::new()),
            Err(short) => (site.place.clone(), vec![short]),
        };
        ground.help(tx, &mut reasons)?;
        let booking = Booking { id, span, place, ..wish.clone() };
        let requested = ground.ask(None, |standing| moves::request(booking, standing));
        let requested = together(std::mem::take(&mut faults), requested).map_err(|problem| new.times.told(problem))?;
        if span.end() <= tx.now() {
            return Err(Problem::refused("over", format!("{} would have ended at {}", wish.title, span.end())));
        }
        reasons.extend(ground.reasons(tx, &requested.state, regardless.as_ref())?);
        let overridable = ground.ask(None, |standing| is_overridable(&requested.state, may, standing));
        let draft = draft(tx, &ground, &site, new.if_taken, regardless.as_ref(), requested, reasons)?;
        drafts.push(Draft { overridable, ..draft });
    }
    Ok(drafts)
}

/// What becomes of a request.
fn draft(
    tx: &Tx<'_>,
    ground: &Ground,
    site: &Site,
    if_taken: IfTaken,
    regardless: Option<&Override>,
    requested: signalbox_domain::event::Decided<Booking>,
    reasons: Vec<Reason>,
) -> Outcome<Draft> {
    let (now, booking) = (tx.now(), requested.state);
    let clashes = if reasons.is_empty() { Vec::new() } else { ground.open(&booking) };
    let mut facts = requested.facts;
    let next = if reasons.is_empty() && site.approves_itself(&booking.place) {
        Some(ground.ask(regardless, |standing| moves::approve(&booking, None, now, standing))?)
    } else if !reasons.is_empty() && if_taken == IfTaken::Wait {
        Some(moves::wait(&booking, now)?)
    } else {
        None
    };
    let booking = match next {
        Some(decided) => {
            facts.extend(decided.facts);
            decided.state
        }
        None => booking,
    };
    Ok(Draft { booking, reasons, clashes, overridable: false, facts })
}

/// The first booking that is wished for, its place with what it is chosen from, and every time; `None` after noting what
/// is wrong with it.
fn wish(tx: &mut Tx<'_>, faults: &mut Faults, new: &New) -> Outcome<Option<(Booking, Site, Vec<Span>)>> {
    let id: BookingId = tx.new_id();
    let portfolio = referred(faults, "/portfolio", portfolios::get(tx, &new.portfolio))?;
    if let Some(portfolio) = &portfolio {
        tx.permit::<Book>("booking", id, portfolio.id)?;
    }
    let release = match &new.release {
        Some(named) => referred(faults, "/release", releases::get(tx, named))?,
        None => None,
    };
    let phase = match &new.phase {
        Some(named) if release.is_some() || new.release.is_none() => phase(tx, faults, release.as_ref(), named)?,
        _ => None,
    };
    let team = match &new.team {
        Some(named) => referred(faults, "/team", release_parts::team(tx, named))?,
        None => None,
    };
    let priority = priority(faults, new.priority).unwrap_or(Priority::USUAL);
    let site = places::find(tx, faults, &new.place)?;
    let there = site.as_ref().and_then(|site| site.among.first()).map(|one| one.zone.clone());
    let zone = new.zone.clone().or(there).unwrap_or_else(Zone::utc);
    let spans = match &new.again {
        Some(again) => new.times.spans(&zone, again),
        None => new.times.span(&zone).map(|span| vec![span]),
    };
    let spans = faults.take("", spans);
    let (Some(portfolio), Some(site), Some(spans)) = (portfolio, site, spans) else { return Ok(None) };
    let Some(span) = spans.first().copied() else { return Ok(None) };
    let wish = Booking {
        id,
        title: new.title.clone(),
        description: new.description.clone(),
        portfolio: portfolio.id,
        release: release.map(|release| release.id),
        phase,
        place: site.place.clone(),
        span,
        zone,
        usage: new.usage,
        purpose: new.purpose,
        priority,
        requested_by: tx.ctx().actor.person(),
        team: team.map(|team| team.id),
        series: new.again.is_some().then_some(id),
        state: State::Requested,
        created_at: tx.now(),
        rev: 1,
    };
    Ok(Some((wish, site, spans)))
}

/// That blocks do not matter, when a reason is given by whoever may override them for each environment.
pub(super) fn regardless(
    tx: &mut Tx<'_>,
    booking: BookingId,
    site: &Site,
    reason: Option<&str>,
) -> Outcome<Option<Override>> {
    let Some(reason) = reason else { return Ok(None) };
    let Some(by) = tx.ctx().actor.person() else {
        return Err(Fault::new("/override", "person", "only a person answers for going on in spite of a block").into());
    };
    if reason.trim().is_empty() {
        return Err(Fault::new("/override", "text", "say why, in 1 to 2000 characters").into());
    }
    for portfolio in site.portfolios() {
        tx.permit::<MayOverride>("booking", booking, portfolio)?;
    }
    Ok(Some(Override { by, reason: reason.trim().to_owned() }))
}
