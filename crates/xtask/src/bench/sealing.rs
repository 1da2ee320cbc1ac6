//! What it costs that the journal proves itself: the same writes on two servers side by side, of which one seals what it
//! records and takes it into the tree, and the other may not.

use std::time::Duration;

use super::actions::{Kind, Sample};
use super::load;
use super::places::Places;
use super::server::{Place, Server, command};
use super::{Effort, Program};
use crate::{Outcome, repository};

/// How many releases there are before.
const RELEASES: usize = 2_000;
/// How many clients write at once: events are sealed together, as they are when many people work.
const CLIENTS: usize = 32;
/// How often each server has its turn.
const ROUNDS: u32 = 4;

/// What was found.
pub(crate) struct Sealing {
    pub(crate) with: Cost,
    pub(crate) without: Cost,
}

/// What writes cost one server.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Cost {
    writes: usize,
    took: Duration,
    spent: Duration,
}

impl Cost {
    /// How many there were in a second.
    pub(crate) fn per_second(&self) -> f64 {
        self.writes as f64 / self.took.as_secs_f64()
    }

    /// What each spent of the processor, in milliseconds.
    pub(crate) fn each(&self) -> f64 {
        self.spent.as_secs_f64() * 1_000.0 / self.writes as f64
    }
}

impl Sealing {
    /// How many times as much of the processor a write takes with sealing as without.
    pub(crate) fn ratio(&self) -> f64 {
        self.with.each() / self.without.each()
    }
}

/// Seeds two databases alike and writes to both in turn.
pub(crate) fn run(program: &Program, places: &mut dyn Places, effort: &Effort) -> Outcome<Sealing> {
    println!("{}: what sealing costs …", places.name());
    let sealed = places.place(RELEASES + 1, None)?;
    let releases = RELEASES.to_string();
    let seed = ["seed", "--releases", &releases, "--today", &program.today];
    repository::answer(&mut command(&program.binary, &seed, &sealed))?;
    let token = command(&program.binary, &["token", "create", "--name", "bench"], &sealed);
    let token = repository::answer(&mut { token })?.trim().to_owned();
    let unsealed = places.place(RELEASES + 2, Some(&sealed))?;
    take_the_lease(&unsealed)?;
    let mut servers = Vec::new();
    for (place, name) in [(&sealed, "sealed"), (&unsealed, "unsealed")] {
        let server = Server::start(&program.binary, place, &program.folder.join(format!("{name}.log")))?;
        let sample = Sample::take(server.address, &token, program.year, RELEASES)?;
        servers.push((server, sample, Cost::default()));
    }
    for _ in 0..ROUNDS {
        for (server, sample, cost) in &mut servers {
            let before = server.spent();
            let request = |number| sample.requests(Kind::Create, number);
            let figures = load::run(server.address, &token, CLIENTS, effort.at_once, &request)?;
            // What is left to be sealed belongs to these writes too.
            std::thread::sleep(Duration::from_millis(300));
            cost.spent += server.spent().saturating_sub(before);
            cost.writes += figures.count();
            cost.took += effort.at_once;
        }
    }
    let mut costs = Vec::new();
    for (server, _, cost) in servers {
        server.stop()?;
        costs.push(cost);
    }
    match costs[..] {
        [with, without] => Ok(Sealing { with, without }),
        _ => Err("sealing was not measured".to_owned()),
    }
}

/// Makes somebody else the one who seals, for good: the server waits for them.
fn take_the_lease(place: &Place) -> Outcome<()> {
    let Place::Folder(folder) = place else { return Err("sealing is measured on SQLite".to_owned()) };
    let failed = |error: rusqlite::Error| format!("{}: {error}", folder.display());
    let database = rusqlite::Connection::open(folder.join("signalbox.db")).map_err(failed)?;
    let sql =
        "update lease set holder = 'nobody', fence = fence + 1, until = 9000000000000000000 where name = 'sealer'";
    database.execute(sql, []).map_err(failed)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_sealing_costs_is_told_by_each_write() {
        let cost = |writes, spent| Cost { writes, took: Duration::from_secs(2), spent: Duration::from_millis(spent) };
        let found = Sealing { with: cost(100, 220), without: cost(200, 400) };
        assert!((found.ratio() - 1.1).abs() < 1e-9);
        assert!((found.without.per_second() - 100.0).abs() < 1e-9);
    }
}
