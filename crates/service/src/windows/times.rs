//! When windows come, and which releases are due while they last.

use super::{Occurrence, Selector, WindowKind, recurrence, store};
use crate::{App, Ctx};
use jiff::{
    SignedDuration, Timestamp,
    civil::{Date, DateTime},
};
use signalbox_domain::{
    Due, Key, Name, Outcome, Problem, Ref, Zone,
    calendar::window::{Overrun, Subject, Window},
    id::{Identifier, PortfolioId, ReleaseId, WindowId},
    problem::Faults,
};
use signalbox_store::Tx;
use std::collections::HashSet;

/// The longest span one question about occurrences may ask for, in days: five years.
const LONGEST: i32 = 5 * 366;
/// The most occurrences of one window in one answer.
const MOST_OCCURRENCES: usize = 1_000;
/// The most releases looked at for one window.
const MOST_HELD: usize = 5_000;
/// The most bands of one calendar, and the most windows they come from.
const MOST_BANDS: usize = 2_000;

/// When a window comes between two days, the second left out, by its own clock; and whether that is all.
///
/// # Errors
/// A fault when the span is empty or longer than five years; [`Problem::NotFound`].
pub async fn occurrences(
    app: &App,
    ctx: &Ctx,
    named: String,
    from: Date,
    to: Date,
) -> Outcome<(Window, Vec<Occurrence>, bool)> {
    span(from, to)?;
    app.db
        .read(ctx, move |tx| {
            let window = store::get(tx, &named)?;
            let (first, last) = (window.zone.start_of(from), window.zone.start_of(to));
            let (found, complete) = window.occurrences(first, last, MOST_OCCURRENCES);
            Ok((window, found, complete))
        })
        .await
}

/// When a window would come that is not saved: what a form shows beside a rule.
///
/// # Errors
/// Every fault of such a window.
pub fn preview(
    zone: Zone,
    start: DateTime,
    end: DateTime,
    rule: Option<&str>,
    from: Option<Timestamp>,
) -> Outcome<(Vec<Occurrence>, bool)> {
    const SHOWN: usize = 10;
    let mut faults = Faults::none();
    let recurrence = rule.and_then(|text| recurrence(&mut faults, text));
    let window = Window {
        id: WindowId::from_bits(0),
        key: Key::from_words("preview"),
        name: Name::from_words("preview"),
        description: String::new(),
        kind: WindowKind::Freeze,
        portfolio: PortfolioId::from_bits(0),
        zone,
        start,
        end,
        recurrence,
        selector: Selector::default(),
        overrun: Overrun::default(),
        uid: None,
        archived_at: None,
        rev: 1,
    };
    faults.extend(window.faults().into_vec());
    faults.finish()?;
    let (first, _) = window.extent();
    let from = from.map_or(first, |from| from.max(first));
    let far = from.saturating_add(SignedDuration::from_hours(24 * i64::from(LONGEST)));
    Ok(window.occurrences(from, far.unwrap_or(Timestamp::MAX), SHOWN))
}

/// A release that is due while a window lasts.
#[derive(Clone, Debug)]
pub struct Held {
    /// Which release.
    pub release: Ref<ReleaseId>,
    /// When it is due.
    pub target: Due,
    /// In which of the window's times.
    pub occurrence: Occurrence,
}

/// A day of which a window takes in the first moments is over this long after it at the latest: no day has more hours.
const A_DAY: SignedDuration = SignedDuration::from_hours(26);

/// The visible releases that a window governs and that are due in one of its times between two days, by target; and
/// whether that is all.
///
/// # Errors
/// As [`occurrences`].
pub async fn held(app: &App, ctx: &Ctx, named: String, from: Date, to: Date) -> Outcome<(Vec<Held>, bool)> {
    span(from, to)?;
    app.db
        .read(ctx, move |tx| {
            let window = store::get(tx, &named)?;
            let (first, last) = (window.zone.start_of(from), window.zone.start_of(to));
            let (occurrences, mut complete) = window.occurrences(first, last, MOST_OCCURRENCES);
            let (Some(begin), Some(end)) = (occurrences.first(), occurrences.iter().map(|one| one.ends_at).max())
            else {
                return Ok((Vec::new(), complete));
            };
            let mut due = store::due_between(tx, window.portfolio, begin.starts_at, end + A_DAY, MOST_HELD + 1)?;
            complete &= due.len() <= MOST_HELD;
            due.truncate(MOST_HELD);
            let ids: Vec<ReleaseId> = due.iter().map(|(release, _)| release.id).collect();
            let governed: HashSet<ReleaseId> = store::subjects(tx, &ids)?
                .iter()
                .filter(|subject| window.governs(subject))
                .map(|subject| subject.release)
                .collect();
            let held = due.into_iter().filter(|(release, _)| governed.contains(&release.id)).filter_map(
                |(release, target)| {
                    let occurrence = occurrences.iter().find(|occurrence| occurrence.holds(&target))?.clone();
                    Some(Held { release, target, occurrence })
                },
            );
            Ok((held.collect(), complete))
        })
        .await
}

