//! What rights cost: the same pages for the administrator of the whole, who sees everything without looking, and for
//! somebody who sees just as much because of many roles on many portfolios.

use std::time::Duration;

use serde_json::{Value, json};

use super::actions::{Kind, Sample};
use super::client::{Client, Request};
use super::load::{self, Figures};
use super::places::Places;
use super::server::{Server, command};
use super::{Effort, Program};
use crate::{Outcome, repository};

/// How many people there are, with a portfolio for every ten.
pub(crate) const PEOPLE: usize = 10_000;
/// How many releases.
pub(crate) const RELEASES: usize = 2_000;
/// On how many portfolios, beside those at the top, somebody has a role.
const ROLES: usize = 20;
/// Roots of the trees that hold every release.
const ROOT: &str = "enterprise";

/// The pages that are compared.
const PAGES: [Kind; 4] = [Kind::FirstPage, Kind::DeepPage, Kind::Release, Kind::Calendar];

/// What was found on one database.
pub(crate) struct Rights {
    pub(crate) name: &'static str,
    pub(crate) people: usize,
    pub(crate) pages: Vec<Page>,
}

/// One page, as each of the two got it.
pub(crate) struct Page {
    pub(crate) kind: Kind,
    pub(crate) administrator: Figures,
    pub(crate) somebody: Figures,
}

impl Page {
    /// How many times as much rights make of it, at the median.
    pub(crate) fn ratio(&self) -> f64 {
        self.somebody.percentile(50) / self.administrator.percentile(50)
    }
}

/// Seeds a large organisation, serves it and asks for its pages as both.
pub(crate) fn run(program: &Program, places: &mut dyn Places, effort: &Effort, people: usize) -> Outcome<Rights> {
    println!("{}: seeding {people} people …", places.name());
    let place = places.place(RELEASES + people, None)?;
    let (releases, crowd) = (RELEASES.to_string(), people.to_string());
    let seed = ["seed", "--releases", &releases, "--people", &crowd, "--today", &program.today];
    repository::answer(&mut command(&program.binary, &seed, &place))?;
    places.filled(&place)?;
    let token = command(&program.binary, &["token", "create", "--name", "bench"], &place);
    let administrator = repository::answer(&mut { token })?.trim().to_owned();
    let log = program.folder.join(format!("{}-rights.log", places.name()));
    let server = Server::start(&program.binary, &place, &log)?;
    let somebody = somebody(&server, &administrator)?;
    let sample = Sample::take(server.address, &administrator, program.year, RELEASES)?;
    let both = [(server.address, administrator.as_str()), (server.address, somebody.as_str())];
    let pages = PAGES.into_iter().map(|kind| {
        println!("  {} …", kind.name());
        let request = |_: usize, number: u64| sample.requests(kind, number);
        let mut found = load::in_turn(&both, effort.in_turn, &request, &|_| Duration::ZERO)?.into_iter();
        let mut next = || found.next().map(|(figures, _)| figures).ok_or("nothing was measured");
        let (administrator, somebody) = (next()?, next()?);
        // Which releases are opened differs, so sizes do, a little.
        if (administrator.size() - somebody.size()).abs() > administrator.size() * 0.1 {
            return Err(format!("{}: the two do not see the same", kind.name()));
        }
        Ok(Page { kind, administrator, somebody })
    });
    let pages = pages.collect::<Outcome<Vec<_>>>()?;
    server.stop()?;
    Ok(Rights { name: places.name(), people, pages })
}

/// Somebody with a role on every portfolio below the root, and on others deeper down; answers a token of theirs.
fn somebody(server: &Server, administrator: &str) -> Outcome<String> {
    let mut client = Client::connect(server.address, administrator)?;
    let mut post = |path: &str, body: &Value| client.send(&Request::post(path, body.to_string()))?.json(path);
    let made = post("/api/v1/people", &json!({"name": "Many roles", "service": true}))?;
    let mut list = Client::connect(server.address, administrator)?;
    let (mut top, mut deep, mut cursor) = (Vec::new(), Vec::new(), String::new());
    loop {
        let path = format!("/api/v1/portfolios?limit=200{cursor}");
        let page = list.send(&Request::get(path.as_str()))?.json(&path)?;
        for portfolio in page["items"].as_array().into_iter().flatten() {
            let key = portfolio["key"].as_str().unwrap_or_default().to_owned();
            if portfolio["parent"]["key"] == ROOT { top.push(key) } else { deep.push(key) }
        }
        match page["next_cursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => break,
        }
    }
    let far_apart = deep.len() / ROLES;
    for portfolio in top.into_iter().chain(deep.into_iter().step_by(far_apart.max(1)).take(ROLES)) {
        let path = format!("/api/v1/portfolios/{portfolio}/grants");
        post(&path, &json!({"person": made["id"], "role": "contributor"}))?;
    }
    let token = post("/api/v1/tokens", &json!({"name": "bench", "person": made["id"]}))?;
    Ok(token["token"].as_str().unwrap_or_default().to_owned())
}
