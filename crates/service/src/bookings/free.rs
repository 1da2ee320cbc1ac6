//! The next free time of any of many environments.

use super::ground::Ground;
use crate::{App, Ctx, environments::Filter};
use jiff::{SignedDuration, Timestamp};
use signalbox_domain::{
    Fault, Outcome, Problem, Ref,
    bookings::{Span, Usage, booking::LONGEST, free::Busy},
    id::EnvironmentId,
};
use signalbox_store::{
    Tx,
    bookings::{
        free::{self as store, Opening, Room},
        holds, timeline,
    },
    environments as stored,
};
use std::collections::BTreeMap;

/// The most environments in one answer.
const MOST_FREE: usize = 50;
/// How many openings are looked at together.
const AT_ONCE: usize = 32;
/// So many environments are all looked at: their bookings are fewer than those of all others that end meanwhile.
const FEW: usize = 32;
/// How far ahead a free time is looked for.
const AHEAD: SignedDuration = SignedDuration::from_hours(24 * 366);

/// What is looked for.
#[derive(Clone, Debug)]
pub struct Wanted {
    /// Among which environments.
    pub environments: Filter,
    /// For how many hours.
    pub hours: i64,
    /// From when on; now when absent.
    pub from: Option<Timestamp>,
    /// Whether others may be there as well.
    pub usage: Usage,
    /// How many environments are wanted.
    pub most: usize,
}

/// Free times.
#[derive(Clone, Debug)]
pub struct Free {
    /// The environments that are free first, each with its first free time; by that time and key.
    pub places: Vec<(Ref<EnvironmentId>, Span)>,
    /// Until when was looked.
    pub until: Timestamp,
}

/// Finds the environments that are free first for so long: exactly there and then a booking would be approved.
///
/// # Errors
/// Faults of the hours and the number; what the filter names and cannot be found.
pub async fn free(app: &App, ctx: &Ctx, wanted: Wanted) -> Outcome<Free> {
    app.db
        .read(ctx, move |tx| {
            let room = room(tx, &wanted)?;
            let mut search = Search { found: BTreeMap::new(), room, most: wanted.most };
            let filter = wanted.environments.found(tx)?;
            search.run(tx, &filter)?;
            let ids: Vec<EnvironmentId> = search.found.keys().copied().collect();
            let free_at = |one: Ref<EnvironmentId>| search.found.get(&one.id).map(|span| (one, *span));
            // They come by key.
            let mut places: Vec<(Ref<EnvironmentId>, Span)> =
                holds::shown(tx, &ids)?.into_iter().filter_map(free_at).collect();
            places.sort_by_key(|(_, span)| *span);
            places.truncate(wanted.most);
            Ok(Free { places, until: room.until })
        })
        .await
}

fn room(tx: &Tx<'_>, wanted: &Wanted) -> Outcome<Room> {
    let longest = LONGEST.as_hours();
    if !(1..=longest).contains(&wanted.hours) {
        return Err(Fault::new("/hours", "range", format!("from 1 to {longest} hours")).into());
    }
    if !(1..=MOST_FREE).contains(&wanted.most) {
        return Err(Fault::new("/limit", "range", format!("from 1 to {MOST_FREE}")).into());
    }
    let from = wanted.from.unwrap_or_else(|| tx.now()).max(tx.now());
    let far = || Problem::fault("/from", "range", "that is too far ahead");
    let until = from.checked_add(AHEAD).map_err(|_| far())?;
    Ok(Room { from, length: SignedDuration::from_hours(wanted.hours), until, usage: wanted.usage })
}

/// What was found so far: of each environment the first time that is free.
struct Search {
    found: BTreeMap<EnvironmentId, Span>,
    room: Room,
    most: usize,
}

impl Search {
    /// Looks at openings in the order of their time until so many are found that no later one could come before them.
    fn run(&mut self, tx: &mut Tx<'_>, filter: &stored::Filter) -> Outcome<()> {
        let few = timeline::lines(tx, filter, FEW + 1)?;
        if few.len() <= FEW {
            let open = |line: timeline::Line| (line.environment.id, self.room.from);
            let open = few.into_iter().map(open).collect();
            return self.note(tx, open);
        }
        let mut last: Option<Opening> = None;
        loop {
            let after = last.as_ref().map(|opening| &opening.key);
            let openings = store::at_once(tx, filter, self.room, after, AT_ONCE)?;
            self.look(tx, &openings)?;
            if self.is_enough(|start| start <= self.room.from) {
                return Ok(());
            }
            let is_last = openings.len() < AT_ONCE;
            last = openings.into_iter().next_back();
            if is_last {
                break;
            }
        }
        let mut last: Option<Opening> = None;
        loop {
            let openings = store::later(tx, filter, self.room, last.as_ref(), AT_ONCE)?;
            self.look(tx, &openings)?;
            let is_last = openings.len() < AT_ONCE;
            last = openings.into_iter().next_back();
            match &last {
                // Others may end at the same time.
                Some(last) if !is_last && !self.is_enough(|start| start < last.at) => {}
                _ => return Ok(()),
            }
        }
    }

    /// Finds the first free time of each of these environments from its opening on.
    fn look(&mut self, tx: &mut Tx<'_>, openings: &[Opening]) -> Outcome<()> {
        let mut open: Vec<(EnvironmentId, Timestamp)> = Vec::new();
        for opening in openings {
            if !self.found.contains_key(&opening.environment) && !open.iter().any(|(id, _)| *id == opening.environment)
            {
                open.push((opening.environment, opening.at));
            }
        }
        self.note(tx, open)
    }

    /// Finds the first free time of each of these environments from its instant on.
    fn note(&mut self, tx: &mut Tx<'_>, open: Vec<(EnvironmentId, Timestamp)>) -> Outcome<()> {
        // Most are free at once; only what blocks the others is looked at further ahead.
        let from = open.iter().map(|(_, at)| *at).min();
        let near = open.iter().filter_map(|(_, at)| at.checked_add(self.room.length).ok()).max();
        let Some(near) = from.zip(near).and_then(|(from, near)| Span::between(from, near)) else { return Ok(()) };
        let open = self.settle(tx, open, near)?;
        let far = open.iter().map(|(_, at)| *at).min().and_then(|from| Span::between(from, self.room.until));
        if let Some(far) = far {
            self.settle(tx, open, far)?;
        }
        Ok(())
    }

    /// Notes of each environment the first free time that ends within a span; answers those that have none there.
    fn settle(
        &mut self,
        tx: &mut Tx<'_>,
        open: Vec<(EnvironmentId, Timestamp)>,
        within: Span,
    ) -> Outcome<Vec<(EnvironmentId, Timestamp)>> {
        let ids: Vec<EnvironmentId> = open.iter().map(|(id, _)| *id).collect();
        let ground = Ground::load(tx, &ids, within, &[])?;
        let mut rest = Vec::new();
        for (id, at) in open {
            let busy = Busy::of(id, self.room.usage, ground.held(), ground.blocks(), ground.tree());
            match busy.next_free(self.room.length, at, within.end()) {
                Some(free) => drop(self.found.insert(id, free)),
                None => rest.push((id, at)),
            }
        }
        Ok(rest)
    }

    /// Whether as many as are wanted are free early enough.
    fn is_enough(&self, is_early: impl Fn(Timestamp) -> bool) -> bool {
        self.found.values().filter(|span| is_early(span.start())).count() >= self.most
    }
}
