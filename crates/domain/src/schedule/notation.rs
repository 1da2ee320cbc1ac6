//! How long tasks take and what they wait for, as people write it in tables: `1h30`, `10/20/45m`, `12FS+1h`.
//!
//! A duration is one or more numbers with a unit each, the largest first: `2h 15m`, `45 min`, `1.5h`. The units are weeks,
//! days, hours, minutes and seconds, by their first letter or by name; a day has 24 hours, a week 7 days, for they are spans
//! of time and no working time. A number without a unit counts minutes, behind hours (`1h30`) and elsewhere (`90`).
//!
//! A link is the task that is waited for, the kind of the link (`FS`, `SS`, `FF`, `SF`; finish-start when there is none) and
//! a lag with its sign. Behind a number the kind may follow at once (`12FS+1h`); behind any other name a space stands before
//! it (`deploy-db SS-15m`), for names may end in these letters too.

#[cfg(test)]
mod tests;

use super::graph::LinkKind;
use std::fmt;

/// The longest duration and the longest lag either way, in seconds: ten years of 365 days.
pub const LONGEST: i64 = 3_650 * DAY;

const MINUTE: i64 = 60;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;
const WEEK: i64 = 7 * DAY;

/// How long a task may take, in whole seconds, shortest first. All three are the same for a task that was not estimated.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub struct Estimate {
    /// When everything goes well.
    pub optimistic: i64,
    /// What is planned with.
    pub likely: i64,
    /// When much goes wrong.
    pub pessimistic: i64,
}

impl Estimate {
    /// A task that takes so many seconds.
    #[must_use]
    pub const fn exactly(seconds: i64) -> Self {
        Self { optimistic: seconds, likely: seconds, pessimistic: seconds }
    }
}

/// That a task waits for another, by the name people gave it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Predecessor {
    /// The number or key of the task that is waited for.
    pub task: String,
    /// What of the one holds what of the other.
    pub kind: LinkKind,
    /// How much later, in seconds; negative for earlier.
    pub lag: i64,
}

/// Why words were not understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotUnderstood {
    /// There are no words.
    Empty,
    /// This is no number with a unit.
    NoDuration(String),
    /// The units do not get smaller from the left to the right.
    Order(String),
    /// This is no whole number of seconds.
    NotWhole(String),
    /// This is longer than [`LONGEST`].
    TooLong(String),
    /// There are neither one nor three durations.
    NotThree(usize),
    /// The three durations do not begin with the shortest and end with the longest.
    NotInOrder,
    /// This is neither a kind of link nor a lag.
    NoLink(String),
    /// The kind or the lag of a link stands there, but no task.
    NoTask(String),
}

impl fmt::Display for NotUnderstood {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => formatter.write_str("there is nothing here"),
            Self::NoDuration(text) => write!(formatter, "{text:?} is no duration; write 45m, 1h30 or 2d"),
            Self::Order(text) => write!(formatter, "{text:?} names a larger unit behind a smaller one"),
            Self::NotWhole(text) => write!(formatter, "{text:?} is no whole number of seconds"),
            Self::TooLong(text) => write!(formatter, "{text:?} is longer than ten years"),
            Self::NotThree(number) => write!(
                formatter,
                "these are {number} durations; write one, or three: optimistic/likely/pessimistic, such as 10/20/45m"
            ),
            Self::NotInOrder => {
                formatter.write_str("an estimate begins with the shortest duration and ends with the longest")
            }
            Self::NoLink(text) => {
                write!(formatter, "{text:?} is no link; write the task, FS, SS, FF or SF, and a lag, such as 12FS+1h")
            }
            Self::NoTask(text) => write!(formatter, "{text:?} does not say which task is waited for"),
        }
    }
}

impl std::error::Error for NotUnderstood {}

/// Reads a duration in whole seconds, not negative.
///
/// # Errors
/// Words that are no duration; parts of seconds; more than [`LONGEST`].
pub fn read_duration(text: &str) -> Result<i64, NotUnderstood> {
    let parts = parts(text)?;
    let last = parts.len() - 1;
    let mut smallest = i64::MAX;
    let mut seconds = 0_i64;
    for (place, part) in parts.iter().enumerate() {
        // A bare number counts minutes, and stands alone or behind hours.
        let unit = match part.unit {
            Some(unit) => unit,
            None if last == 0 || (place == last && smallest == HOUR) => MINUTE,
            None => return Err(NotUnderstood::NoDuration(text.trim().to_owned())),
        };
        if unit >= smallest {
            return Err(NotUnderstood::Order(text.trim().to_owned()));
        }
        smallest = unit;
        seconds += part.seconds(unit, text)?;
    }
    if seconds > LONGEST { Err(NotUnderstood::TooLong(text.trim().to_owned())) } else { Ok(seconds) }
}

