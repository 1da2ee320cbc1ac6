//! Bookings: what it costs to find out whether a place is free and to keep it, at two sizes side by side.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::client::{Client, Request};
use super::load;
use super::places::Places;
use super::server::{Place, Server, command};
use super::stage::Row;
use super::{Effort, Program};
use crate::{Outcome, repository};

/// How many environments there are, and how many with `--quick`.
pub(crate) const ENVIRONMENTS: (usize, usize) = (5_000, 200);
/// How many releases bookings are for.
const RELEASES: usize = 400;
/// How many bookings are planned anew together, and how many of them clash.
const PLANNED: (usize, usize) = (200, 40);
/// On how many pools of how many environments these are.
const POOLS: (usize, usize) = (10, 4);
/// As many weeks ahead as one books.
const WEEKS: u64 = 40;

/// What is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Book,
    Clash,
    Decision,
    Timeline,
    FreeSoon,
    FreeLater,
    FreeOfPool,
    List,
}

impl Kind {
    const ALL: [Self; 8] = [
        Self::Book,
        Self::Clash,
        Self::Decision,
        Self::Timeline,
        Self::FreeSoon,
        Self::FreeLater,
        Self::FreeOfPool,
        Self::List,
    ];

    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Book => "Book an environment: check and commit",
            Self::Clash => "What a booking clashes with",
            Self::Decision => "May this deploy here now?",
            Self::Timeline => "Timeline, 500 environments, a quarter",
            Self::FreeSoon => "Next free among all, 8 hours",
            Self::FreeLater => "Next free among all, 190 hours, which few have",
            Self::FreeOfPool => "Next free of a pool, 24 hours",
            Self::List => "Bookings from today on, first page",
        }
    }
}

/// What came of planning anew.
pub(crate) struct Planned {
    pub(crate) took: Duration,
    pub(crate) cost: f64,
    /// What giving places in the order of priority alone would cost; none when that leaves somebody out.
    pub(crate) greedy: Option<f64>,
    pub(crate) is_proven: bool,
}

/// What was found on one database.
pub(crate) struct Bookings {
    pub(crate) name: &'static str,
    pub(crate) environments: usize,
    /// How many bookings there are at each size, and how many a second the seeding made.
    pub(crate) sizes: Vec<(usize, f64)>,
    pub(crate) left_out: Vec<usize>,
    pub(crate) rows: Vec<Row<Kind>>,
    /// With each seed.
    pub(crate) planned: Vec<Planned>,
}

/// A server with what one needs to ask it.
struct Served {
    server: Server,
    token: String,
    /// Environments that approve bookings by themselves.
    environments: Vec<String>,
    monday: jiff::civil::Date,
}

/// Seeds all sizes there is time for, serves them side by side and measures everything.
pub(crate) fn run(
    program: &Program,
    places: &mut dyn Places,
    effort: &Effort,
    environments: usize,
    sizes: &[usize],
) -> Outcome<Bookings> {
    let mut found = Bookings {
        name: places.name(),
        environments,
        sizes: Vec::new(),
        left_out: Vec::new(),
        rows: Vec::new(),
        planned: Vec::new(),
    };
    let filled = seed(program, places, sizes, effort, &mut found)?;
    let served: Vec<Served> = filled
        .iter()
        .enumerate()
        .map(|(number, place)| serve(program, place, &format!("{}-bookings-{number}.log", found.name)))
        .collect::<Outcome<_>>()?;
    let servers: Vec<_> = served.iter().map(|one| (one.server.address, one.token.as_str())).collect();
    for kind in Kind::ALL {
        println!("  {} …", kind.name());
        let request = |place: usize, number: u64| vec![served[place].request(kind, number)];
        let spent = |place: usize| served[place].server.spent();
        let measured = load::in_turn(&servers, effort.in_turn, &request, &spent)?;
        let (figures, spent) = measured.into_iter().unzip();
        found.rows.push(Row { kind, clients: 1, figures, spent });
    }
    if let Some(last) = served.last() {
        println!("  planning {} bookings anew …", PLANNED.0);
        found.planned = last.plan()?;
    }
    for one in served {
        one.server.stop()?;
    }
    Ok(found)
}

