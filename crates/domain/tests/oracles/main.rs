//! Rules against what others worked out. The data is never skipped: without it these tests fail and say where to put it.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on fails loudly, in its helpers too")]

mod capacity;
mod critical_path;
mod expressions;

use jiff::civil::DateTime;
use serde_json::Value;
use signalbox_domain::{Zone, calendar::recurrence::Recurrence};
use std::path::{Path, PathBuf};

/// The folder of the data sets: `SIGNALBOX_DATASETS`, else `shared/datasets` in a folder above the crate.
fn datasets() -> PathBuf {
    if let Some(folder) = std::env::var_os("SIGNALBOX_DATASETS") {
        return PathBuf::from(folder);
    }
    let crate_folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    let found = crate_folder.ancestors().map(|above| above.join("shared/datasets")).find(|folder| folder.is_dir());
    found.unwrap_or_else(|| {
        panic!("there is no shared/datasets above {}; set SIGNALBOX_DATASETS", crate_folder.display())
    })
}

#[test]
fn recurrences_occur_when_others_say() {
    let path = datasets().join("rrule/vectors.json");
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let vectors: Vec<Value> = serde_json::from_str(&text).unwrap();
    let mut wrong = Vec::new();
    for vector in &vectors {
        let (start, rule) = match vector.get("rrule") {
            Some(rule) => (vector["dtstart"].as_str().unwrap().to_owned(), rule.as_str().unwrap().to_owned()),
            None => set(&vector["set"]),
        };
        let start = DateTime::strptime("%Y%m%dT%H%M%S", &start).unwrap();
        let read = Recurrence::parse(&rule).map(|recurrence| {
            let found = recurrence.occurrences(start, &Zone::utc(), DateTime::MIN..DateTime::MAX, 100);
            found.starts.iter().map(ToString::to_string).collect::<Vec<_>>()
        });
        let expected: Vec<String> = serde_json::from_value(vector["expected"].clone()).unwrap();
        if read.as_ref() != Ok(&expected) {
            wrong.push(format!("{}: {rule}\n  expected {expected:?}\n  found    {read:?}", vector["id"]));
        }
    }
    assert_eq!(vectors.len(), 156);
    assert!(wrong.is_empty(), "{} of 156:\n{}", wrong.len(), wrong.join("\n"));
}

/// A set is told as several rules that start together, and as days.
fn set(set: &Value) -> (String, String) {
    let mut start = "19970902T090000".to_owned();
    let mut lines = Vec::new();
    for (name, field) in [("RRULE", "rrule"), ("EXRULE", "exrule"), ("RDATE", "rdate"), ("EXDATE", "exdate")] {
        for item in set[field].as_array().unwrap() {
            let mut value = item.as_str().unwrap();
            if let Some((first, rule)) = value.split_once("\nRRULE:") {
                first.strip_prefix("DTSTART:").unwrap().clone_into(&mut start);
                value = rule;
            }
            lines.push(format!("{name}:{value}"));
        }
    }
    (start, lines.join("\n"))
}
