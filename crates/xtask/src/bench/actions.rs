//! What people and pipelines do, as requests.

use std::net::SocketAddr;

use serde_json::{Value, json};

use super::client::{Client, Request};
use crate::Outcome;

/// The address of the list of releases.
const RELEASES: &str = "/api/v1/releases";

/// How large a page of the measured lists is.
const PAGE: usize = 50;

/// … where the smallest database has few items to show: only pages of the same length can be compared.
const SHORT_PAGE: usize = 3;

/// What is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Calendar,
    CompressedCalendar,
    FirstPage,
    FilteredPage,
    SpanPage,
    SystemPage,
    DeepPage,
    SearchPage,
    CommonPage,
    Capacity,
    Impact,
    Release,
    Journal,
    Create,
    Decide,
    Mixed,
}

impl Kind {
    pub(crate) const ALL: [Self; 16] = [
        Self::Calendar,
        Self::CompressedCalendar,
        Self::FirstPage,
        Self::FilteredPage,
        Self::SpanPage,
        Self::SystemPage,
        Self::DeepPage,
        Self::SearchPage,
        Self::CommonPage,
        Self::Capacity,
        Self::Impact,
        Self::Release,
        Self::Journal,
        Self::Create,
        Self::Decide,
        Self::Mixed,
    ];

    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Calendar => "Calendar, one year",
            Self::CompressedCalendar => "… compressed (gzip)",
            Self::FirstPage => "Releases, first page",
            Self::FilteredPage => "Releases of a division, done, at high risk",
            Self::SpanPage => "Releases of a month",
            Self::SystemPage => "Releases that touch a system",
            Self::DeepPage => "Releases, a page in the middle",
            Self::SearchPage => "Releases whose name holds a word",
            Self::CommonPage => "Releases whose name holds a common word",
            Self::Capacity => "Capacity, 26 weeks",
            Self::Impact => "Impact matrix, 13 weeks",
            Self::Release => "Release page (itself, gates, activity feed)",
            Self::Journal => "Journal, first page",
            Self::Create => "Create a release with its plan",
            Self::Decide => "May this version go there? Decided and kept, with 1,000 policies",
            Self::Mixed => "Mixed, 9 reads to 1 create",
        }
    }

    /// Whether its cost may not grow with the table.
    pub(crate) const fn is_limited(self) -> bool {
        !matches!(self, Self::Mixed)
    }

    /// With how many clients it is measured beside one alone.
    pub(crate) const fn clients(self) -> &'static [usize] {
        match self {
            Self::CompressedCalendar
            | Self::SpanPage
            | Self::SearchPage
            | Self::CommonPage
            | Self::Capacity
            | Self::Impact
            | Self::SystemPage
            | Self::Journal => &[],
            Self::Create | Self::Decide => &[16, 64],
            _ => &[16],
        }
    }
}

/// What requests need to know of the data of one server.
pub(crate) struct Sample {
    year: i16,
    /// Keys of releases from the first half of the list.
    keys: Vec<String>,
    /// Leads to the page in the middle.
    cursor: String,
}

impl Sample {
    /// Walks through half of the list of releases.
    pub(crate) fn take(address: SocketAddr, token: &str, year: i16, releases: usize) -> Outcome<Self> {
        let mut client = Client::connect(address, token)?;
        let (mut keys, mut cursor) = (Vec::new(), String::new());
        while keys.len() < releases / 2 {
            let place = if cursor.is_empty() { String::new() } else { format!("&cursor={cursor}") };
            let path = format!("{RELEASES}?limit=200{place}");
            let page = client.send(&Request::get(path.as_str()))?.json(&path)?;
            let items = page["items"].as_array().into_iter().flatten();
            keys.extend(items.filter_map(|item| Some(item["key"].as_str()?.to_owned())));
            match page["next_cursor"].as_str() {
                Some(next) => next.clone_into(&mut cursor),
                None => return Err(format!("{path} ends after {} releases of {releases}", keys.len())),
            }
        }
        prepare_decisions(&mut client)?;
        Ok(Self { year, keys, cursor })
    }

    /// The requests of an action; its number chooses among the data.
    pub(crate) fn requests(&self, kind: Kind, number: u64) -> Vec<Request> {
        let year = self.year;
        let calendar = format!("/api/v1/calendar?from={year}-01-01&to={}-01-01", year + 1);
        let page = |limit: usize, query: &str| vec![Request::get(format!("{RELEASES}?limit={limit}{query}"))];
        let list = |query: &str| page(PAGE, query);
        match kind {
            Kind::Calendar => vec![Request::get(calendar)],
            Kind::CompressedCalendar => vec![Request::get(calendar).compressed()],
            Kind::FirstPage => list(""),
            Kind::FilteredPage => list("&portfolio=pay&category=done&risk=high&sort=-target"),
            Kind::SpanPage => list(&format!("&from={year}-03-01&to={year}-04-01")),
            Kind::SystemPage => page(SHORT_PAGE, "&system=card-ledger"),
            Kind::DeepPage => list(&format!("&cursor={}", self.cursor)),
            Kind::SearchPage => page(SHORT_PAGE, "&q=sanctions+rules+engine"),
            Kind::CommonPage => page(SHORT_PAGE, "&q=ledger"),
            // As long as the screens show at first.
            Kind::Capacity => vec![Request::get(format!("/api/v1/capacity?from={year}-03-02&to={year}-08-31"))],
            Kind::Impact => vec![Request::get(format!("/api/v1/impact-matrix?from={year}-03-02&to={year}-06-01"))],
            Kind::Release => {
                let path = format!("{RELEASES}/{}", self.key(number));
                let parts = ["", "/milestones", "/events"];
                parts.iter().map(|part| Request::get(format!("{path}{part}"))).collect()
            }
            Kind::Journal => vec![Request::get(format!("/api/v1/journal?limit={PAGE}"))],
            Kind::Create => vec![self.create(number)],
            Kind::Decide => vec![Request::post("/api/v1/decisions", decision().to_string())],
            Kind::Mixed => match number % 10 {
                0 => vec![self.create(number)],
                1..=3 => list(""),
                4..=6 => list(&format!("&cursor={}", self.cursor)),
                _ => vec![Request::get(format!("{RELEASES}/{}", self.key(number)))],
            },
        }
    }

