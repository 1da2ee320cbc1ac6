//! "Thursday 6th November 2025 (AoE) / Friday 7th November 2025, 12:00 UTC" and its relatives.

use jiff::{
    Timestamp,
    civil::{Date, Time, Weekday},
    tz,
};
use signalbox_domain::{Due, Zone};

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];
const WEEKDAYS: [(&str, Weekday); 7] = [
    ("monday", Weekday::Monday),
    ("tuesday", Weekday::Tuesday),
    ("wednesday", Weekday::Wednesday),
    ("thursday", Weekday::Thursday),
    ("friday", Weekday::Friday),
    ("saturday", Weekday::Saturday),
    ("sunday", Weekday::Sunday),
];
/// What people call a clock, the place they mean by it (they write PST in summer too), and the hours it is ahead of UTC
/// when taken at its word.
const CLOCKS: [(&str, &str, i8); 10] = [
    ("UTC", "UTC", 0),
    ("GMT", "UTC", 0),
    ("PST", "America/Los_Angeles", -8),
    ("PDT", "America/Los_Angeles", -7),
    ("PT", "America/Los_Angeles", -8),
    ("EST", "America/New_York", -5),
    ("EDT", "America/New_York", -4),
    ("ET", "America/New_York", -5),
    ("CET", "Europe/Berlin", 1),
    ("CEST", "Europe/Berlin", 2),
];

/// When something is due, and from when when it spans several days.
#[derive(Debug, PartialEq)]
pub(super) struct When {
    pub(super) start: Option<Date>,
    pub(super) due: Due,
    /// The moment when the clock's name is taken at its word, where that is another.
    literal: Option<Timestamp>,
    /// What contradicts itself in the text; the first statement counts.
    pub(super) doubts: Vec<String>,
}

/// Reads a cell. The same moment may be told twice, separated by a slash: a day anywhere on Earth counts before any other,
/// then the first.
///
/// # Errors
/// Why nothing could be read, as the end of a sentence.
pub(super) fn parse(text: &str) -> Result<When, &'static str> {
    let told: Vec<Result<When, &'static str>> = text.split(" / ").map(one).collect();
    let mut told_well: Vec<When> = Vec::new();
    for one in told {
        // A slash that separates no dates ("Mon / Wed / Fri") leaves the parts without any.
        match one {
            Ok(when) => told_well.push(when),
            Err(NO_DATE) => {}
            Err(why) => return Err(why),
        }
    }
    let anywhere = told_well.iter().position(|when| when.due.zone == Zone::anywhere_on_earth()).unwrap_or(0);
    if told_well.is_empty() {
        return Err(NO_DATE);
    }
    let mut when = told_well.remove(anywhere);
    for other in told_well {
        let moment = Some(when.due.instant());
        if other.due.time.is_some() && Some(other.due.instant()) != moment && other.literal != moment {
            when.doubts.push(format!("{} and {} are not the same moment; the former counts", when.due, other.due));
        }
        when.doubts.extend(other.doubts);
    }
    Ok(when)
}

const NO_DATE: &str = "has no date that can be read";

fn one(text: &str) -> Result<When, &'static str> {
    let separated = text.replace(['–', '—'], "-").replace(" - ", " to ").replace(['(', ')', ','], " ");
    let words: Vec<&str> = separated.split_whitespace().collect();
    let mut days: Vec<Day> = Vec::new();
    let (mut time, mut zone, mut offset) = (None, None, None);
    let mut at = 0;
    while at < words.len() {
        let word = words[at];
        if word.eq_ignore_ascii_case("aoe") {
            zone = Some(Zone::anywhere_on_earth());
        } else if let Some((place, hours)) = clock(word) {
            zone = zone.or(Some(place));
            offset = offset.or(Some(hours));
        } else if let Some((read, used)) = time_of_day(&words[at..]) {
            time = time.or(Some(read));
            at += used;
            continue;
        } else if let Some((day, used)) = Day::read(&words, at) {
            days.push(day);
            at += used;
            continue;
        }
        at += 1;
    }
    let (first, last) = match days.as_slice() {
        [] => return Err(NO_DATE),
        [only] => (None, only),
        [first, last] => (Some(first), last),
        _ => return Err("names more than two days"),
    };
    let (month, year) =
        (last.month.ok_or("names a day without a month")?, last.year.ok_or("names a day without a year")?);
    let mut doubts = Vec::new();
    let due = last.date(month, year, &mut doubts)?;
    let start = match first {
        Some(first) => {
            let month_before = first.month.unwrap_or(month);
            // "29th December - 2nd January 2026" begins in the year before.
            let year = first.year.unwrap_or(if month_before > month { year - 1 } else { year });
            Some(first.date(month_before, year, &mut doubts)?)
        }
        None => None,
    };
    if start.is_some_and(|start| start > due) {
        return Err("ends before it begins");
    }
    if time.is_some() && zone.is_none() {
        doubts.push(format!("{text:?} has a time but no zone; UTC is taken"));
    }
    let literal = time.zip(offset).and_then(|(time, hours)| {
        let clock = tz::TimeZone::fixed(tz::offset(hours));
        clock.to_timestamp(due.to_datetime(time)).ok()
    });
    Ok(When { start, literal, due: Due { date: due, time, zone: zone.unwrap_or_else(Zone::utc) }, doubts })
}

