//! What it costs: load, growth, start-up and size, next to what the same machine does without us, in one bounded run
//! that writes `bench/RESULTS.md` and fails when a limit is missed.

mod actions;
mod bare;
mod bookings;
mod client;
mod limits;
mod load;
mod machine;
mod places;
mod report;
mod rights;
mod sealing;
mod server;
mod stage;
mod watching;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::time::{Duration, Instant};

use crate::{Outcome, repository};
use actions::Kind;
use bookings::Bookings;
use load::Figures;
use places::{Databases, Folders, Places};
use rights::Rights;
use sealing::Sealing;
use server::{Place, Server};
use stage::Stage;
use watching::Watching;

/// Names a PostgreSQL server on which databases may be made, as for the tests.
const POSTGRES: &str = "SIGNALBOX_TEST_POSTGRES_URL";

/// How much to measure.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Small sizes and short measurements, in 90 seconds; limits are checked, the report is not written
    #[arg(long)]
    quick: bool,
    /// The largest size on PostgreSQL too
    #[arg(long)]
    full: bool,
    /// Only this part; the report is not written
    #[arg(long, value_enum)]
    only: Option<Part>,
    /// How long it may take altogether; sizes there is no time for are left out
    #[arg(long, default_value_t = 8)]
    minutes: u64,
}

/// What can be measured by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Part {
    /// The same pages for somebody with many roles.
    Rights,
    /// Releases at several sizes.
    Releases,
    /// Of these, decisions alone.
    Decisions,
    /// Bookings at several sizes.
    Bookings,
    /// Writes with and without the journal being sealed, on SQLite.
    Sealing,
    /// A run of a deployment plan that many watch, on SQLite.
    Watching,
}

/// How long each part may take.
pub(crate) struct Effort {
    begun: Instant,
    longest: Duration,
    /// One client on all sizes in turn.
    in_turn: Duration,
    /// Many clients on one size.
    at_once: Duration,
}

impl Effort {
    /// Whether something may still be done, with as much time again for what comes after it.
    fn has_time_for(&self, needed: Duration) -> bool {
        self.begun.elapsed() + needed.mul_f64(1.3) < self.longest.mul_f64(0.75)
    }
}

/// What is measured.
pub(crate) struct Program {
    binary: PathBuf,
    /// Where everything of this run lies.
    folder: PathBuf,
    today: String,
    year: i16,
}

