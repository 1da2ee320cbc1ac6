//! Which crate may use which: `domain ← store ← service ← web ← signalbox` and `service ← connectors ← signalbox`.

use serde_json::Value;

use super::Finding;

const PREFIX: &str = "signalbox-";

/// Each crate with all it may use of the workspace. A crate that is not here is in no one's picture of the whole.
const EDGES: &[(&str, &[&str])] = &[
    ("domain", &[]),
    ("store", &["domain"]),
    ("service", &["domain", "store"]),
    ("connectors", &["domain", "service"]),
    ("web", &["domain", "store", "service"]),
    ("signalbox", &["domain", "store", "service", "connectors", "web", "verify"]),
    // What checks the journal knows nothing of what writes it.
    ("verify", &[]),
    ("xtask", &[]),
];

/// Foreign crates that belong to one floor, with the workspace crates that may use them.
const OWNERS: &[(&[&str], &[&str])] = &[
    (&["rusqlite", "postgres", "tokio-postgres", "sqlx"], &["store", "xtask"]),
    (&["axum", "http", "hyper", "tower-http", "utoipa", "utoipa-axum"], &["web", "signalbox", "xtask"]),
];

const WHY: &str = "a crate is a floor, and a request walks down once and comes up once (ARCHITECTURE.md)";
const FIX: &str = "move the code to the floor that owns it, or pass what you need as an argument or a port";

/// Checks every dependency of every workspace crate, those of tests and build scripts too.
pub(super) fn findings(metadata: &Value) -> Vec<Finding> {
    let members = metadata["workspace_members"].as_array().map(Vec::as_slice).unwrap_or_default();
    let packages = metadata["packages"].as_array().into_iter().flatten();
    packages.filter(|package| members.contains(&package["id"])).flat_map(of_package).collect()
}

fn of_package(package: &Value) -> Vec<Finding> {
    let name = short(package["name"].as_str().unwrap_or_default());
    let place = format!("crates/{name}/Cargo.toml");
    let Some((_, allowed)) = EDGES.iter().find(|(known, _)| *known == name) else {
        let what = format!("the crate {name} is on no floor");
        let fix = "make it a module of an existing crate, or give it its place in ARCHITECTURE.md and in EDGES";
        return vec![Finding::in_file(&place, what, WHY, fix)];
    };
    let mut findings = Vec::new();
    for dependency in package["dependencies"].as_array().into_iter().flatten() {
        let used = dependency["name"].as_str().unwrap_or_default();
        // Only what lies in this workspace has a path.
        // A crate may use itself: that is how its integration tests turn a feature on.
        let ours = dependency["path"].is_string() && used != format!("{PREFIX}{name}");
        if ours && !allowed.contains(&short(used)) {
            findings.push(Finding::in_file(&place, format!("{name} may not use {}", short(used)), WHY, FIX));
        }
        let owners = OWNERS.iter().find(|(owned, _)| owned.contains(&used)).map(|(_, owners)| owners);
        if owners.is_some_and(|owners| !owners.contains(&name)) {
            findings.push(Finding::in_file(&place, format!("{name} may not use {used}"), WHY, FIX));
        }
    }
    findings
}

fn short(name: &str) -> &str {
    name.strip_prefix(PREFIX).unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn found(name: &str, dependencies: &Value) -> Vec<String> {
        let metadata = json!({
            "workspace_members": ["ours"],
            "packages": [
                {"id": "ours", "name": name, "dependencies": dependencies},
                {"id": "theirs", "name": "foreign", "dependencies": [{"name": "rusqlite"}]},
            ],
        });
        findings(&metadata).into_iter().map(|finding| finding.what).collect()
    }

    #[test]
    fn the_line_may_be_walked_down_from_any_floor() {
        let below = json!([
            {"name": "signalbox-service", "path": "x"}, {"name": "signalbox-domain", "path": "x"}, {"name": "axum"},
        ]);
        assert_eq!(found("signalbox-web", &below), [""; 0]);
    }

    #[test]
    fn a_lower_floor_may_not_use_a_higher_one_even_in_its_tests() {
        let above = json!([{"name": "signalbox-service", "path": "x", "kind": "dev"}]);
        assert_eq!(found("signalbox-store", &above), ["store may not use service"]);
    }

    #[test]
    fn neighbours_do_not_know_each_other() {
        let beside = json!([{"name": "signalbox-connectors", "path": "x"}]);
        assert_eq!(found("signalbox-web", &beside), ["web may not use connectors"]);
    }

    #[test]
    fn a_foreign_crate_stays_on_the_floor_that_owns_it() {
        let foreign = json!([{"name": "rusqlite"}, {"name": "axum"}, {"name": "serde"}]);
        assert_eq!(found("signalbox-service", &foreign), ["service may not use rusqlite", "service may not use axum"]);
    }

    #[test]
    fn a_crate_nobody_placed_is_refused() {
        assert_eq!(found("signalbox-utils", &json!([])), ["the crate utils is on no floor"]);
    }
}
