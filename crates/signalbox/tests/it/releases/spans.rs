//! What lies in a span of days, however short the span and however long the releases: by definition what begins before its
//! end and does not end before its beginning.

use jiff::{ToSpan, civil::Date};
use serde_json::json;

both_databases!(a_span_of_days_holds_what_begins_before_its_end_and_ends_after_its_beginning, |app| {
    let client = app.administrator();
    let start: Date = "2026-03-10".parse().unwrap();
    // Lengths on both sides of what counts as long, and begins on both sides of each span.
    let releases: Vec<(String, Date, Date)> = [1, 5, 31, 90, 398, 399, 400, 401, 402, 800, 1500]
        .into_iter()
        .flat_map(|length: i32| [-1600, -800, -401, -400, -399, -30, -1, 0, 1, 40].map(|before: i32| (length, before)))
        .enumerate()
        .filter(|(number, _)| number % 3 != 1)
        .map(|(number, (length, before))| {
            let first = start.checked_add(before.days()).unwrap();
            (format!("R-{number:03}"), first, first.checked_add((length - 1).days()).unwrap())
        })
        .collect();
    for (key, first, last) in &releases {
        app.release(key, json!({"start": first.to_string(), "target": {"date": last.to_string()}}));
    }
    for length in [1, 7, 31, 366, 400, 401, 700] {
        for offset in [-500, -1, 0, 3, 900] {
            let from = start.checked_add(offset.days()).unwrap();
            let to = from.checked_add(length.days()).unwrap();
            let expected = |from: Option<Date>, to: Option<Date>| -> Vec<&str> {
                let lies = |(_, first, last): &&(String, Date, Date)| {
                    to.is_none_or(|to| *first < to) && from.is_none_or(|from| *last >= from)
                };
                releases.iter().filter(lies).map(|(key, ..)| key.as_str()).collect()
            };
            let listed = |query: String| client.list(&format!("/releases?sort=key&limit=200&{query}"), "key");
            assert_eq!(listed(format!("from={from}&to={to}")), expected(Some(from), Some(to)), "{from} to {to}");
            assert_eq!(listed(format!("from={from}")), expected(Some(from), None), "from {from}");
            assert_eq!(listed(format!("to={to}")), expected(None, Some(to)), "to {to}");
            let calendar = client.get(&format!("/calendar?from={from}&to={to}")).ok();
            let rows = calendar["releases"].as_array().unwrap().iter();
            let mut shown: Vec<&str> = rows.map(|row| row["key"].as_str().unwrap()).collect();
            shown.sort_unstable();
            assert_eq!(shown, expected(Some(from), Some(to)), "calendar from {from} to {to}");
        }
    }
});
