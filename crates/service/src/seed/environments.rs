//! Where releases are tested and who has which environment when: ten environments for each system, booked week after week.

use super::{dice::Dice, organisation::Organisation, team_key};
use crate::environments::{self as service, groups};
use jiff::{Timestamp, ToSpan, civil::Date};
use signalbox_domain::{
    Fact, Key, Name, Outcome, Problem, Zone,
    authz::Book,
    bookings::{Booking, Place, Priority, Purpose, Span, Standing, State, Usage, moves},
    environments::{Health, Money, Profile, Tree},
    id::{BookingId, EnvironmentId, PersonId, PortfolioId, ReleaseId, TeamId},
};
use signalbox_store::{Page, Tx, bookings as store, environments as stored, portfolios, releases, teams};
use std::ops::Range;

/// How many environments a system has.
const PER_SYSTEM: usize = 10;

/// The environments of a system: the name, the stage, whether it is one of a pool of its stage, and the cost of an hour in
/// cents.
const KINDS: [(&str, &str, bool, i64); PER_SYSTEM] = [
    ("development 1", "development", true, 90),
    ("development 2", "development", true, 90),
    ("development 3", "development", true, 90),
    ("development 4", "development", true, 90),
    ("test 1", "test", true, 240),
    ("test 2", "test", true, 240),
    ("integration", "staging", false, 620),
    ("integration, messages", "staging", false, 310),
    ("acceptance", "acceptance", false, 1_150),
    ("production", "production", false, 4_800),
];

/// The place among [`KINDS`] of what the environment after it is a part of.
const WHOLE: usize = 6;

/// Nobody books production, nor a whole whose part is booked.
const BOOKED: [usize; 8] = [0, 1, 2, 3, 4, 5, 7, 8];

/// What somebody wants an environment for.
const TITLES: [&str; 8] = [
    "System test",
    "Regression before the release",
    "Load test",
    "Data migration rehearsal",
    "Acceptance by the business",
    "Configuration of interfaces",
    "Repair of a defect",
    "Training",
];

/// For how many releases there are bookings.
const RELEASES: u32 = 200;

/// An environment that is booked, and for whom.
#[derive(Clone, Debug)]
pub(super) struct Booked {
    environment: EnvironmentId,
    portfolio: PortfolioId,
    person: PersonId,
    team: TeamId,
}

/// What bookings refer to.
pub(super) struct Grounds {
    /// The environments, in the order in which they are booked.
    pub(super) booked: Vec<Booked>,
    /// Releases that are under way.
    pub(super) releases: Vec<ReleaseId>,
    pub(super) tree: Tree,
    /// The day that counts as today.
    pub(super) today: Date,
    /// The instant that counts as now.
    now: Timestamp,
    pub(super) seed: u64,
}

/// Makes the environments of these numbers that are not there yet; answers those of them that are booked.
pub(super) fn equip(tx: &mut Tx<'_>, organisation: &Organisation, numbers: Range<usize>) -> Outcome<Vec<Booked>> {
    let mut booked = Vec::new();
    for number in numbers {
        let (system, place) = (number / PER_SYSTEM, number % PER_SYSTEM);
        let Some((system_key, system_name)) = organisation.systems.get(system) else {
            let most = organisation.systems.len() * PER_SYSTEM;
            return Err(Problem::fault("/environments", "range", format!("there are at most {most} environments")));
        };
        let division = &organisation.divisions[system % organisation.divisions.len()];
        let (portfolio, person) = &division.products[system % division.products.len()];
        let (name, stage, is_pooled, cost) = KINDS[place];
        let key_of = |place: usize| Key::from_words(&format!("{system_key} {}", KINDS[place].0));
        let key = key_of(place);
        if !stored::is_taken(tx, &key)? {
            let group = if is_pooled { Some(pool(tx, system_key, system_name, stage, portfolio)?) } else { None };
            let new = service::New {
                key: key.clone(),
                name: Name::from_words(&format!("{system_name}, {name}")),
                description: String::new(),
                portfolio: portfolio.to_string(),
                stage: Some(stage.to_owned()),
                parent: (place == WHOLE + 1).then(|| key_of(WHOLE).to_string()),
                group,
                team: Some(team_key(division.key.as_str()).to_string()),
                shareable: stage == "staging",
                capacity: None,
                cost_per_hour: Some(Money { amount: cost, currency: "EUR".to_owned() }),
                state: Health::Free,
                zone: Some(Zone::utc()),
                tags: Vec::new(),
                profile: Profile::default(),
            };
            service::create_in(tx, &new)?;
        }
        if BOOKED.contains(&place) {
            booked.push(Booked {
                environment: stored::get(tx, key.as_str())?.id,
                portfolio: portfolios::get(tx, portfolio.as_str())?.id,
                person: *person,
                team: teams::get(tx, team_key(division.key.as_str()).as_str())?.id,
            });
        }
    }
    Ok(booked)
}