/// Everything that was found.
pub(crate) struct Findings {
    machine: Vec<(&'static str, String)>,
    today: String,
    stages: Vec<Stage>,
    rights: Vec<Rights>,
    bookings: Vec<Bookings>,
    sealing: Option<Sealing>,
    watching: Option<Watching>,
    /// The bare handler, by clients.
    handler: Vec<(usize, Figures)>,
    sqlite: bare::Sqlite,
    /// Bytes of the executable.
    binary: u64,
    first_start: Duration,
    second_start: Duration,
    stop: Duration,
    took: Duration,
}

pub(crate) fn run(arguments: &Arguments) -> Outcome<ExitCode> {
    let root = repository::root();
    println!("Building the release …");
    let mut build = Command::new("cargo");
    build.args(["build", "--release", "--locked", "--package", "signalbox"]).current_dir(&root);
    repository::succeed(&mut build)?;
    let target = repository::target_folder(&repository::cargo_metadata()?)?;
    let folder = target.join(format!("bench-{}", std::process::id()));
    fs::create_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let found = measure(arguments, target.join("release/signalbox"), folder.clone());
    let cleared = fs::remove_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()));
    let found = found?;
    cleared?;

    let limits = limits::check(&found);
    let text = report::write(&found, &limits);
    println!("\n{text}");
    if !arguments.quick && arguments.only.is_none() {
        let file = root.join("bench/RESULTS.md");
        let written = fs::create_dir_all(root.join("bench")).and_then(|()| fs::write(&file, &text));
        written.map_err(|error| format!("{}: {error}", file.display()))?;
        println!("Written to bench/RESULTS.md.");
    }
    let missed: Vec<&limits::Limit> = limits.iter().filter(|limit| !limit.is_held()).collect();
    for limit in &missed {
        eprintln!("missed: {limit}");
    }
    Ok(if missed.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn measure(arguments: &Arguments, binary: PathBuf, folder: PathBuf) -> Outcome<Findings> {
    let begun = Instant::now();
    let millis = |quick, usual| Duration::from_millis(if arguments.quick { quick } else { usual });
    let effort = Effort {
        begun,
        longest: if arguments.quick { Duration::from_secs(90) } else { Duration::from_secs(arguments.minutes * 60) },
        in_turn: millis(1_000, 4_000),
        at_once: millis(400, 1_500),
    };
    let today = machine::today();
    let year = today.year();
    let program = Program { binary, folder, today: today.to_string(), year };
    let mut databases = std::env::var(POSTGRES).ok().map(|server| Databases::at(&server)).transpose()?;
    let version = databases.as_mut().map(Databases::version).transpose()?;
    let machine = machine::describe(version.as_deref())?;

    println!("The bare machine …");
    let handler = bare_handler(effort.at_once)?;
    let sqlite = bare::Sqlite::measure(&program.folder, effort.at_once)?;
    let (first_start, second_start, stop) = starts(&program)?;
    let binary = fs::metadata(&program.binary).map_or(0, |known| known.len());

    let sizes = Sizes::of(arguments);
    let mut folders = Folders(program.folder.clone());
    let sealing = match arguments.only {
        None | Some(Part::Sealing) => Some(sealing::run(&program, &mut folders, &effort)?),
        Some(_) => None,
    };
    let watching = match arguments.only {
        None | Some(Part::Watching) => Some(watching::run(&program, &mut folders, &effort)?),
        Some(_) => None,
    };
    let mut found = Parts { only: arguments.only, ..Parts::default() };
    found.measure(&program, &mut folders, &effort, &sizes, sizes.sqlite)?;
    if let Some(databases) = &mut databases {
        found.measure(&program, databases, &effort, &sizes, sizes.postgres)?;
    } else {
        println!("PostgreSQL is not measured: {POSTGRES} names no server (scripts/with-postgres starts one).");
    }
    let Parts { stages, rights, bookings, .. } = found;
    Ok(Findings {
        machine,
        today: program.today,
        stages,
        rights,
        bookings,
        sealing,
        watching,
        handler,
        sqlite,
        binary,
        first_start,
        second_start,
        stop,
        took: begun.elapsed(),
    })
}

/// How large what is measured is.
struct Sizes {
    people: usize,
    environments: usize,
    /// Releases, and bookings.
    sqlite: (&'static [usize], &'static [usize]),
    postgres: (&'static [usize], &'static [usize]),
}

impl Sizes {
    fn of(arguments: &Arguments) -> Self {
        let (environments, few) = bookings::ENVIRONMENTS;
        if arguments.quick {
            let sqlite: (&[usize], &[usize]) = (&[2_000, 10_000], &[2_000, 20_000]);
            return Self { people: 1_000, environments: few, sqlite, postgres: (&[2_000], &[2_000]) };
        }
        let all: (&[usize], &[usize]) = (&[2_000, 20_000, 100_000], &[100_000, 1_000_000]);
        let postgres = if arguments.full { all } else { (&all.0[..2], &all.1[..1]) };
        Self { people: rights::PEOPLE, environments, sqlite: all, postgres }
    }
}

/// What was found on each database.
#[derive(Default)]
struct Parts {
    only: Option<Part>,
    rights: Vec<Rights>,
    stages: Vec<Stage>,
    bookings: Vec<Bookings>,
}

impl Parts {
    /// Measures one database.
    fn measure(
        &mut self,
        program: &Program,
        places: &mut dyn Places,
        effort: &Effort,
        sizes: &Sizes,
        (releases, bookings): (&[usize], &[usize]),
    ) -> Outcome<()> {
        let only = self.only;
        let is_wanted = |part| only.is_none_or(|only| only == part);
        if is_wanted(Part::Rights) {
            self.rights.push(rights::run(program, places, effort, sizes.people)?);
        }
        if is_wanted(Part::Bookings) {
            self.bookings.push(bookings::run(program, places, effort, sizes.environments, bookings)?);
        }
        let kinds: &[Kind] = match only {
            None | Some(Part::Releases) => &Kind::ALL,
            Some(Part::Decisions) => &[Kind::Decide],
            Some(_) => &[],
        };
        if !kinds.is_empty() {
            self.stages.push(stage::run(program, places, releases, kinds, effort)?);
        }
        Ok(())
    }
}

fn bare_handler(time: Duration) -> Outcome<Vec<(usize, Figures)>> {
    let handler = bare::Handler::start()?;
    let request = |_| vec![client::Request::get("/")];
    [1, 16, 64]
        .into_iter()
        .map(|clients| Ok((clients, load::run(handler.address, "", clients, time, &request)?)))
        .collect()
}

/// How long the first start on nothing takes, the next start, and the stop between them.
fn starts(program: &Program) -> Outcome<(Duration, Duration, Duration)> {
    let place = Place::Folder(program.folder.join("empty"));
    let log = |name: &str| -> PathBuf { Path::new(&program.folder).join(name) };
    let first = Server::start(&program.binary, &place, &log("first.log"))?;
    let first_start = first.started_in;
    let stop = first.stop()?;
    let second = Server::start(&program.binary, &place, &log("second.log"))?;
    let second_start = second.started_in;
    second.stop()?;
    Ok((first_start, second_start, stop))
}