fn seed(
    program: &Program,
    places: &mut dyn Places,
    sizes: &[usize],
    effort: &Effort,
    found: &mut Bookings,
) -> Outcome<Vec<Place>> {
    let mut filled: Vec<Place> = Vec::new();
    for &bookings in sizes {
        let (before, rate) = found.sizes.last().copied().unwrap_or((0, f64::INFINITY));
        if !effort.has_time_for(Duration::from_secs_f64((bookings - before) as f64 / rate)) {
            println!("{}: no time for {bookings} bookings", found.name);
            found.left_out.push(bookings);
            continue;
        }
        println!("{}: seeding {bookings} bookings of {} environments …", found.name, found.environments);
        let place = places.place(bookings, filled.last())?;
        let start = Instant::now();
        let numbers = [RELEASES, found.environments, bookings].map(|number| number.to_string());
        let [releases, environments, wanted] = numbers.each_ref().map(String::as_str);
        let name = ["seed", "--releases", releases, "--environments", environments, "--bookings", wanted];
        let whole: Vec<&str> = name.into_iter().chain(["--today", &program.today]).collect();
        repository::answer(&mut command(&program.binary, &whole, &place))?;
        found.sizes.push((bookings, (bookings - before) as f64 / start.elapsed().as_secs_f64()));
        places.filled(&place)?;
        filled.push(place);
    }
    Ok(filled)
}

fn serve(program: &Program, place: &Place, log: &str) -> Outcome<Served> {
    let token = command(&program.binary, &["token", "create", "--name", "bench"], place);
    let token = repository::answer(&mut { token })?.trim().to_owned();
    let server = Server::start(&program.binary, place, &program.folder.join(log))?;
    let mut client = Client::connect(server.address, &token)?;
    let (mut environments, mut cursor) = (Vec::new(), String::new());
    loop {
        let path = format!("/api/v1/environments?stage=development&limit=200{cursor}");
        let page = client.send(&Request::get(path.as_str()))?.json(&path)?;
        let keys = page["items"].as_array().into_iter().flatten().filter_map(|one| one["key"].as_str());
        environments.extend(keys.map(str::to_owned));
        match page["next_cursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => break,
        }
    }
    let today: jiff::civil::Date = program.today.parse().map_err(|error| format!("{}: {error}", program.today))?;
    let monday = days(today, -i64::from(today.weekday().to_monday_zero_offset()));
    Ok(Served { server, token, environments, monday })
}

fn days(from: jiff::civil::Date, count: i64) -> jiff::civil::Date {
    from.saturating_add(jiff::SignedDuration::from_hours(24 * count))
}

impl Served {
    fn request(&self, kind: Kind, number: u64) -> Request {
        let next = days(self.monday, 14);
        match kind {
            Kind::Book => {
                let (environment, week) = self.some(number);
                // Saturdays are free.
                Request::post("/api/v1/bookings", booking(environment, days(next, week * 7 + 5)).to_string())
            }
            Kind::Clash => {
                let (environment, week) = self.some(number);
                // Some time of these days everything is taken.
                let mut wish = booking(environment, days(next, week * 7));
                wish["end"] = json!(format!("{}T18:00:00Z", days(next, week * 7 + 3)));
                Request::post("/api/v1/bookings/preview", wish.to_string())
            }
            Kind::Decision => {
                let (environment, _) = self.some(number);
                Request::post("/api/v1/decisions", json!({"environment": environment}).to_string())
            }
            Kind::Timeline => {
                let until = days(self.monday, 91);
                Request::get(format!("/api/v1/bookings/timeline?from={}&to={until}", self.monday))
            }
            Kind::FreeSoon => Request::get(format!("/api/v1/bookings/free?hours=8&from={next}T08:00:00Z")),
            Kind::FreeLater => {
                // Only between a booking that is over on Monday and one that begins on Wednesday.
                Request::get(format!("/api/v1/bookings/free?hours=190&from={next}T08:00:00Z"))
            }
            Kind::FreeOfPool => {
                let from = format!("from={next}T08:00:00Z");
                Request::get(format!("/api/v1/bookings/free?hours=24&group=account-ledger-development&{from}"))
            }
            Kind::List => Request::get(format!("/api/v1/bookings?from={}&limit=50", self.monday)),
        }
    }