/// Writes a duration so that [`read_duration`] reads the same: `1h30m`, `45m`, `0m`. A negative one has its sign before it.
#[must_use]
pub fn write_duration(seconds: i64) -> String {
    let mut left = seconds.unsigned_abs();
    let mut text = if seconds < 0 { "-".to_owned() } else { String::new() };
    if left == 0 {
        text.push_str("0m");
    }
    for (unit, letter) in [(WEEK, 'w'), (DAY, 'd'), (HOUR, 'h'), (MINUTE, 'm'), (1, 's')] {
        let unit = unit.unsigned_abs();
        // Weeks only where nothing else is left over: nobody thinks in weeks, days and minutes.
        let whole = if letter == 'w' && !left.is_multiple_of(unit) { 0 } else { left / unit };
        if whole > 0 {
            text.push_str(&format!("{whole}{letter}"));
            left -= whole * unit;
        }
    }
    text
}

/// Reads an estimate: one duration, or three with slashes between. What has no unit has that of the last of the three.
///
/// # Errors
/// Whatever [`read_duration`] does not understand; neither one nor three durations; durations that are not in order.
pub fn read_estimate(text: &str) -> Result<Estimate, NotUnderstood> {
    let words: Vec<&str> = text.split('/').map(str::trim).collect();
    let [optimistic, likely, pessimistic] = words.as_slice() else {
        return if words.len() == 1 {
            read_duration(text).map(Estimate::exactly)
        } else {
            Err(NotUnderstood::NotThree(words.len()))
        };
    };
    let unit = parts(pessimistic)?.last().and_then(|part| part.unit);
    let read = |words: &str| match (parts(words)?.as_slice(), unit) {
        ([only], Some(unit)) if only.unit.is_none() => only.seconds(unit, words),
        _ => read_duration(words),
    };
    let estimate =
        Estimate { optimistic: read(optimistic)?, likely: read(likely)?, pessimistic: read_duration(pessimistic)? };
    let in_order = estimate.optimistic <= estimate.likely && estimate.likely <= estimate.pessimistic;
    if in_order { Ok(estimate) } else { Err(NotUnderstood::NotInOrder) }
}

/// Writes an estimate so that [`read_estimate`] reads the same.
#[must_use]
pub fn write_estimate(estimate: &Estimate) -> String {
    let all = [estimate.optimistic, estimate.likely, estimate.pessimistic];
    if all == [all[0]; 3] { write_duration(all[0]) } else { all.map(write_duration).join("/") }
}

/// Reads one link.
///
/// # Errors
/// A link without a task; a kind or a lag that is none.
pub fn read_predecessor(text: &str) -> Result<Predecessor, NotUnderstood> {
    let text = text.trim();
    if text.is_empty() {
        return Err(NotUnderstood::Empty);
    }
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let behind_digits = &text[digits..];
    let is_number = digits > 0
        && (behind_digits.is_empty() || behind_digits.starts_with(['+', ' ']) || is_kind_or_lag(behind_digits));
    let (task, rest) = if is_number { (&text[..digits], behind_digits) } else { divide_name(text) };
    let (task, rest) = (task.trim(), rest.trim());
    if task.is_empty() {
        return Err(NotUnderstood::NoTask(text.to_owned()));
    }
    let (kind, lag) = match kind_of(rest) {
        Some((kind, lag)) => (kind, lag.trim()),
        None => (LinkKind::FinishStart, rest),
    };
    let unsigned = lag.strip_prefix(['+', '-', '\u{2212}']);
    let lag = match unsigned {
        Some(words) if lag.starts_with('+') => read_duration(words)?,
        Some(words) => -read_duration(words)?,
        None if lag.is_empty() => 0,
        None => return Err(NotUnderstood::NoLink(text.to_owned())),
    };
    Ok(Predecessor { task: task.to_owned(), kind, lag })
}

/// Reads links, with commas or semicolons between them; nothing is no link.
///
/// # Errors
/// The first link that is not understood, as [`read_predecessor`] says.
pub fn read_predecessors(text: &str) -> Result<Vec<Predecessor>, NotUnderstood> {
    text.split([',', ';']).filter(|link| !link.trim().is_empty()).map(read_predecessor).collect()
}

/// Writes a link so that [`read_predecessor`] reads the same, for a task whose name [`is_plain_name`].
#[must_use]
pub fn write_predecessor(predecessor: &Predecessor) -> String {
    let Predecessor { task, kind, lag } = predecessor;
    let is_number = task.bytes().all(|byte| byte.is_ascii_digit());
    let kind = match kind {
        LinkKind::FinishStart if *lag == 0 => "",
        other => letters(*other),
    };
    let space = if is_number || kind.is_empty() { "" } else { " " };
    let lag = match lag {
        0 => String::new(),
        later @ 1.. => format!("+{}", write_duration(*later)),
        earlier => write_duration(*earlier),
    };
    format!("{task}{space}{kind}{lag}")
}

