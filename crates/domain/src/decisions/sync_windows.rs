//! When it may go, as Argo CD wants it: sync windows of a project, each a cron schedule with a duration, in UTC.
//!
//! Argo CD syncs inside an allowing window, where there is one, and never inside a denying one: the same as freezes and
//! maintenance windows are here. What it is told fails closed. A closed time is widened to whole minutes and an open one
//! narrowed; what no time clears denies always; and from the instant on until which times are known everything is denied,
//! so that a project nobody brings up to date stops. What lets single versions go in spite of a window is left out.

use super::{Situation, obstacle::obstacles};
use crate::{bookings::Span, calendar::window::WindowKind};
use jiff::{SignedDuration, Timestamp, tz::TimeZone};
use serde::Serialize;

/// A sync window.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SyncWindow {
    /// `allow` or `deny`.
    pub kind: &'static str,
    /// When it begins, as cron writes it.
    pub schedule: String,
    /// How long it lasts, such as `90m`.
    pub duration: String,
    /// Why.
    pub description: String,
}

/// Far beyond the next time anybody looks.
const ONE_YEAR: SignedDuration = SignedDuration::from_hours(24 * 365);

/// The windows of a situation that is known until an instant: not empty, because everything is denied from then on.
#[must_use]
pub fn sync_windows(situation: &Situation) -> Vec<SyncWindow> {
    let mut plain = situation.clone();
    plain.windows.iter_mut().for_each(|window| window.overrides.clear());
    let stays: Vec<String> = obstacles(&plain, plain.at)
        .iter()
        .filter(|obstacle| obstacle.stays(&plain))
        .map(|obstacle| obstacle.detail(&plain))
        .collect();
    let mut windows: Vec<SyncWindow> = stays.into_iter().map(always).collect();
    for window in &plain.windows {
        let is_open = window.kind == WindowKind::Maintenance;
        let times = window.times.iter().filter_map(|span| if is_open { inside(*span) } else { Some(around(*span)) });
        let kind = if is_open { "allow" } else { "deny" };
        windows.extend(times.map(|span| once(kind, span, window.name.clone())));
    }
    let governs = plain.windows.iter().any(|window| window.kind == WindowKind::Maintenance);
    if governs && !windows.iter().any(|window| window.kind == "allow") {
        windows.push(always(format!("no maintenance window opens before {}", plain.known_until)));
    }
    let taken = plain.holdings.iter().filter(|holding| holding.stops(&plain));
    windows.extend(taken.map(|holding| {
        let called = holding.called.clone().unwrap_or_else(|| "another booking".to_owned());
        once("deny", around(holding.span), called)
    }));
    windows.extend(plain.outages.iter().map(|outage| once("deny", around(outage.span), outage.title.clone())));
    // What a waiver lets pass is in the way again when it ends.
    let waived = plain.verdicts.iter().filter(|verdict| !verdict.denies(plain.at));
    windows.extend(waived.filter_map(|verdict| {
        let until = verdict.waived.as_ref().filter(|waived| verdict.denies(waived.until))?.until;
        let again = Span::between(until, plain.known_until)?;
        Some(once("deny", around(again), verdict.key.clone()))
    }));
    if let Some(unknown) = Span::lasting(plain.known_until, ONE_YEAR) {
        let description = format!("nothing is known from {} on; export again", plain.known_until);
        windows.push(once("deny", around(unknown), description));
    }
    windows
}

fn always(description: String) -> SyncWindow {
    SyncWindow { kind: "deny", schedule: "0 0 * * *".to_owned(), duration: "24h".to_owned(), description }
}

fn once(kind: &'static str, span: Span, description: String) -> SyncWindow {
    let start = span.start().to_zoned(TimeZone::UTC);
    SyncWindow {
        kind,
        schedule: format!("{} {} {} {} *", start.minute(), start.hour(), start.day(), start.month()),
        duration: format!("{}m", span.length().as_mins()),
        description,
    }
}

const MINUTE: i64 = 60_000_000;

fn instant(micros: i64) -> Timestamp {
    Timestamp::from_microsecond(micros).unwrap_or(Timestamp::MAX)
}

/// The whole minutes that a span meets.
fn around(span: Span) -> Span {
    let (start, end) = (span.start().as_microsecond(), span.end().as_microsecond());
    let (start, end) = (start.div_euclid(MINUTE) * MINUTE, (end + MINUTE - 1).div_euclid(MINUTE) * MINUTE);
    Span::between(instant(start), instant(end)).unwrap_or(span)
}

/// The whole minutes that lie in a span, if any does.
fn inside(span: Span) -> Option<Span> {
    let (start, end) = (span.start().as_microsecond(), span.end().as_microsecond());
    let (start, end) = ((start + MINUTE - 1).div_euclid(MINUTE) * MINUTE, end.div_euclid(MINUTE) * MINUTE);
    Span::between(instant(start), instant(end))
}