    /// An environment and a number of weeks: another pair for each number.
    fn some(&self, number: u64) -> (&str, i64) {
        let all = self.environments.len().max(1) as u64;
        // Far apart, so that not the same few pages of the database answer.
        let place = usize::try_from(number.wrapping_mul(7_919) % all).unwrap_or(0);
        let week = i64::try_from(number / all % WEEKS).unwrap_or(0);
        (self.environments.get(place).map_or("", String::as_str), week)
    }

    /// Books pools until so many clash, and lets that be planned anew.
    fn plan(&self) -> Outcome<Vec<Planned>> {
        let mut client = Client::connect(self.server.address, &self.token)?;
        let mut post = |path: &str, body: &Value| client.send(&Request::post(path, body.to_string()))?.json(path);
        for pool in 0..POOLS.0 {
            let group = format!("bench-{pool}");
            let new = json!({"key": group, "name": group, "portfolio": "enterprise", "approves_itself": false});
            post("/api/v1/environment-groups", &new)?;
            for member in 0..POOLS.1 {
                let key = format!("bench-{pool}-{member}");
                let new = json!({"key": key, "name": key, "portfolio": "enterprise", "group": group, "shareable": true,
                    "capacity": 3});
                post("/api/v1/environments", &new)?;
            }
        }
        for wish in wishes() {
            let from = days(self.monday, 14 + wish.day);
            let mut new = booking(&wish.environment, from);
            new["end"] = json!(format!("{}T08:00:00Z", days(from, wish.days)));
            new["usage"] = json!(if wish.is_shared { "shared" } else { "exclusive" });
            new["priority"] = json!(wish.priority);
            new["if_taken"] = json!("request");
            post("/api/v1/bookings", &new)?;
        }
        let mut planned = Vec::new();
        for seed in 0..3 {
            let (from, to) = (days(self.monday, 7), days(self.monday, 14 + 80 + 30));
            let wanted = json!({"from": from, "to": to, "q": "bench-", "seed": seed});
            let start = Instant::now();
            let plan = post("/api/v1/bookings/plan", &wanted)?;
            let took = start.elapsed();
            if plan["movable"] != json!(PLANNED.0) {
                return Err(format!("{} bookings can be moved, not {}", plan["movable"], PLANNED.0));
            }
            planned.push(Planned {
                took,
                cost: plan["cost"].as_f64().unwrap_or(f64::NAN),
                greedy: plan["greedy_cost"].as_f64(),
                is_proven: plan["proven"] == json!(true),
            });
        }
        Ok(planned)
    }
}

/// A booking of an environment for itself, from eight to four.
fn booking(environment: &str, day: jiff::civil::Date) -> Value {
    json!({"title": "System test", "portfolio": "enterprise", "place": {"environment": environment}, "usage": "exclusive",
        "purpose": "regression", "start": format!("{day}T08:00:00Z"), "end": format!("{day}T16:00:00Z")})
}

/// What somebody wants.
struct Wish {
    environment: String,
    day: i64,
    days: i64,
    is_shared: bool,
    priority: u64,
}

/// As many as are planned; the last ones clash with one before.
fn wishes() -> Vec<Wish> {
    let mut state = 1_u64;
    // A linear congruential generator (Knuth, MMIX): the same on every machine.
    let mut below = |most: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % most
    };
    let mut wishes: Vec<Wish> = Vec::new();
    while wishes.len() < PLANNED.0 {
        let (pool, member) = (below(POOLS.0 as u64), below(POOLS.1 as u64));
        let wish = Wish {
            environment: format!("bench-{pool}-{member}"),
            day: i64::try_from(below(80)).unwrap_or(0),
            days: 2 + i64::try_from(below(9)).unwrap_or(0),
            is_shared: below(4) == 0,
            priority: 1 + below(5),
        };
        let clashes = wishes.iter().any(|other| {
            other.environment == wish.environment
                && other.day < wish.day + wish.days
                && wish.day < other.day + other.days
                && !(other.is_shared && wish.is_shared)
        });
        if clashes == (wishes.len() >= PLANNED.0 - PLANNED.1) {
            wishes.push(wish);
        }
    }
    wishes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_many_are_wished_for_as_are_planned() {
        assert_eq!(wishes().len(), PLANNED.0);
    }
}
