//! One database at several sizes: seeded, served, measured.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use super::actions::{Kind, Sample};
use super::load::{self, Figures};
use super::places::Places;
use super::server::{Place, Server, command};
use super::{Effort, Program};
use crate::{Outcome, repository};

/// What one action cost with one number of clients, at each size.
pub(crate) struct Row<K> {
    pub(crate) kind: K,
    pub(crate) clients: usize,
    pub(crate) figures: Vec<Figures>,
    /// Processor time per action; only with one client.
    pub(crate) spent: Vec<Duration>,
}

impl<K> Row<K> {
    /// How many times as much the last size takes as the first, at the median.
    pub(crate) fn growth(&self) -> Option<f64> {
        growth(&self.figures, |figures| figures.percentile(50))
    }

    /// … of the processor.
    pub(crate) fn growth_of_work(&self) -> Option<f64> {
        growth(&self.spent, Duration::as_secs_f64)
    }
}

/// How many times as much the last of several is as the first.
fn growth<T>(all: &[T], measure: impl Fn(&T) -> f64) -> Option<f64> {
    let (first, last) = (all.first()?, all.last()?);
    (all.len() > 1).then(|| measure(last) / measure(first))
}

/// One size of one database.
pub(crate) struct Size {
    pub(crate) releases: usize,
    /// How many releases a second the seeding made.
    pub(crate) seeding: f64,
    pub(crate) bytes: u64,
    /// From the start of a process to its first good answer.
    pub(crate) started_in: Duration,
    /// MiB, before any load and after all of it.
    pub(crate) memory: (f64, f64),
}

/// What was found about one database.
pub(crate) struct Stage {
    pub(crate) name: &'static str,
    pub(crate) sizes: Vec<Size>,
    /// Sizes there was no time for.
    pub(crate) left_out: Vec<usize>,
    pub(crate) rows: Vec<Row<Kind>>,
}

/// Seeds all sizes there is time for, serves them side by side and measures everything.
pub(crate) fn run(
    program: &Program,
    places: &mut dyn Places,
    sizes: &[usize],
    kinds: &[Kind],
    effort: &Effort,
) -> Outcome<Stage> {
    let mut stage = Stage { name: places.name(), sizes: Vec::new(), left_out: Vec::new(), rows: Vec::new() };
    let filled = seed(program, places, sizes, effort, &mut stage)?;
    let mut served = Vec::new();
    for (place, size) in filled.iter().zip(&mut stage.sizes) {
        let token = command(&program.binary, &["token", "create", "--name", "bench"], place);
        let token = repository::answer(&mut { token })?.trim().to_owned();
        let log = program.folder.join(format!("{}-{}.log", stage.name, size.releases));
        let server = Server::start(&program.binary, place, &log)?;
        (size.started_in, size.memory.0) = (server.started_in, server.memory());
        let sample = Sample::take(server.address, &token, program.year, size.releases)?;
        served.push(Served { server, token, sample });
    }
    for &kind in kinds {
        println!("  {} …", kind.name());
        stage.rows.push(side_by_side(&served, kind, effort)?);
        for &clients in kind.clients() {
            stage.rows.push(under_load(&served, kind, clients, effort)?);
        }
    }
    for (served, size) in served.into_iter().zip(&mut stage.sizes) {
        size.memory.1 = served.server.memory();
        served.server.stop()?;
    }
    Ok(stage)
}

/// A server with what one needs to ask it.
struct Served {
    server: Server,
    token: String,
    sample: Sample,
}

fn seed(
    program: &Program,
    places: &mut dyn Places,
    sizes: &[usize],
    effort: &Effort,
    stage: &mut Stage,
) -> Outcome<Vec<Place>> {
    let mut filled: Vec<Place> = Vec::new();
    for &releases in sizes {
        let before = stage.sizes.last().map_or(0, |size| size.releases);
        let needed = stage.sizes.last().map_or(0.0, |size| (releases - before) as f64 / size.seeding);
        if !effort.has_time_for(Duration::from_secs_f64(needed)) {
            println!("{}: no time for {releases} releases", stage.name);
            stage.left_out.push(releases);
            continue;
        }
        println!("{}: seeding {releases} releases …", stage.name);
        let place = places.place(releases, filled.last())?;
        let start = Instant::now();
        let wanted = releases.to_string();
        let name = ["seed", "--releases", &wanted, "--today", &program.today];
        repository::answer(&mut command(&program.binary, &name, &place))?;
        let seeding = (releases - before) as f64 / start.elapsed().as_secs_f64();
        places.filled(&place)?;
        stage.sizes.push(Size {
            releases,
            seeding,
            bytes: places.bytes(&place),
            started_in: Duration::ZERO,
            memory: (0.0, 0.0),
        });
        filled.push(place);
    }
    Ok(filled)
}

/// One client that asks all sizes in turn.
fn side_by_side(served: &[Served], kind: Kind, effort: &Effort) -> Outcome<Row<Kind>> {
    let servers: Vec<(SocketAddr, &str)> = served.iter().map(|one| (one.server.address, one.token.as_str())).collect();
    let request = |place: usize, number: u64| served[place].sample.requests(kind, number);
    let spent = |place: usize| served[place].server.spent();
    let measured = load::in_turn(&servers, effort.in_turn, &request, &spent)?;
    let (figures, spent) = measured.into_iter().unzip();
    Ok(Row { kind, clients: 1, figures, spent })
}

/// Many clients at once, on one size after the other.
fn under_load(served: &[Served], kind: Kind, clients: usize, effort: &Effort) -> Outcome<Row<Kind>> {
    let figures = served.iter().map(|one| {
        let request = |number| one.sample.requests(kind, number);
        load::run(one.server.address, &one.token, clients, effort.at_once, &request)
    });
    Ok(Row { kind, clients, figures: figures.collect::<Outcome<_>>()?, spent: Vec::new() })
}