/// Checks a span of days.
///
/// # Errors
/// A fault when it is empty or longer than five years.
pub fn span(from: Date, to: Date) -> Outcome<()> {
    let days = (to - from).get_days();
    if days <= 0 {
        return Err(Problem::fault("/to", "order", format!("{to} is not after {from}")));
    }
    if days > LONGEST {
        return Err(Problem::fault("/to", "range", "one answer holds at most five years"));
    }
    Ok(())
}

/// One time a window comes, as the calendar shows it.
#[derive(Clone, Debug)]
pub struct Band {
    /// Which window.
    pub window: Ref<WindowId>,
    /// What it means.
    pub kind: WindowKind,
    /// Whose it is, when visible.
    pub portfolio: Option<PortfolioId>,
    /// Whose clock counts.
    pub zone: Zone,
    /// When.
    pub occurrence: Occurrence,
}

/// Everything that comes between two days, the second left out, in the order of begin; and whether that is all. A day
/// counts by each window's own clock.
///
/// # Errors
/// As [`Tx::all`].
pub fn bands(tx: &mut Tx<'_>, from: Date, to: Date, portfolio: Option<PortfolioId>) -> Outcome<(Vec<Band>, bool)> {
    let (first, last) = around(from, to);
    let windows = store::between(tx, first, last, portfolio, MOST_BANDS + 1)?;
    let mut complete = windows.len() <= MOST_BANDS;
    let mut bands = Vec::new();
    for view in windows {
        let window = view.window;
        let (found, all) = window.occurrences(window.zone.start_of(from), window.zone.start_of(to), MOST_OCCURRENCES);
        complete &= all;
        let named = Ref { id: window.id, key: window.key, name: window.name };
        let portfolio = view.portfolio.map(|portfolio| portfolio.id);
        bands.extend(found.into_iter().map(|occurrence| Band {
            window: named.clone(),
            kind: window.kind,
            portfolio,
            zone: window.zone.clone(),
            occurrence,
        }));
        if bands.len() > 4 * MOST_BANDS {
            complete = false;
            break;
        }
    }
    bands.sort_by(|left, right| {
        (left.occurrence.starts_at, left.window.id).cmp(&(right.occurrence.starts_at, right.window.id))
    });
    complete &= bands.len() <= MOST_BANDS;
    bands.truncate(MOST_BANDS);
    Ok((bands, complete))
}

/// One time that a release is to stay out of.
#[derive(Clone, Debug)]
pub struct Closure {
    /// Which release.
    pub release: ReleaseId,
    /// Because of which window.
    pub window: Ref<WindowId>,
    /// What the window means.
    pub kind: WindowKind,
    /// Whose clock counts.
    pub zone: Zone,
    /// When.
    pub occurrence: Occurrence,
}

/// Each time between two days, the second left out, at which a window closes one of these releases: in the order of begin.
/// Windows that are out of the caller's sight close all the same.
///
/// # Errors
/// As [`Tx::all`].
pub fn closures(tx: &mut Tx<'_>, releases: &[ReleaseId], from: Date, to: Date) -> Outcome<Vec<Closure>> {
    if releases.is_empty() {
        return Ok(Vec::new());
    }
    let closing: Vec<WindowKind> = WindowKind::ALL.into_iter().filter(|kind| kind.closes()).collect();
    let (first, last) = around(from, to);
    let windows = store::above(tx, releases, &closing, first, last)?;
    if windows.is_empty() {
        return Ok(Vec::new());
    }
    let subjects: Vec<Subject> = store::subjects(tx, releases)?;
    let mut closures = Vec::new();
    for window in windows {
        let governed: Vec<&Subject> = subjects.iter().filter(|subject| window.governs(subject)).collect();
        if governed.is_empty() {
            continue;
        }
        let (found, _) = window.occurrences(window.zone.start_of(from), window.zone.start_of(to), MOST_OCCURRENCES);
        let named = Ref { id: window.id, key: window.key.clone(), name: window.name.clone() };
        for occurrence in found {
            closures.extend(governed.iter().map(|subject| Closure {
                release: subject.release,
                window: named.clone(),
                kind: window.kind,
                zone: window.zone.clone(),
                occurrence: occurrence.clone(),
            }));
        }
    }
    closures.sort_by_key(|closure| (closure.occurrence.starts_at, closure.release, closure.window.id));
    Ok(closures)
}

/// The instants around two days in every zone there is.
fn around(from: Date, to: Date) -> (Timestamp, Timestamp) {
    let day = SignedDuration::from_hours(24);
    let (first, last) = (Zone::utc().start_of(from), Zone::utc().start_of(to));
    (first.saturating_sub(day).unwrap_or(Timestamp::MIN), last.saturating_add(day).unwrap_or(Timestamp::MAX))
}