/// True for a name that can be told from the kind and the lag behind it: letters, digits, `.`, `_` and `-`, not made of digits
/// and then a kind of link.
#[must_use]
pub fn is_plain_name(task: &str) -> bool {
    let plain = task.chars().all(|letter| letter.is_alphanumeric() || "._-".contains(letter));
    plain && !task.is_empty() && read_predecessor(task).is_ok_and(|read| read.task == task)
}

/// The two letters of a kind of link.
#[must_use]
pub const fn letters(kind: LinkKind) -> &'static str {
    match kind {
        LinkKind::FinishStart => "FS",
        LinkKind::StartStart => "SS",
        LinkKind::FinishFinish => "FF",
        LinkKind::StartFinish => "SF",
    }
}

/// A number, and the unit in seconds behind it.
struct Part {
    /// In thousandths.
    number: i64,
    unit: Option<i64>,
}

impl Part {
    fn seconds(&self, unit: i64, text: &str) -> Result<i64, NotUnderstood> {
        let text = || text.trim().to_owned();
        let thousandths = self.number.checked_mul(unit).ok_or_else(|| NotUnderstood::TooLong(text()))?;
        if thousandths % 1_000 != 0 {
            return Err(NotUnderstood::NotWhole(text()));
        }
        let seconds = thousandths / 1_000;
        if seconds > LONGEST { Err(NotUnderstood::TooLong(text())) } else { Ok(seconds) }
    }
}

/// At least one number, each with its unit.
fn parts(text: &str) -> Result<Vec<Part>, NotUnderstood> {
    let mut rest = text.trim();
    if rest.is_empty() {
        return Err(NotUnderstood::Empty);
    }
    let wrong = || NotUnderstood::NoDuration(text.trim().to_owned());
    let mut parts = Vec::new();
    while !rest.is_empty() {
        let long = rest.bytes().take_while(|byte| byte.is_ascii_digit() || *byte == b'.').count();
        let number = thousandths(&rest[..long])
            .ok_or_else(wrong)?
            .ok_or_else(|| NotUnderstood::TooLong(text.trim().to_owned()))?;
        rest = rest[long..].trim_start();
        let long = rest.bytes().take_while(u8::is_ascii_alphabetic).count();
        let unit = if long == 0 { None } else { Some(unit(&rest[..long]).ok_or_else(wrong)?) };
        parts.push(Part { number, unit });
        rest = rest[long..].trim_start();
    }
    Ok(parts)
}

/// A number with at most three places behind the point, in thousandths; within, `None` when it is too large.
fn thousandths(text: &str) -> Option<Option<i64>> {
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let are_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let has_point = text.contains('.');
    if whole.is_empty() || !are_digits(whole) || !are_digits(part) || part.len() > 3 || (has_point && part.is_empty()) {
        return None;
    }
    let Ok(number) = whole.parse::<i64>() else { return Some(None) };
    let part: i64 = format!("{part:0<3}").parse().ok()?;
    Some(number.checked_mul(1_000).and_then(|number| number.checked_add(part)))
}

fn unit(word: &str) -> Option<i64> {
    match word.to_ascii_lowercase().as_str() {
        "s" | "sec" | "secs" | "second" | "seconds" => Some(1),
        "m" | "min" | "mins" | "minute" | "minutes" => Some(MINUTE),
        "h" | "hr" | "hrs" | "hour" | "hours" => Some(HOUR),
        "d" | "day" | "days" => Some(DAY),
        "w" | "wk" | "wks" | "week" | "weeks" => Some(WEEK),
        _ => None,
    }
}

fn kind_of(text: &str) -> Option<(LinkKind, &str)> {
    let kind = match text.get(..2)?.to_ascii_uppercase().as_str() {
        "FS" => LinkKind::FinishStart,
        "SS" => LinkKind::StartStart,
        "FF" => LinkKind::FinishFinish,
        "SF" => LinkKind::StartFinish,
        _ => return None,
    };
    Some((kind, &text[2..]))
}

/// True for what may follow a number: a kind with or without a lag, or a lag alone.
fn is_kind_or_lag(text: &str) -> bool {
    let lag = |text: &str| text.trim_start().starts_with(['+', '-', '\u{2212}']);
    match kind_of(text) {
        Some((_, rest)) => rest.trim().is_empty() || lag(rest),
        None => text.starts_with('\u{2212}') || (text.starts_with('-') && parts(&text[1..]).is_ok()),
    }
}

/// A name ends at a space, or at a plus, which stands in no name.
fn divide_name(text: &str) -> (&str, &str) {
    text.find([' ', '\t', '+']).map_or((text, ""), |end| text.split_at(end))
}
