//! The one question: may this version of a system go to that environment at that time? Decided on the database's time, from
//! everything that bears on it, and kept with all it was decided from.

mod ground;
pub mod overrides;
pub mod stops;

use crate::{App, Ctx, Page, Slice};
use ground::{Named, Standing};
use jiff::{SignedDuration, Timestamp};
use serde::Serialize;
use serde_json::{Value, value::RawValue};
use signalbox_domain::{
    Fact, Outcome, Problem, Zone,
    authz::Right,
    decisions::{self as domain, Answer, RULES, Situation, situation::Helper, window_override},
    due::day_fault,
    id::{BookingId, PortfolioId, SystemId},
};
use signalbox_store::{
    Tx,
    bookings::holds,
    decisions::{self as store, Decision, ground as ground_store, overrides as overrides_store},
    environments, grants, portfolios, releases, systems, windows,
};

use std::collections::HashMap;

pub use signalbox_domain::decisions::sync_windows::SyncWindow;
pub use signalbox_store::decisions::Listed;

/// How far ahead of the instant asked for an instant is looked for at which it will be allowed.
const AHEAD: SignedDuration = SignedDuration::from_hours(24 * 92);
/// How far ahead sync windows are exported.
const EXPORTED: SignedDuration = SignedDuration::from_hours(24 * 28);
/// The most minutes it may be expected to take: a month.
pub const MOST_MINUTES: u32 = 31 * 24 * 60;
/// How many environments are looked at that are as good.
const MOST_ELSEWHERE: usize = 5;

/// What is asked. Other things are named by id or key.
#[derive(Clone, Debug, Default)]
pub struct Question {
    /// Where it is to go.
    pub environment: String,
    /// What is to go there.
    pub system: Option<String>,
    /// Which version of it, by number, registered or not; or by id.
    pub version: Option<String>,
    /// When it is to begin; now when absent.
    pub at: Option<Timestamp>,
    /// How many minutes it is expected to take.
    pub minutes: Option<u32>,
    /// What for.
    pub release: Option<String>,
}

/// A decision with its answer, as whoever reads it may see it.
#[derive(Clone, Debug)]
pub struct Told {
    /// What it is about, and how it ended.
    pub listed: Listed,
    /// The answer.
    pub answer: Answer,
    /// The rules that made it.
    pub rules: i64,
    /// Whether the rules as they are now answer the same from what was known then.
    pub repeats: bool,
    /// The facts that policies were asked about.
    pub facts: Box<RawValue>,
    /// What they said.
    pub verdicts: Box<RawValue>,
}

/// Answers the question for whoever asks it, and keeps the answer.
///
/// # Errors
/// What it names and cannot be found; a fault of the question; a token that is for reading, because it is kept that it was
/// asked.
pub async fn decide(app: &App, ctx: &Ctx, question: Question) -> Outcome<Told> {
    app.db.write(ctx, move |tx| decide_in(tx, &question)).await
}

/// … in a transaction that is open already.
///
/// # Errors
/// As [`decide`].
pub fn decide_in(tx: &mut Tx<'_>, question: &Question) -> Outcome<Told> {
    let named = Named::find(tx, question)?;
    let mut standing = Standing::load(tx, &named)?;
    let mut answer = domain::decide(&standing.situation);
    if !answer.is_allowed() {
        standing.look_ahead(tx, named.at.saturating_add(AHEAD).unwrap_or(Timestamp::MAX))?;
        standing.situation.elsewhere = elsewhere(tx, &named, &answer)?;
        standing.situation.helpers = helpers(tx, &standing.situation)?;
        answer = domain::decide(&standing.situation);
    }
    let Standing { situation, facts, verdicts, .. } = standing;
    let decision = Decision {
        id: tx.new_id(),
        asked_at: tx.now(),
        asked_by: tx.ctx().actor.person(),
        allowed: answer.is_allowed(),
        codes: answer.codes().into_iter().map(str::to_owned).collect(),
        rules: RULES,
        facts,
        verdicts,
        answer: json(&answer)?,
        situation,
    };
    store::insert(tx, &decision)?;
    tx.record(&[fact(&decision, &named)])?;
    if answer.is_allowed() && named.at <= tx.now() {
        use_overrides(tx, &decision)?;
    }
    let listed = named.listed(&decision);
    Ok(Told { listed, answer, rules: RULES, repeats: true, facts: decision.facts, verdicts: decision.verdicts })
}

