//! Every test of every kind, one after the other, to the end whatever fails, and one count of them all.
//!
//! Each suite writes its whole output to `target/test-logs/<suite>.log`. The last line printed is the count.

mod count;
mod suites;

use std::fs::{self, File};
use std::path::Path;
use std::process::{Command, ExitCode, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use clap::ValueEnum;

use crate::{Outcome, processes, repository};
use count::Count;
use suites::{Report, Suite};

/// Longer than any suite takes on two cores, shorter than anybody waits for one that hangs.
const LONGEST: Duration = Duration::from_secs(40 * 60);
const SIGN_OF_LIFE: Duration = Duration::from_secs(60);
const LINES_OF_A_FAILED_LOG: usize = 120;

/// Which suites; all of them when none is named.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Run these only
    #[arg(value_enum)]
    groups: Vec<Group>,
}

/// What one can ask for by name.
#[derive(Clone, Copy, PartialEq, ValueEnum)]
pub(crate) enum Group {
    /// The rules of the house
    House,
    /// The UI's own tests, its types against the API, its size
    Ui,
    /// The Rust tests, on both databases
    Rust,
    /// Journeys in a browser against the real server
    Browser,
}

/// How one suite went.
struct Result {
    name: &'static str,
    count: Count,
    /// What the suite's log does not say itself.
    notes: Vec<String>,
}

pub(crate) fn run(arguments: &Arguments) -> Outcome<ExitCode> {
    let root = repository::root();
    let logs = root.join("target/test-logs");
    fs::create_dir_all(&logs).map_err(|error| format!("{}: {error}", logs.display()))?;
    let target = repository::target_folder(&repository::cargo_metadata()?)?;
    let mark = std::process::id().to_string();

    let mut results = Vec::new();
    for suite in suites::suites(&root, &logs, &target) {
        if arguments.groups.is_empty() || arguments.groups.iter().any(|group| suite.groups.contains(group)) {
            results.push(run_suite(&suite, &root, &logs, &mark)?);
        }
    }

    for result in results.iter().filter(|result| result.count.failed > 0) {
        report_failure(result, &logs);
    }
    let total = results.iter().map(|result| result.count).fold(Count::default(), Count::plus);
    fs::write(logs.join("count"), format!("{total}\n")).map_err(|error| format!("the count: {error}"))?;
    println!("{total}");
    Ok(if total.failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn run_suite(suite: &Suite, root: &Path, logs: &Path, mark: &str) -> Outcome<Result> {
    println!("{} …", suite.title);
    if let Some(file) = suite.report.file() {
        // A report of an earlier run must not be taken for this one's.
        let _ = fs::remove_file(file);
    }
    let path = logs.join(format!("{}.log", suite.name));
    let log = File::create(&path).map_err(|error| format!("{}: {error}", path.display()))?;
    let errors = log.try_clone().map_err(|error| format!("{}: {error}", path.display()))?;
    let start = Instant::now();
    let mut child = Command::new(&suite.program)
        .args(&suite.arguments)
        .current_dir(root.join(suite.folder))
        // What a developer has set for a server of his own is not meant for the ones under test.
        .env_remove("SIGNALBOX_DATA")
        .env_remove("SIGNALBOX_DATABASE")
        .env_remove("SIGNALBOX_LISTEN")
        .envs(suite.environment.iter().map(|(name, value)| (name, value)))
        .env(processes::MARK, mark)
        .env("CARGO_TERM_COLOR", "never")
        .env("NO_COLOR", "1")
        .stdin(Stdio::null())
        .stdout(log)
        .stderr(errors)
        .spawn()
        .map_err(|error| format!("{} did not start: {error}", suite.program))?;

    let mut notes = Vec::new();
    let mut last_sign = start;
    let status = loop {
        if let Some(status) = child.try_wait().map_err(|error| format!("{}: {error}", suite.name))? {
            break status;
        }
        if start.elapsed() > LONGEST && notes.is_empty() {
            notes.push(format!("ended after {} minutes", LONGEST.as_secs() / 60));
            processes::end(mark)?;
        }
        if last_sign.elapsed() > SIGN_OF_LIFE {
            last_sign = Instant::now();
            println!("  … {} minutes", start.elapsed().as_secs() / 60);
        }
        sleep(Duration::from_millis(50));
    };

    let mut count = suite.report.count(status.success(), &fs::read_to_string(&path).unwrap_or_default());
    let survivors = processes::survivors(mark);
    if !survivors.is_empty() {
        count.failed += 1;
        notes.extend(survivors.iter().map(|left| format!("left running: {} {}", left.pid, left.command)));
        processes::end(mark)?;
    }
    if !(matches!(suite.report, Report::Step) && count.failed == 0) {
        println!("  {count} in {:.1} s", start.elapsed().as_secs_f32());
    }
    Ok(Result { name: suite.name, count, notes })
}

fn report_failure(result: &Result, logs: &Path) {
    let log = fs::read(logs.join(format!("{}.log", result.name))).unwrap_or_default();
    println!("\n─── {}: target/test-logs/{}.log", result.name, result.name);
    println!("{}", count::digest(&String::from_utf8_lossy(&log), LINES_OF_A_FAILED_LOG));
    for note in &result.notes {
        println!("{note}");
    }
}
