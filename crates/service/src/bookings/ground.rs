//! What a booking has to reckon with, as it is inside the transaction that decides.

use super::tree;
use signalbox_domain::{
    Outcome, Problem, Reason,
    authz::Right,
    bookings::{Block, Booking, Clash, Hold, Overlap, Override, Span, Standing},
    calendar::window::Selector,
    environments::Tree,
    id::{BookingId, EnvironmentId},
};
use signalbox_store::{
    Tx,
    bookings::{holds, overlaps},
    environments::{self, changes::outages},
    grants, windows,
};
use std::collections::HashMap;

/// The most occurrences of one blockout that are looked at.
const MOST_OCCURRENCES: usize = 1_000;

/// What is part of what, held, blocked and accepted around some environments in a span.
pub(crate) struct Ground {
    wanted: Vec<EnvironmentId>,
    tree: Tree,
    held: Vec<Hold>,
    blocks: Vec<Block>,
    accepted: Vec<Overlap>,
    /// What the bookings that hold something are called; looked up when something is refused.
    called: Option<HashMap<BookingId, String>>,
}

impl Ground {
    /// What bears on these environments in a span; `bookings` are those for which overlaps may have been accepted.
    pub(crate) fn load(
        tx: &mut Tx<'_>,
        environments: &[EnvironmentId],
        within: Span,
        bookings: &[BookingId],
    ) -> Outcome<Self> {
        let nodes = environments::related(tx, environments)?;
        let around: Vec<EnvironmentId> = nodes.iter().map(|node| node.id).collect();
        let tree = tree(nodes)?;
        let held = holds::held(tx, &around, within)?;
        let blocks = blocks(tx, &around, within)?;
        let accepted = if held.is_empty() || bookings.is_empty() { Vec::new() } else { overlaps::of(tx, bookings)? };
        let accepted = accepted.into_iter().map(|view| view.overlap).collect();
        Ok(Self { wanted: environments.to_vec(), tree, held, blocks, accepted, called: None })
    }

    /// What bears on a booking as it is.
    pub(super) fn of(tx: &mut Tx<'_>, booking: &Booking) -> Outcome<Self> {
        Self::load(tx, booking.place.environments(), booking.span, &[booking.id])
    }

    /// What is part of what.
    pub(crate) const fn tree(&self) -> &Tree {
        &self.tree
    }

    /// What is held.
    pub(crate) fn held(&self) -> &[Hold] {
        &self.held
    }

    /// What is blocked.
    pub(crate) fn blocks(&self) -> &[Block] {
        &self.blocks
    }

    /// From now on does not reckon with what these hold, because they go elsewhere.
    pub(super) fn without(&mut self, bookings: &[BookingId]) {
        self.held.retain(|hold| !bookings.contains(&hold.booking));
    }

    /// From now on reckons with what a booking holds that was approved meanwhile.
    pub(super) fn keep(&mut self, booking: &Booking) {
        self.held.extend(booking.holds());
    }

    /// Asks something of it.
    pub(super) fn ask<T>(&self, regardless: Option<&Override>, ask: impl FnOnce(&Standing<'_>) -> T) -> T {
        let called = |id: BookingId| {
            let known = self.called.as_ref().and_then(|called| called.get(&id));
            known.cloned().unwrap_or_else(|| "another booking".to_owned())
        };
        ask(&Standing {
            tree: &self.tree,
            held: &self.held,
            blocks: &self.blocks,
            accepted: &self.accepted,
            regardless,
            called: &called,
        })
    }

    /// Every reason why a booking cannot be approved, with who can help.
    pub(super) fn reasons(
        &mut self,
        tx: &mut Tx<'_>,
        booking: &Booking,
        regardless: Option<&Override>,
    ) -> Outcome<Vec<Reason>> {
        if self.ask(regardless, |standing| standing.reasons(booking)).is_empty() {
            return Ok(Vec::new());
        }
        self.call(tx)?;
        let mut reasons = self.ask(regardless, |standing| standing.reasons(booking));
        self.help(tx, &mut reasons)?;
        Ok(reasons)
    }

    /// Lets something be decided; a refusal names who has the place, as far as the caller may know, and who can help.
    pub(super) fn decide<T>(
        &mut self,
        tx: &mut Tx<'_>,
        regardless: Option<&Override>,
        decide: impl Fn(&Standing<'_>) -> Outcome<T>,
    ) -> Outcome<T> {
        let answer = self.ask(regardless, &decide);
        if !matches!(answer, Err(Problem::Refused { .. })) {
            return answer;
        }
        self.call(tx)?;
        match self.ask(regardless, &decide) {
            Err(Problem::Refused { detail, mut reasons }) => {
                self.help(tx, &mut reasons)?;
                Err(Problem::Refused { detail, reasons })
            }
            other => other,
        }
    }

    /// The clashes of a booking that nobody answers for.
    pub(super) fn open(&self, booking: &Booking) -> Vec<Clash> {
        self.ask(None, |standing| standing.open(booking))
    }

    /// Looks up what the bookings that hold something are called, once.
    fn call(&mut self, tx: &mut Tx<'_>) -> Outcome<()> {
        if self.called.is_none() {
            let ids: Vec<BookingId> = self.held.iter().map(|hold| hold.booking).collect();
            self.called = Some(if ids.is_empty() { HashMap::new() } else { holds::called(tx, &ids)? });
        }
        Ok(())
    }

    /// Adds who can help: whoever decides bookings of the place, or overrides what blocks it. Tells each reason once.
    pub(crate) fn help(&self, tx: &mut Tx<'_>, reasons: &mut Vec<Reason>) -> Outcome<()> {
        reasons.dedup();
        let Some(place) = holds::bookable(tx, &self.wanted)?.into_iter().next() else { return Ok(()) };
        let mut known: HashMap<Right, String> = HashMap::new();
        for reason in reasons.iter_mut() {
            let right = match reason.code {
                "booked" | "crowded" | "short" | "unpicked" => Right::Allot,
                "blockout" | "outage" | "maintenance" => Right::Override,
                _ => continue,
            };
            let who = match known.get(&right) {
                Some(who) => who.clone(),
                None => {
                    let names = grants::who_may(tx, right, place.portfolio)?.join(", ");
                    let nobody = format!("whoever may {} there", right.words());
                    known.entry(right).or_insert(if names.is_empty() { nobody } else { names }).clone()
                }
            };
            reason.who = Some(who);
        }
        Ok(())
    }
}

/// When some environments are not to be booked: their outages, and each time of a blockout of their portfolio or one above
/// it. A blockout that names certain releases holds back only these, not the environments.
pub(super) fn blocks(tx: &mut Tx<'_>, environments: &[EnvironmentId], within: Span) -> Outcome<Vec<Block>> {
    let mut blocks: Vec<Block> = outages(tx, environments, within)?.into_iter().map(|(_, block)| block).collect();
    for (window, governed) in windows::blockouts(tx, environments, within.start(), within.end())? {
        if window.selector != Selector::default() {
            continue;
        }
        let (times, _) = window.occurrences(within.start(), within.end(), MOST_OCCURRENCES);
        let spans = times.iter().filter_map(|time| Span::between(time.starts_at, time.ends_at));
        blocks.extend(spans.flat_map(|span| {
            let block = |environment: &EnvironmentId| Block {
                environment: *environment,
                span,
                kind: window.kind.name(),
                name: window.name.to_string(),
            };
            governed.iter().map(block).collect::<Vec<_>>()
        }));
    }
    Ok(blocks)
}
