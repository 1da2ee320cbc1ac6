//! On what it was measured.

use std::fs::read_to_string;
use std::process::Command;

use crate::{Outcome, repository};

/// The day it is, in UTC.
pub(crate) fn today() -> jiff::civil::Date {
    #[expect(clippy::disallowed_methods, reason = "a report says when it was made")]
    let now = jiff::Timestamp::now();
    now.to_zoned(jiff::tz::TimeZone::UTC).date()
}

/// Names and values, for the head of the report.
pub(crate) fn describe(postgres: Option<&str>) -> Outcome<Vec<(&'static str, String)>> {
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    let load = read_to_string("/proc/loadavg").unwrap_or_default();
    let load: Vec<&str> = load.split(' ').take(3).collect();
    let mut found = vec![
        ("processor", format!("{}, {cores} cores", value("/proc/cpuinfo", "model name"))),
        ("memory", memory()),
        ("kernel", read_to_string("/proc/sys/kernel/osrelease").unwrap_or_default().trim().to_owned()),
        ("load before (1, 5, 15 minutes)", load.join(", ")),
        ("rustc", repository::answer(Command::new("rustc").arg("-V"))?.trim().to_owned()),
        ("SQLite", rusqlite::version().to_owned()),
    ];
    if let Some(version) = postgres {
        found.push(("PostgreSQL", version.to_owned()));
    }
    Ok(found)
}

fn memory() -> String {
    let kib = value("/proc/meminfo", "MemTotal");
    let kib: f64 = kib.split(' ').next().and_then(|number| number.parse().ok()).unwrap_or(f64::NAN);
    format!("{:.1} GiB", kib / 1024.0 / 1024.0)
}

fn value(file: &str, name: &str) -> String {
    let text = read_to_string(file).unwrap_or_default();
    let line = text.lines().find(|line| line.starts_with(name));
    let value = line.and_then(|line| line.split_once(':')).map(|(_, value)| value.trim().to_owned());
    value.unwrap_or_else(|| "unknown".to_owned())
}