/// A day as far as it was said.
struct Day {
    weekday: Option<Weekday>,
    day: i8,
    month: Option<i8>,
    year: Option<i16>,
}

impl Day {
    /// Reads `23rd March 2026`, `23 Mar`, `23rd` or `March 23 2026`, and how many words that took.
    fn read(words: &[&str], at: usize) -> Option<(Self, usize)> {
        let weekday = at.checked_sub(1).and_then(|before| words.get(before)).and_then(|word| weekday(word));
        if let Ok(date) = words[at].parse::<Date>() {
            return Some((Self { weekday, day: date.day(), month: Some(date.month()), year: Some(date.year()) }, 1));
        }
        let year = |at: usize| {
            let word = words.get(at).filter(|word| word.len() == 4)?;
            word.parse::<i16>().ok().filter(|year| (1970..=2200).contains(year))
        };
        if let Some(month) = month(words[at]) {
            let day = words.get(at + 1).and_then(|word| day(word))?;
            let year = year(at + 2);
            return Some((Self { weekday, day, month: Some(month), year }, 2 + usize::from(year.is_some())));
        }
        let day = day(words[at])?;
        let month = words.get(at + 1).and_then(|word| month(word));
        let year = month.and_then(|_| year(at + 2));
        Some((Self { weekday, day, month, year }, 1 + usize::from(month.is_some()) + usize::from(year.is_some())))
    }

    fn date(&self, month: i8, year: i16, doubts: &mut Vec<String>) -> Result<Date, &'static str> {
        let date = Date::new(year, month, self.day).map_err(|_| "names a day that does not exist")?;
        if let Some(weekday) = self.weekday.filter(|weekday| *weekday != date.weekday()) {
            doubts.push(format!("{date} is a {:?}, not a {weekday:?}; the date counts", date.weekday()));
        }
        Ok(date)
    }
}

/// `6`, `6th`, `23th`: what follows the number is not held against it.
fn day(word: &str) -> Option<i8> {
    let digits = ["st", "nd", "rd", "th"].iter().find_map(|ending| word.strip_suffix(ending)).unwrap_or(word);
    if digits.is_empty() || digits.len() > 2 || !digits.bytes().all(|letter| letter.is_ascii_digit()) {
        return None;
    }
    digits.parse().ok().filter(|day| (1..=31).contains(day))
}

fn month(word: &str) -> Option<i8> {
    let word = word.trim_end_matches('.').to_ascii_lowercase();
    let found = MONTHS
        .iter()
        .position(|month| *month == word || (word.len() >= 3 && word.len() <= 4 && month.starts_with(&word)))?;
    i8::try_from(found + 1).ok()
}

fn weekday(word: &str) -> Option<Weekday> {
    let word = word.trim_end_matches('.').to_ascii_lowercase();
    WEEKDAYS.iter().find(|(name, _)| word.len() >= 3 && name.starts_with(&word)).map(|(_, weekday)| *weekday)
}

fn clock(word: &str) -> Option<(Zone, i8)> {
    let (_, zone, hours) = CLOCKS.iter().find(|(name, ..)| *name == word)?;
    Some((Zone::parse(zone).ok()?, *hours))
}