/// A decision that was made before, made again from what was known then.
///
/// # Errors
/// [`Problem::NotFound`].
pub async fn get(app: &App, ctx: &Ctx, named: String) -> Outcome<Told> {
    app.db.read(ctx, move |tx| get_in(tx, &named)).await
}

/// … in a transaction that is open already.
///
/// # Errors
/// As [`get`].
pub(crate) fn get_in(tx: &mut Tx<'_>, named: &str) -> Outcome<Told> {
    let (decision, listed) = store::get(tx, named)?;
    let repeats = parsed(&json(&domain::decide(&decision.situation))?)? == parsed(&decision.answer)?;
    let answer = domain::decide(&seen(tx, decision.situation)?);
    let (facts, verdicts) = (decision.facts, decision.verdicts);
    Ok(Told { listed, answer, rules: decision.rules, repeats, facts, verdicts })
}

/// What the answer would be. Nothing is kept of that.
///
/// # Errors
/// As [`decide`], but for tokens that are for reading.
pub(crate) fn look_in(tx: &mut Tx<'_>, question: &Question) -> Outcome<Answer> {
    let named = Named::find(tx, question)?;
    let mut standing = Standing::load(tx, &named)?;
    let answer = domain::decide(&standing.situation);
    if answer.is_allowed() {
        return Ok(answer);
    }
    standing.look_ahead(tx, named.at.saturating_add(AHEAD).unwrap_or(Timestamp::MAX))?;
    Ok(domain::decide(&standing.situation))
}

/// What a list of decisions is limited to. Other things are named by id or key.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// About this environment.
    pub environment: Option<String>,
    /// About this system.
    pub system: Option<String>,
    /// For this release.
    pub release: Option<String>,
    /// That allowed, or did not.
    pub allowed: Option<bool>,
    /// Made from this instant on.
    pub from: Option<Timestamp>,
    /// Made before this instant.
    pub to: Option<Timestamp>,
}

/// The decisions the caller may see, the latest first.
///
/// # Errors
/// A fault for a cursor that is none; what the filter names and cannot be found.
pub async fn list(app: &App, ctx: &Ctx, filter: Filter, page: Page) -> Outcome<Slice<Listed>> {
    app.db
        .read(ctx, move |tx| {
            let environment = filter.environment.as_deref().map(|named| environments::get(tx, named)).transpose()?;
            let system = filter.system.as_deref().map(|named| systems::get(tx, named)).transpose()?;
            let release = filter.release.as_deref().map(|named| releases::get(tx, named)).transpose()?;
            let filter = store::Filter {
                environment: environment.map(|it| it.id),
                system: system.map(|it| it.id),
                release: release.map(|it| it.id),
                allowed: filter.allowed,
                from: filter.from,
                to: filter.to,
            };
            store::list(tx, &filter, &page)
        })
        .await
}

/// When something may go to an environment, as sync windows for Argo CD. Nothing is kept of that.
///
/// # Errors
/// As [`decide`], but for tokens that are for reading.
pub async fn sync_windows(app: &App, ctx: &Ctx, question: Question) -> Outcome<Vec<SyncWindow>> {
    app.db
        .read(ctx, move |tx| {
            let named = Named::find(tx, &question)?;
            let mut standing = Standing::load(tx, &named)?;
            standing.look_ahead(tx, named.at.saturating_add(EXPORTED).unwrap_or(Timestamp::MAX))?;
            Ok(domain::sync_windows::sync_windows(&standing.situation))
        })
        .await
}

/// Part of a decision as it is kept.
fn json(part: &impl Serialize) -> Outcome<Box<RawValue>> {
    serde_json::value::to_raw_value(part).map_err(|error| Problem::Internal(format!("this is no JSON: {error}")))
}

/// … to compare it.
fn parsed(part: &RawValue) -> Outcome<Value> {
    serde_json::from_str(part.get()).map_err(|error| Problem::Internal(format!("this is no JSON: {error}")))
}

