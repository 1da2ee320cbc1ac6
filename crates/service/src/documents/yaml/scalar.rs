//! What a plain scalar means.

use serde_json::{Number, Value};

/// What a plain scalar is by the core schema of YAML 1.2. `no` is text, and so are a day and `1.2.3`.
///
/// # Errors
/// A sentence about a number JSON does not have (`.inf`, `.nan`, one too large).
pub fn core(text: &str) -> Result<Value, String> {
    if is_null(text) {
        return Ok(Value::Null);
    }
    match text {
        "true" | "True" | "TRUE" => return Ok(Value::Bool(true)),
        "false" | "False" | "FALSE" => return Ok(Value::Bool(false)),
        _ => {}
    }
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    if matches!(unsigned, ".inf" | ".Inf" | ".INF") || matches!(text, ".nan" | ".NaN" | ".NAN") {
        return Err(format!("{text} is a number that documents cannot hold; put it in quotes if a text is meant"));
    }
    let digits = |text: &str, radix: u32| !text.is_empty() && text.chars().all(|letter| letter.is_digit(radix));
    for (prefix, radix) in [("0x", 16), ("0o", 8)] {
        if let Some(rest) = text.strip_prefix(prefix)
            && digits(rest, radix)
        {
            return u64::from_str_radix(rest, radix).map(Value::from).map_err(|_| too_large(text));
        }
    }
    if digits(unsigned, 10) {
        let number = text.strip_prefix('+').unwrap_or(text);
        let whole = number.parse::<i64>().map(Number::from).or_else(|_| number.parse::<u64>().map(Number::from));
        return whole.map(Value::Number).map_err(|_| too_large(text));
    }
    if is_float(unsigned) {
        let number = text.parse::<f64>().ok().and_then(Number::from_f64);
        return number.map(Value::Number).ok_or_else(|| too_large(text));
    }
    Ok(Value::String(text.to_owned()))
}

/// True for nothing, in any of its spellings.
pub(super) fn is_null(text: &str) -> bool {
    matches!(text, "" | "~" | "null" | "Null" | "NULL")
}

fn too_large(text: &str) -> String {
    format!("{text} is too large a number; put it in quotes if a text is meant")
}

/// `(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?`, the sign already taken off.
fn is_float(text: &str) -> bool {
    let digits = |text: &str| text.bytes().all(|letter| letter.is_ascii_digit());
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent.strip_prefix(['-', '+']).unwrap_or(exponent))),
        None => (text, None),
    };
    if exponent.is_some_and(|exponent| exponent.is_empty() || !digits(exponent)) {
        return false;
    }
    match mantissa.split_once('.') {
        Some(("", fraction)) => !fraction.is_empty() && digits(fraction),
        Some((whole, fraction)) => digits(whole) && digits(fraction),
        None => !mantissa.is_empty() && digits(mantissa),
    }
}