/// Reads `18:00`, `6:30pm` or `6 PM`, and how many words that took.
fn time_of_day(words: &[&str]) -> Option<(Time, usize)> {
    let word = words.first()?.to_ascii_lowercase();
    let (clock, half, used) = if let Some(clock) = word.strip_suffix("am") {
        (clock, Some(0), 1)
    } else if let Some(clock) = word.strip_suffix("pm") {
        (clock, Some(12), 1)
    } else {
        match words.get(1).map(|next| next.to_ascii_lowercase()).as_deref() {
            Some("am") => (word.as_str(), Some(0), 2),
            Some("pm") => (word.as_str(), Some(12), 2),
            _ => (word.as_str(), None, 1),
        }
    };
    let (hour, minute) = match clock.split_once(':') {
        Some((hour, minute)) => (hour.parse::<i8>().ok()?, minute.parse::<i8>().ok()?),
        None => (half.and_then(|_| clock.parse::<i8>().ok())?, 0),
    };
    let hour = match half {
        Some(half) if (1..=12).contains(&hour) => hour % 12 + half,
        Some(_) => return None,
        None => hour,
    };
    Some((Time::new(hour, minute, 0, 0).ok()?, used))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn told(text: &str) -> String {
        match parse(text) {
            Ok(when) => {
                let start = when.start.map(|start| format!("{start} to ")).unwrap_or_default();
                let doubts = if when.doubts.is_empty() { String::new() } else { format!(" ?{}", when.doubts.len()) };
                format!("{start}{}{doubts}", when.due)
            }
            Err(why) => why.to_owned(),
        }
    }

    #[test]
    fn every_way_people_wrote_a_date_is_read() {
        for (text, meaning) in [
            ("Monday 15th September 2025", "2025-09-15 UTC"),
            ("Thursday 23th October 2025", "2025-10-23 UTC"),
            ("Thursday 6th November 2025 (AoE) / Friday 7th November 2025, 12:00 UTC", "2025-11-06 AoE"),
            ("Friday 7th November 2025, 12:00 UTC / Thursday 6th November 2025 AoE", "2025-11-06 AoE"),
            ("Monday 10th - Thursday 13th November 2025", "2025-11-10 to 2025-11-13 UTC"),
            ("Monday 30th March – Thursday 2nd April 2026", "2026-03-30 to 2026-04-02 UTC"),
            ("Monday 29th December - Friday 2nd January 2026", "2025-12-29 to 2026-01-02 UTC"),
            ("02:00 UTC Friday 14th June 2024 / 19:00 PDT Thursday 13th June 2024", "2024-06-14 02:00 UTC"),
            ("21:00 UTC Friday 20th June 2025 / 14:00 PST Friday 20th June 2025", "2025-06-20 21:00 UTC"),
            ("18:00 PST Thursday 8th February 2024", "2024-02-08 18:00 America/Los_Angeles"),
            ("Mon August 23, 2021", "2021-08-23 UTC"),
            ("Tue 2 Sept 2025", "2025-09-02 UTC"),
            ("2025-11-06 6 PM PT", "2025-11-06 18:00 America/Los_Angeles"),
            ("2025-11-06 12:30am UTC", "2025-11-06 00:30 UTC"),
        ] {
            assert_eq!(told(text), meaning, "{text}");
        }
    }

    #[test]
    fn what_contradicts_itself_is_doubted_and_the_first_counts() {
        assert_eq!(
            told("01:00 UTC Wednesday 31st July 2024 / 19:00 PDT Tuesday 30th July 2024"),
            "2024-07-31 01:00 UTC ?1"
        );
        assert_eq!(told("Monday 16th September 2025"), "2025-09-16 UTC ?1");
        assert_eq!(told("18:00 16th September 2025"), "2025-09-16 18:00 UTC ?1");
    }

    #[test]
    fn what_is_no_date_is_not_guessed() {
        for (text, why) in [
            ("", NO_DATE),
            ("TBD", NO_DATE),
            ("Tuesday 19th November2024", "names a day without a month"),
            ("Tuesday 19th November", "names a day without a year"),
            ("31st November 2025", "names a day that does not exist"),
            ("13th - 10th November 2025", "ends before it begins"),
            ("1st, 2nd and 3rd May 2025", "names more than two days"),
        ] {
            assert_eq!(told(text), why, "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_cell_breaks_the_reader(text in "([0-9]{1,4}|th|st| |/|-|:|,|am|pm|may|June|Mon|UTC|AoE|\\(){0,14}") {
            let _answered = parse(&text);
        }
    }
}
