//! From text to rules.

use super::{
    Recurrence,
    rule::{End, Frequency, Rule},
};
use jiff::{
    civil::{Date, DateTime, Time, Weekday},
    tz,
};
use std::str::FromStr;

/// The longest text of a recurrence, in characters: room for a rule and a few hundred exceptions.
const LONGEST: usize = 8_000;
/// The most rules of one recurrence.
const MOST_RULES: usize = 10;
/// The longest interval and the greatest count.
const GREATEST_INTERVAL: u32 = 10_000_000;
const GREATEST_COUNT: u32 = 10_000;

type Parsed<T> = Result<T, String>;

/// Reads one rule, or lines of `RRULE`, `RDATE`, `EXRULE` and `EXDATE`.
pub(super) fn recurrence(text: &str) -> Parsed<Recurrence> {
    if text.chars().count() > LONGEST {
        return Err(format!("a recurrence has at most {LONGEST} characters"));
    }
    let mut read = Recurrence {
        text: String::new(),
        rules: Vec::new(),
        dates: Vec::new(),
        except_rules: Vec::new(),
        except_dates: Vec::new(),
    };
    let mut lines: Vec<String> = Vec::new();
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let line = line.to_ascii_uppercase();
        let (name, value) = match line.split_once(':') {
            // Parameters such as VALUE=DATE or TZID say nothing that the value and the zone do not.
            Some((name, value)) => (name.split(';').next().unwrap_or_default(), value.trim()),
            None => ("RRULE", line.as_str()),
        };
        match name {
            "RRULE" => read.rules.push(rule(value)?),
            "EXRULE" => read.except_rules.push(rule(value)?),
            "RDATE" => read.dates.extend(list(name, value, date_time)?),
            "EXDATE" => read.except_dates.extend(list(name, value, date_time)?),
            other => {
                return Err(format!(
                    "{other:?} is no line of a recurrence; write FREQ=…, or lines of RRULE, RDATE, EXRULE and EXDATE"
                ));
            }
        }
        lines.push(format!("{name}:{value}"));
    }
    if read.rules.is_empty() && read.dates.is_empty() {
        return Err("a recurrence has a rule, such as FREQ=WEEKLY;BYDAY=TU".to_owned());
    }
    if read.rules.len() + read.except_rules.len() > MOST_RULES {
        return Err(format!("a recurrence has at most {MOST_RULES} rules"));
    }
    read.text = match lines.as_slice() {
        [only] => only.strip_prefix("RRULE:").unwrap_or(only).to_owned(),
        _ => lines.join("\n"),
    };
    Ok(read)
}

/// Reads `FREQ=…;…`.
fn rule(text: &str) -> Parsed<Rule> {
    let mut seen: Vec<&str> = Vec::new();
    let mut frequency = None;
    let mut rule = Rule::every(Frequency::Daily);
    for part in text.trim_end_matches(';').split(';') {
        let (name, value) = part.split_once('=').ok_or_else(|| format!("{part:?} is no NAME=VALUE"))?;
        if seen.contains(&name) {
            return Err(format!("{name} is there twice"));
        }
        seen.push(name);
        match name {
            "FREQ" => frequency = Some(frequency_named(value)?),
            "INTERVAL" => rule.interval = number(name, value, 1, GREATEST_INTERVAL)?.into(),
            "COUNT" => rule.end = End::Count(number(name, value, 1, GREATEST_COUNT)?),
            "UNTIL" => rule.end = until(value)?,
            "WKST" => rule.week_start = weekday(value)?,
            "BYMONTH" => rule.months = list(name, value, |text| number(name, text, 1, 12))?,
            "BYMONTHDAY" => rule.month_days = list(name, value, |text| signed(name, text, 31))?,
            "BYYEARDAY" => rule.year_days = list(name, value, |text| signed(name, text, 366))?,
            "BYWEEKNO" => rule.weeks = list(name, value, |text| signed(name, text, 53))?,
            "BYDAY" => rule.weekdays = list(name, value, nth_weekday)?,
            "BYHOUR" => rule.hours = list(name, value, |text| number(name, text, 0, 23))?,
            "BYMINUTE" => rule.minutes = list(name, value, |text| number(name, text, 0, 59))?,
            // A leap second is told with the second before it.
            "BYSECOND" => rule.seconds = list(name, value, |text| Ok(number::<i8>(name, text, 0, 60)?.min(59)))?,
            "BYSETPOS" => rule.positions = list(name, value, |text| signed(name, text, 366))?,
            other => return Err(format!("{other:?} is no part of a recurrence rule")),
        }
    }
    if seen.contains(&"COUNT") && seen.contains(&"UNTIL") {
        return Err("a rule ends by COUNT or by UNTIL, not by both".to_owned());
    }
    rule.frequency = frequency.ok_or("a rule says how often: FREQ=DAILY, WEEKLY, MONTHLY or YEARLY")?;
    for list in [&mut rule.hours, &mut rule.minutes, &mut rule.seconds] {
        list.sort_unstable();
        list.dedup();
    }
    Ok(rule)
}

