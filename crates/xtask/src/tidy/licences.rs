//! What may be shipped: every licence, of crates and of what the UI is built from, is in the list of deny.toml.

use serde_json::Value;

use super::Finding;
use crate::Outcome;

const WHY: &str = "Signalbox is shipped under Apache-2.0 to companies that ask what is in it";
const FIX: &str = "use another package, or add the licence to deny.toml once it is known to be compatible";

/// Every crate in the graph, build and test dependencies too.
pub(super) fn of_crates(metadata: &Value, deny: &str) -> Outcome<Vec<Finding>> {
    let (allowed, exceptions) = (allowed(deny)?, exceptions(deny));
    let packages = metadata["packages"].as_array().into_iter().flatten();
    Ok(packages
        .filter_map(|package| {
            let licence = package["license"].as_str().unwrap_or("no licence at all");
            let name = package["name"].as_str();
            let is_excepted = exceptions.iter().any(|(of, crate_)| licence == of && name == Some(crate_));
            (!permits(licence, &allowed) && !is_excepted).then(|| refused("Cargo.lock", name, licence))
        })
        .collect())
}

/// Every npm package that reaches a user's browser. Tools that only run here are left out.
pub(super) fn of_packages(lock: &str, deny: &str) -> Outcome<Vec<Finding>> {
    let allowed = allowed(deny)?;
    let lock: Value = serde_json::from_str(lock).map_err(|error| format!("ui/package-lock.json: {error}"))?;
    let packages = lock["packages"].as_object().into_iter().flatten();
    Ok(packages
        .filter(|(path, package)| !path.is_empty() && package["dev"] != true && package["devOptional"] != true)
        .filter_map(|(path, package)| {
            let licence = package["license"].as_str().unwrap_or("no licence at all");
            let name = path.rsplit("node_modules/").next();
            (!permits(licence, &allowed)).then(|| refused("ui/package-lock.json", name, licence))
        })
        .collect())
}

fn refused(place: &str, name: Option<&str>, licence: &str) -> Finding {
    Finding::in_file(place, format!("{} is under {licence}", name.unwrap_or("a package")), WHY, FIX)
}

/// The strings of the array `allow` in the section `[licenses]`.
fn allowed(deny: &str) -> Outcome<Vec<String>> {
    let section = deny.split_once("[licenses]").map(|(_, after)| after);
    let list = section
        .and_then(|section| section.split_once("allow = ["))
        .and_then(|(_, after)| after.split_once(']'))
        .map(|(list, _)| list)
        .ok_or("deny.toml has no `allow = […]` under [licenses]")?;
    Ok(list.split('"').skip(1).step_by(2).map(str::to_owned).collect())
}

/// The licences that only single crates may have, each with its crate: `{ allow = ["MPL-2.0"], crate = "webauthn-rs" }`.
fn exceptions(deny: &str) -> Vec<(String, String)> {
    let section = deny.split_once("exceptions = [").map(|(_, after)| after).unwrap_or_default();
    let lines = section.lines().skip(1).take_while(|line| line.trim_start().starts_with('{'));
    lines
        .filter_map(|line| {
            let mut texts = line.split('"').skip(1).step_by(2).map(str::to_owned);
            Some((texts.next()?, texts.next()?))
        })
        .collect()
}

/// Whether an SPDX expression can be met with the allowed licences. `WITH` binds before `AND`, `AND` before `OR`; old
/// manifests write `/` for `OR`.
fn permits(expression: &str, allowed: &[String]) -> bool {
    let spaced = expression.replace('(', " ( ").replace(')', " ) ").replace('/', " OR ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let mut expression = Expression { words: &words, allowed };
    let permitted = expression.any();
    permitted && expression.words.is_empty()
}

struct Expression<'a> {
    words: &'a [&'a str],
    allowed: &'a [String],
}