/// Checks the instant and the length that are asked for.
fn check(question: &Question, now: Timestamp) -> Outcome<(Timestamp, u32)> {
    let at = question.at.unwrap_or(now);
    if let Some(fault) = day_fault("/at", Zone::utc().day_at(at)) {
        return Err(fault.into());
    }
    let minutes = question.minutes.unwrap_or_default();
    if minutes > MOST_MINUTES {
        let detail = format!("it is expected to take at most {MOST_MINUTES} minutes, which is a month");
        return Err(Problem::fault("/minutes", "range", detail));
    }
    // As exact as it will be kept.
    Ok((Timestamp::from_microsecond(at.as_microsecond()).unwrap_or(at), minutes))
}

/// Environments that are as good as the one asked for, and whether it may go there. None, where what is in the way is the
/// same everywhere.
fn elsewhere(tx: &mut Tx<'_>, named: &Named, answer: &Answer) -> Outcome<Vec<domain::situation::Elsewhere>> {
    const EVERYWHERE: [&str; 5] =
        ["system_archived", "unregistered", "release_archived", "release_not_active", "not_in_manifest"];
    if answer.blockers.iter().any(|blocker| EVERYWHERE.contains(&blocker.code)) {
        return Ok(Vec::new());
    }
    let mut found = ground_store::like(tx, &named.environment, MOST_ELSEWHERE)?;
    for other in &mut found {
        let environment = environments::get(tx, &other.id.to_string())?;
        let there = Named { environment, ..named.clone() };
        other.open = domain::decide(&Standing::load(tx, &there)?.situation).is_allowed();
    }
    Ok(found)
}

/// Who holds the rights that would help.
fn helpers(tx: &mut Tx<'_>, situation: &Situation) -> Outcome<Vec<Helper>> {
    let one = |(right, portfolio): (Right, PortfolioId)| {
        let names = grants::who_may(tx, right, portfolio)?;
        Ok(Helper { right: right.name().to_owned(), portfolio, names })
    };
    domain::wanted_helpers(situation).into_iter().map(one).collect()
}

/// Notes that the overrides that were needed are used.
fn use_overrides(tx: &mut Tx<'_>, decision: &Decision) -> Outcome<()> {
    for id in domain::relied_on(&decision.situation) {
        let of = |window: &&domain::situation::Governing| window.overrides.iter().any(|one| one.id == id);
        let Some(governing) = decision.situation.windows.iter().find(of) else { continue };
        if overrides_store::use_for(tx, id, decision.id)?
            && let Some(window) = windows::any(tx, governing.id)?
        {
            tx.record(&[window_override::used(&window, id, decision.id)])?;
        }
    }
    Ok(())
}

/// The fact that it was decided. System and release are told by their ids only: who reads of the environment may not be
/// allowed to see them.
fn fact(decision: &Decision, named: &Named) -> Fact {
    let (environment, situation) = (&named.environment, &decision.situation);
    let version = named.version.as_ref().map(|version| &version.number);
    let mut fact = Fact::of("decision.made", decision.id, environment.portfolio)
        .named(&environment.name)
        .change("allowed", (), decision.allowed)
        .change("at", (), situation.at);
    if let Some(system) = &named.system {
        fact = fact.change("system", (), system.id).change("version", (), version);
    }
    if let Some(release) = &named.release {
        fact = fact.change("release", (), release.id);
    }
    if !decision.allowed {
        fact = fact.change("codes", (), &decision.codes);
    }
    fact
}

/// The situation with names as far as the reader may know them.
fn seen(tx: &mut Tx<'_>, mut situation: Situation) -> Outcome<Situation> {
    let bookings: Vec<BookingId> = situation.holdings.iter().map(|holding| holding.booking).collect();
    let called = if bookings.is_empty() { HashMap::new() } else { holds::called(tx, &bookings)? };
    for holding in &mut situation.holdings {
        holding.called = called.get(&holding.booking).cloned();
    }
    let needed: Vec<SystemId> = situation.needs.iter().map(|need| need.system).collect();
    let visible = if needed.is_empty() { Vec::new() } else { windows::visible_systems(tx, &needed)? };
    for need in &mut situation.needs {
        need.key = visible.iter().find(|one| one.id == need.system).map(|one| one.key.to_string());
    }
    for stop in &mut situation.stops {
        let found = portfolios::get(tx, &stop.portfolio.to_string());
        stop.name = found.ok().map(|portfolio| portfolio.name.to_string());
    }
    let mut known = Vec::new();
    for other in situation.elsewhere {
        if environments::get(tx, &other.id.to_string()).is_ok() {
            known.push(other);
        }
    }
    situation.elsewhere = known;
    Ok(situation)
}