fn list<T>(name: &str, value: &str, item: impl Fn(&str) -> Parsed<T>) -> Parsed<Vec<T>> {
    if value.is_empty() {
        return Err(format!("{name} names nothing"));
    }
    value.split(',').map(|text| item(text.trim())).collect()
}

fn frequency_named(text: &str) -> Parsed<Frequency> {
    Ok(match text {
        "YEARLY" => Frequency::Yearly,
        "MONTHLY" => Frequency::Monthly,
        "WEEKLY" => Frequency::Weekly,
        "DAILY" => Frequency::Daily,
        "HOURLY" => Frequency::Hourly,
        "MINUTELY" => Frequency::Minutely,
        "SECONDLY" => Frequency::Secondly,
        _ => return Err(format!("{text:?} is no frequency; use DAILY, WEEKLY, MONTHLY or YEARLY")),
    })
}

fn number<T: FromStr + PartialOrd + std::fmt::Display>(name: &str, text: &str, least: T, most: T) -> Parsed<T> {
    match text.parse::<T>() {
        Ok(value) if value >= least && value <= most && text.bytes().all(|byte| byte.is_ascii_digit()) => Ok(value),
        _ => Err(format!("{name} is a number from {least} to {most}, not {text:?}")),
    }
}

/// A number that counts from the start, or, below zero, from the end.
fn signed(name: &str, text: &str, most: i16) -> Parsed<i16> {
    match text.strip_prefix('+').unwrap_or(text).parse::<i16>() {
        Ok(value) if value != 0 && value.abs() <= most => Ok(value),
        _ => Err(format!("{name} is a number from 1 to {most} or from -1 to -{most}, not {text:?}")),
    }
}

fn weekday(text: &str) -> Parsed<Weekday> {
    Ok(match text {
        "MO" => Weekday::Monday,
        "TU" => Weekday::Tuesday,
        "WE" => Weekday::Wednesday,
        "TH" => Weekday::Thursday,
        "FR" => Weekday::Friday,
        "SA" => Weekday::Saturday,
        "SU" => Weekday::Sunday,
        _ => return Err(format!("{text:?} is no day of the week; use MO, TU, WE, TH, FR, SA or SU")),
    })
}

/// `TU`, `1TU` or `-1TU`.
fn nth_weekday(text: &str) -> Parsed<(Option<i16>, Weekday)> {
    let at = text.len().checked_sub(2).filter(|at| text.is_char_boundary(*at)).unwrap_or(0);
    let (nth, day) = text.split_at(at);
    let day = weekday(day)?;
    Ok((if nth.is_empty() { None } else { Some(signed("BYDAY", nth, 53)?) }, day))
}

/// The last moment that counts: a day counts to its end.
fn until(text: &str) -> Parsed<End> {
    if let Some(utc) = text.strip_suffix('Z') {
        let moment = tz::Offset::UTC.to_timestamp(date_time(utc)?).map_err(|error| error.to_string())?;
        return Ok(End::Instant(moment));
    }
    let end = date_time(text)?;
    Ok(End::Local(if text.contains('T') { end } else { end.date().at(23, 59, 59, 0) }))
}

/// `19970902` or `19970902T090000`; also as ISO 8601 writes them.
fn date_time(text: &str) -> Parsed<DateTime> {
    let wrong = || format!("{text:?} is no day and no local time; write 20260902 or 20260902T090000");
    let plain: String = text.chars().filter(|letter| !"-:".contains(*letter)).collect();
    let (day, time) = plain.split_once('T').unwrap_or((&plain, "000000"));
    let day: Date = Date::strptime("%Y%m%d", day).map_err(|_| wrong())?;
    let time: Time = Time::strptime("%H%M%S", time).map_err(|_| wrong())?;
    Ok(day.to_datetime(time))
}