impl Expression<'_> {
    fn any(&mut self) -> bool {
        let mut permitted = self.all();
        while self.take("OR") {
            // Both sides are read, whatever the first answered.
            permitted |= self.all();
        }
        permitted
    }

    fn all(&mut self) -> bool {
        let mut permitted = self.one();
        while self.take("AND") {
            permitted &= self.one();
        }
        permitted
    }

    fn one(&mut self) -> bool {
        if self.take("(") {
            return self.any() & self.take(")");
        }
        let [name, rest @ ..] = self.words else {
            return false;
        };
        self.words = rest;
        if let ["WITH", exception, rest @ ..] = self.words {
            self.words = rest;
            return self.allowed.contains(&format!("{name} WITH {exception}"));
        }
        self.allowed.iter().any(|allowed| allowed == name)
    }

    fn take(&mut self, expected: &str) -> bool {
        match self.words {
            [word, rest @ ..] if word.eq_ignore_ascii_case(expected) => {
                self.words = rest;
                true
            }
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const DENY: &str = "[bans]\ndeny = [\"GPL-3.0-only\"]\n[licenses]\nversion = 2\nallow = [\n  \"MIT\",\n  \"Apache-2.0\",\n  \"Apache-2.0 WITH LLVM-exception\",\n]\n[sources]\n";

    #[test]
    fn the_list_is_read_from_its_section() {
        assert_eq!(allowed(DENY).unwrap(), ["MIT", "Apache-2.0", "Apache-2.0 WITH LLVM-exception"]);
        assert!(allowed("[bans]\n").is_err());
    }

    #[test]
    fn expressions_are_met_or_not() {
        let list = allowed(DENY).unwrap();
        let met = [
            "MIT",
            "GPL-3.0-only OR MIT",
            "MIT/Unlicense",
            "MIT AND (Apache-2.0 OR ISC)",
            "Apache-2.0 WITH LLVM-exception",
        ];
        let unmet =
            ["GPL-3.0-only", "MIT AND ISC", "(MIT OR ISC) AND ISC", "MIT WITH LLVM-exception", "", "(MIT", "MIT MIT"];
        for expression in met {
            assert!(permits(expression, &list), "{expression}");
        }
        for expression in unmet {
            assert!(!permits(expression, &list), "{expression}");
        }
    }

    #[test]
    fn a_crate_under_another_licence_or_none_is_named() {
        let metadata = json!({"packages": [
            {"name": "good", "license": "MIT OR Apache-2.0"},
            {"name": "bad", "license": "AGPL-3.0-only"},
            {"name": "silent", "license": null},
        ]});
        let found: Vec<String> = of_crates(&metadata, DENY).unwrap().into_iter().map(|finding| finding.what).collect();
        assert_eq!(found, ["bad is under AGPL-3.0-only", "silent is under no licence at all"]);
    }

    #[test]
    fn a_crate_may_be_excepted_alone() {
        let deny = format!(
            "{DENY}exceptions = [\n  {{ allow = [\"MPL-2.0\"], crate = \"key\" }},\n]\n[bans]\n{{ crate = \"x\" }}"
        );
        let metadata = json!({"packages": [
            {"name": "key", "license": "MPL-2.0"},
            {"name": "lock", "license": "MPL-2.0"},
            {"name": "key", "license": "AGPL-3.0-only"},
        ]});
        let found: Vec<String> = of_crates(&metadata, &deny).unwrap().into_iter().map(|finding| finding.what).collect();
        assert_eq!(found, ["lock is under MPL-2.0", "key is under AGPL-3.0-only"]);
    }

    #[test]
    fn only_what_reaches_the_browser_counts_of_the_packages() {
        let lock = json!({"packages": {
            "": {"name": "ui"},
            "node_modules/good": {"license": "MIT"},
            "node_modules/tool": {"license": "CC-BY-4.0", "dev": true},
            "node_modules/a/node_modules/@b/bad": {"license": "SSPL-1.0"},
        }});
        let found: Vec<String> =
            of_packages(&lock.to_string(), DENY).unwrap().into_iter().map(|finding| finding.what).collect();
        assert_eq!(found, ["@b/bad is under SSPL-1.0"]);
    }
}