    fn key(&self, number: u64) -> &str {
        let places = self.keys.len().max(1) as u64;
        // Far apart, so that not the same few pages of the database answer.
        let place = usize::try_from(number.wrapping_mul(0x9e37_79b9_7f4a_7c15) % places).unwrap_or(0);
        self.keys.get(place).map_or("", String::as_str)
    }

    fn create(&self, number: u64) -> Request {
        let day = |month: u32, day: u32| format!("{}-{month:02}-{day:02}", self.year + 1);
        let phases: Vec<Value> = ["Planning", "Build", "System test", "Acceptance test", "Deployment"]
            .iter()
            .zip(1..)
            .map(|(name, month)| json!({ "name": name, "start": day(month, 1), "end": day(month, 28) }))
            .collect();
        let gates: Vec<Value> = ["Scope freeze", "Build complete", "Test exit", "Go/no-go"]
            .iter()
            .zip(1..)
            .map(|(name, month)| {
                json!({ "kind": "gate", "name": name, "due": { "date": day(month, 28), "zone": "Europe/Berlin" } })
            })
            .collect();
        let body = json!({
            "key": format!("BENCH-{}.{number}", std::process::id()),
            "name": format!("Card ledger: interface change {number}"),
            "kind": "independent",
            "portfolio": "pay-1-3",
            "description": "What a release manager types when a release is planned.",
            "risk": "medium",
            "start": day(1, 1),
            "target": { "date": day(5, 28), "zone": "Europe/Berlin" },
            "phases": phases,
            "milestones": gates,
        });
        Request::post(RELEASES, body.to_string())
    }
}

/// The key of the system and the environment that decisions are about.
const DECIDED: &str = "bench-decided";
/// How many policies there are, most of them about other systems.
const POLICIES: usize = 1_000;
/// How many of them govern what is asked.
const GOVERNING: usize = 6;

/// Makes what decisions are asked about: a version that may go to production, and policies, of which few govern it.
fn prepare_decisions(client: &mut Client) -> Outcome<()> {
    let versions = format!("/api/v1/systems/{DECIDED}/versions");
    let wanted = [
        ("/api/v1/systems", json!({"key": DECIDED, "name": "Decided", "portfolio": "enterprise"})),
        (versions.as_str(), json!({"number": "1.0", "digest": format!("sha256:{}", "ab".repeat(32))})),
        (
            "/api/v1/environments",
            json!({"key": DECIDED, "name": "Decided", "portfolio": "enterprise", "stage": "production"}),
        ),
    ];
    for (path, body) in wanted {
        client.send(&Request::post(path, body.to_string()))?.json(path)?;
    }
    let systems = "/api/v1/systems?limit=200";
    let others = client.send(&Request::get(systems))?.json(systems)?;
    let others: Vec<&str> =
        others["items"].as_array().into_iter().flatten().filter_map(|it| it["key"].as_str()).collect();
    let others: Vec<&str> = others.into_iter().filter(|key| *key != DECIDED).collect();
    for number in 0..POLICIES {
        let selector = match number {
            0 => json!({}),
            1 | 2 => json!({"stages": ["production"]}),
            _ if number < GOVERNING => json!({"systems": [DECIDED]}),
            _ => json!({"systems": [others.get(number % others.len().max(1)).ok_or("there are no systems")?]}),
        };
        let key = format!("bench-{number}");
        let policy = json!({
            "key": key, "name": format!("Policy {number}"), "portfolio": "enterprise", "enforcement": "deny",
            "selector": selector, "message": "{version.number} has no digest",
            "expression": "version.digest != null && version.number.matches('^[0-9.]+$') && environment.is_production",
        });
        let path = "/api/v1/policies";
        client.send(&Request::post(path, policy.to_string()))?.json(path)?;
        let path = format!("{path}/{key}/enforce");
        client.send(&Request::post(path.as_str(), "{}".to_owned()).rev(1))?.json(&path)?;
    }
    let (path, asked) = ("/api/v1/decisions", decision());
    let decided = client.send(&Request::post(path, asked.to_string()))?.json(path)?;
    let path = format!("{path}/{}", decided["id"].as_str().unwrap_or_default());
    let explained = client.send(&Request::get(path.as_str()))?.json(&path)?;
    match (decided["allowed"].as_bool(), explained["verdicts"].as_array().map(Vec::len)) {
        (Some(true), Some(GOVERNING)) => Ok(()),
        _ => Err(format!("the decision is not the one to be measured: {explained}")),
    }
}

/// What is asked.
fn decision() -> Value {
    json!({"environment": DECIDED, "system": DECIDED, "version": "1.0"})
}
