//! Instants and lengths of time: read, written, taken apart.

use jiff::{SignedDuration, Timestamp, civil, tz};

const SECOND: i128 = 1_000_000_000;
/// 0001-01-01T00:00:00Z.
const FIRST: i128 = -62_135_596_800 * SECOND;
/// 9999-12-31T23:59:59.999999999Z.
const LAST: i128 = 253_402_300_800 * SECOND - 1;

/// The instant, unless it is before the year 1 or after 9999.
pub(super) fn in_range(nanos: i128) -> Option<i128> {
    (FIRST..=LAST).contains(&nanos).then_some(nanos)
}

/// Reads RFC 3339: `2026-02-13T23:31:30.5Z`, `2026-02-13T23:31:30+01:00`.
pub(super) fn parse_timestamp(text: &str) -> Option<i128> {
    let (local, offset) = match text.strip_suffix(['Z', 'z']) {
        Some(local) => (local, 0),
        None => {
            let cut = text.len().checked_sub(6).filter(|cut| text.is_char_boundary(*cut))?;
            let (local, zone) = text.split_at(cut);
            (local, fixed_offset(zone).filter(|_| zone.starts_with(['+', '-']))?)
        }
    };
    let bytes = local.as_bytes();
    let is_shaped = bytes.len() >= 19
        && bytes[..4].iter().all(u8::is_ascii_digit)
        && bytes[4] == b'-'
        && bytes[7] == b'-'
        && matches!(bytes[10], b'T' | b't')
        && bytes[13] == b':'
        && bytes[16] == b':';
    if !is_shaped {
        return None;
    }
    let moment: civil::DateTime = local.parse().ok()?;
    in_range(since_epoch(moment) - i128::from(offset) * SECOND)
}

fn epoch() -> civil::DateTime {
    civil::DateTime::constant(1970, 1, 1, 0, 0, 0, 0)
}

fn since_epoch(moment: civil::DateTime) -> i128 {
    epoch().duration_until(moment).as_nanos()
}

/// Writes it as RFC 3339 in UTC, with as many decimals as it has.
pub(super) fn timestamp_text(nanos: i128) -> String {
    match civil(nanos, 0) {
        Some(moment) => format!("{moment}Z"),
        None => nanos.to_string(),
    }
}

/// The date and time at an offset from UTC, in seconds.
fn civil(nanos: i128, offset: i32) -> Option<civil::DateTime> {
    let local = nanos + i128::from(offset) * SECOND;
    let seconds = i64::try_from(local.div_euclid(SECOND)).ok()?;
    let rest = i32::try_from(local.rem_euclid(SECOND)).ok()?;
    epoch().checked_add(SignedDuration::new(seconds, rest)).ok()
}

/// `+11:00`, `-02:30`, `02:00`: seconds from UTC.
fn fixed_offset(zone: &str) -> Option<i32> {
    let (sign, digits) = match zone.strip_prefix('-') {
        Some(digits) => (-1, digits),
        None => (1, zone.strip_prefix('+').unwrap_or(zone)),
    };
    let (hours, minutes) = digits.split_once(':')?;
    let number = |text: &str, most: i32| {
        let is_two = text.len() == 2 && text.bytes().all(|digit| digit.is_ascii_digit());
        text.parse::<i32>().ok().filter(|value| is_two && *value <= most)
    };
    Some(sign * (number(hours, 23)? * 3_600 + number(minutes, 59)? * 60))
}

/// The date and time in a zone: an IANA name or an offset; UTC when none is named.
pub(super) fn local(nanos: i128, zone: Option<&str>) -> Option<civil::DateTime> {
    let Some(zone) = zone else { return civil(nanos, 0) };
    if let Some(offset) = fixed_offset(zone) {
        return civil(nanos, offset);
    }
    let zone = tz::TimeZone::get(zone).ok()?;
    let second = i64::try_from(nanos.div_euclid(SECOND)).ok()?;
    // Zones know the instants jiff has; a day at either end of the years 1 to 9999 is not told apart.
    let known = second.clamp(Timestamp::MIN.as_second(), Timestamp::MAX.as_second());
    civil(nanos, zone.to_offset(Timestamp::from_second(known).ok()?).seconds())
}

/// Reads a length of time: `1h30m`, `-2.5s`, `100ms`; at most 292 years.
pub(super) fn parse_duration(text: &str) -> Option<i64> {
    let (sign, mut rest) = match text.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, text.strip_prefix('+').unwrap_or(text)),
    };
    if rest == "0" {
        return Some(0);
    }
    if rest.is_empty() {
        return None;
    }
    let mut nanos: i128 = 0;
    while !rest.is_empty() {
        let end = rest.find(|letter: char| !letter.is_ascii_digit() && letter != '.')?;
        let (number, after) = rest.split_at(end);
        let unit_end = after.find(|letter: char| letter.is_ascii_digit() || letter == '.').unwrap_or(after.len());
        let (unit, after) = after.split_at(unit_end);
        let unit: i128 = match unit {
            "ns" => 1,
            "us" | "µs" | "μs" => 1_000,
            "ms" => 1_000_000,
            "s" => SECOND,
            "m" => 60 * SECOND,
            "h" => 3_600 * SECOND,
            _ => return None,
        };
        let (whole, part) = number.split_once('.').unwrap_or((number, ""));
        if whole.len() + part.len() == 0 || whole.len() > 20 || part.contains('.') {
            return None;
        }
        let whole: i128 = if whole.is_empty() { 0 } else { whole.parse().ok()? };
        nanos = nanos.checked_add(whole.checked_mul(unit)?)?;
        let mut scale = unit;
        for digit in part.bytes() {
            scale /= 10;
            nanos += i128::from(digit - b'0') * scale;
        }
        rest = after;
    }
    i64::try_from(sign * nanos).ok()
}

/// Writes it in seconds: `90s`, `1.5s`.
pub(super) fn duration_text(nanos: i64) -> String {
    let sign = if nanos < 0 { "-" } else { "" };
    let all = nanos.unsigned_abs();
    let (seconds, rest) = (all / 1_000_000_000, all % 1_000_000_000);
    let part = format!("{rest:09}");
    match part.trim_end_matches('0') {
        "" => format!("{sign}{seconds}s"),
        part => format!("{sign}{seconds}.{part}s"),
    }
}
