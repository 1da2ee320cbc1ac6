//! Environments as a table: one row each, the header names the columns.

use super::super::{
    Imported,
    csv::{self, Table},
};
use serde_json::{Value, json};
use std::path::Path;

/// The columns, each the field of an environment document of the same name; `cost` is another word for `cost_per_hour`, an
/// amount and a currency such as `12.50 EUR`; `tags` are separated by semicolons.
pub const COLUMNS: [&str; 14] = [
    "key",
    "name",
    "portfolio",
    "stage",
    "group",
    "parent",
    "team",
    "description",
    "shareable",
    "capacity",
    "cost_per_hour",
    "state",
    "zone",
    "tags",
];

const ENVIRONMENTS: Table = Table {
    kind: "Environment",
    article: "an environment",
    columns: &COLUMNS,
    other_words: &[("cost", "cost_per_hour")],
    needed: &["key", "name"],
    value,
};

pub(super) fn read(path: &Path, imported: &mut Imported) {
    csv::rows(path, &ENVIRONMENTS, imported);
}

fn value(field: &str, text: &str, _row: &dyn Fn(&str) -> Option<String>) -> Value {
    match field {
        "shareable" => match text.to_ascii_lowercase().as_str() {
            "yes" | "true" => json!(true),
            "no" | "false" => json!(false),
            _ => json!(text),
        },
        "capacity" => text.parse::<u32>().map_or_else(|_| json!(text), Value::from),
        "cost_per_hour" => cost(text).unwrap_or_else(|| json!(text)),
        "state" => json!(text.to_ascii_lowercase()),
        "tags" => csv::labels(text),
        _ => json!(text),
    }
}

/// `12.50 EUR` in the minor unit; `None` for what is no amount and currency.
fn cost(text: &str) -> Option<Value> {
    let (amount, currency) = text.rsplit_once(' ')?;
    let (whole, part) = amount.trim().split_once('.').unwrap_or((amount.trim(), ""));
    let places = minor_places(currency);
    if part.len() > places || !part.bytes().all(|digit| digit.is_ascii_digit()) {
        return None;
    }
    let whole: i64 = whole.parse().ok().filter(|whole| *whole >= 0)?;
    let part: i64 = format!("{part:0<places$}0").parse().ok()?;
    let unit = 10_i64.pow(u32::try_from(places).ok()?);
    Some(json!({"amount": whole.checked_mul(unit)?.checked_add(part / 10)?, "currency": currency}))
}

/// How many places after the point a currency has (ISO 4217).
fn minor_places(currency: &str) -> usize {
    match currency {
        "BIF" | "CLP" | "DJF" | "GNF" | "ISK" | "JPY" | "KMF" | "KRW" | "PYG" | "RWF" | "UGX" | "VND" | "VUV"
        | "XAF" | "XOF" | "XPF" => 0,
        "BHD" | "IQD" | "JOD" | "KWD" | "LYD" | "OMR" | "TND" => 3,
        _ => 2,
    }
}
