//! Projects of PSPLIB, whose earliest and latest times others worked out.

use crate::datasets;
use serde_json::Value;
use signalbox_domain::schedule::graph::{Graph, Link, LinkKind};
use std::{collections::BTreeMap, path::Path};

/// The durations of a project's activities and what follows each, counted from 0.
fn project(path: &Path) -> (Vec<i64>, Vec<Link>) {
    let text = std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let section = |title: &str| -> Vec<Vec<usize>> {
        let (_, after) = text.split_once(title).unwrap();
        let numbers = |line: &str| line.split_whitespace().map(|word| word.parse().ok()).collect::<Option<Vec<_>>>();
        let rows = after.lines().map(numbers).skip_while(|row| row.as_ref().is_none_or(Vec::is_empty));
        rows.map_while(|row| row.filter(|numbers| !numbers.is_empty())).collect()
    };
    let mut links = Vec::new();
    for row in section("PRECEDENCE RELATIONS:") {
        assert_eq!(row.len(), 3 + row[2]);
        let follows = |to: &usize| Link { from: row[0] - 1, to: to - 1, kind: LinkKind::FinishStart, lag: 0 };
        links.extend(row[3..].iter().map(follows));
    }
    let durations = section("REQUESTS/DURATIONS:").iter().map(|row| i64::try_from(row[2]).unwrap()).collect();
    (durations, links)
}

#[test]
fn critical_paths_are_what_others_found() {
    let folder = datasets().join("psplib");
    let text = std::fs::read_to_string(folder.join("cpm.json")).unwrap();
    let expected: BTreeMap<String, Value> = serde_json::from_str(&text).unwrap();
    for (name, expected) in &expected {
        let set = name.split_at(if name.starts_with("j120") { 4 } else { 3 }).0;
        let (durations, links) = project(&folder.join(set).join(name));
        let schedule = Graph::new(durations.len(), &links).unwrap().schedule(&durations, &[]);
        assert_eq!(expected["cpm_makespan"], schedule.end, "{name}");
        let critical: Vec<usize> = schedule.critical().map(|place| place + 1).collect();
        assert_eq!(expected["critical_activities"], Value::from(critical), "{name}");
        for (place, long) in durations.iter().enumerate() {
            let activity = (place + 1).to_string();
            assert_eq!(expected["es"][&activity], schedule.starts[place], "{name}, {activity}");
            assert_eq!(expected["lf"][&activity], schedule.latest_starts[place] + long, "{name}, {activity}");
        }
    }
    assert_eq!(expected.len(), 47);
}