/// The pool of a system's environments of a stage.
fn pool(tx: &mut Tx<'_>, system: &Key, name: &Name, stage: &str, portfolio: &Key) -> Outcome<String> {
    let key = Key::from_words(&format!("{system} {stage}"));
    if !stored::groups::is_taken(tx, &key)? {
        let new = groups::New {
            key: key.clone(),
            name: Name::from_words(&format!("{name}, {stage}")),
            description: String::new(),
            portfolio: portfolio.to_string(),
            approves_itself: true,
        };
        groups::create_in(tx, &new)?;
    }
    Ok(key.to_string())
}

impl Grounds {
    /// What bookings of these refer to, as it is.
    pub(super) fn load(tx: &mut Tx<'_>, booked: Vec<Booked>, today: Date, seed: u64) -> Outcome<Self> {
        let filter = releases::Filter { from: Some(today), ..releases::Filter::default() }.prepared(tx)?;
        let page = Page { limit: Some(RELEASES), ..Page::default() };
        let found = releases::list(tx, &filter, releases::Order::Target, false, &page)?;
        let tree = Tree::new(stored::nodes(tx)?);
        let tree =
            tree.map_err(|cycle| Problem::Internal(format!("environments are part of themselves: {cycle:?}")))?;
        let releases = found.items.into_iter().map(|view| view.release.id).collect();
        let now = tx.now();
        let is_today = now.to_zoned(jiff::tz::TimeZone::UTC).date() == today;
        let now = if is_today { now } else { Zone::utc().start_of(today) };
        Ok(Self { booked, releases, tree, today, now, seed })
    }

    /// Makes the bookings of these numbers. Each environment has one a week: this week's first, then the next one's and the
    /// last one's, and so on in both directions.
    pub(super) fn book(&self, tx: &mut Tx<'_>, numbers: Range<usize>) -> Outcome<()> {
        let standing = Standing {
            tree: &self.tree,
            held: &[],
            blocks: &[],
            accepted: &[],
            regardless: None,
            called: &|other: BookingId| other.to_string(),
        };
        for number in numbers {
            let id: BookingId = tx.new_id();
            let (wish, asked_at) = self.wish(tx, id, number)?;
            let permit = tx.permit::<Book>("booking", id, wish.portfolio)?;
            let requested = moves::request(wish, &standing)?;
            let approved = moves::approve(&requested.state, None, asked_at, &standing)?;
            let mut facts: Vec<Fact> = requested.facts.into_iter().chain(approved.facts).collect();
            let span = approved.state.span;
            let turned = if span.end() <= self.now {
                Some(moves::give_back(&approved.state, None, span.end())?)
            } else if span.start() <= self.now {
                Some(moves::activate(&approved.state, None, span.start())?)
            } else {
                None
            };
            let booking = match turned {
                Some(turned) => {
                    facts.extend(turned.facts);
                    turned.state
                }
                None => approved.state,
            };
            store::insert(tx, &booking, &permit)?;
            tx.record(&facts)?;
        }
        Ok(())
    }

    /// The booking of a number, and when it was asked for.
    fn wish(&self, tx: &Tx<'_>, id: BookingId, number: usize) -> Outcome<(Booking, Timestamp)> {
        let mut dice = Dice::of(self.seed, number as u64);
        let booked = &self.booked[number % self.booked.len()];
        let round = number / self.booked.len();
        let weeks = i64::try_from(round.div_ceil(2)).map_err(too_many)? * if round.is_multiple_of(2) { -1 } else { 1 };
        let monday = weeks * 7 - i64::from(self.today.weekday().to_monday_zero_offset());
        let day = self.today.checked_add((monday + i64::from(dice.between(0, 2))).days()).map_err(too_many)?;
        let start = Zone::utc().start_of(day).checked_add(8.hours()).map_err(too_many)?;
        let end = start.checked_add((24 * i64::from(dice.between(1, 3)) - 14).hours()).map_err(too_many)?;
        let span =
            Span::between(start, end).ok_or_else(|| Problem::Internal(format!("{start} is not before {end}")))?;
        let purposes = [Purpose::Code, Purpose::Configuration, Purpose::Regression];
        let wish = Booking {
            id,
            title: Name::from_words(dice.one_of(&TITLES).copied().unwrap_or_default()),
            description: String::new(),
            portfolio: booked.portfolio,
            release: if dice.percent(60) { dice.one_of(&self.releases).copied() } else { None },
            phase: None,
            place: Place::Environment { environment: booked.environment },
            span,
            zone: Zone::utc(),
            usage: Usage::Exclusive,
            purpose: dice.one_of(&purposes).copied().unwrap_or(Purpose::Code),
            priority: Priority::new(i64::from(dice.between(1, 5))).unwrap_or(Priority::USUAL),
            requested_by: Some(booked.person),
            team: Some(booked.team),
            series: None,
            state: State::Requested,
            created_at: tx.now(),
            rev: 1,
        };
        Ok((wish, start.checked_sub((24 * 7).hours()).map_err(too_many)?))
    }
}

fn too_many(_: impl std::error::Error) -> Problem {
    Problem::fault(
        "/bookings",
        "range",
        "so many bookings reach beyond the calendar; ask for fewer or more environments",
    )
}
