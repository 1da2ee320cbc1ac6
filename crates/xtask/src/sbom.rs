//! What the product is built from, as a CycloneDX 1.6 document: every crate that is linked into the executable or builds it,
//! and every npm package that reaches a browser, from the lock files. It has no time and no number of its own, so that the same
//! sources give the same document.

use crate::Outcome;
use crate::repository::{cargo_metadata, root};
use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::process::ExitCode;

pub(crate) fn run() -> Outcome<ExitCode> {
    let read = |path: &str| std::fs::read_to_string(root().join(path)).map_err(|error| format!("{path}: {error}"));
    let document = document(&cargo_metadata()?, &read("Cargo.lock")?, &read("ui/package-lock.json")?)?;
    println!("{}", serde_json::to_string_pretty(&document).map_err(|error| error.to_string())?);
    Ok(ExitCode::SUCCESS)
}

fn document(metadata: &Value, crates: &str, packages: &str) -> Outcome<Value> {
    let packages: Value = serde_json::from_str(packages).map_err(|error| format!("ui/package-lock.json: {error}"))?;
    let product = metadata["packages"].as_array().into_iter().flatten().find(|one| one["name"] == PRODUCT);
    let version = product.map(|one| one["version"].clone()).ok_or("cargo metadata knows no package signalbox")?;
    let mut components = of_crates(metadata, crates)?;
    components.extend(of_packages(&packages));
    components.sort_by_key(|one| one["purl"].as_str().unwrap_or_default().to_owned());
    Ok(json!({
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": {"type": "application", "name": PRODUCT, "version": version,
            "licenses": [{"expression": "Apache-2.0"}]}},
        "components": components,
    }))
}

const PRODUCT: &str = "signalbox";

/// The crates that the product needs, however far away; what only tests need is none of them.
fn of_crates(metadata: &Value, lock: &str) -> Outcome<Vec<Value>> {
    let packages: BTreeMap<&str, &Value> = entries(&metadata["packages"]).collect();
    let nodes: BTreeMap<&str, &Value> = entries(&metadata["resolve"]["nodes"]).collect();
    let first = packages.iter().find(|(_, one)| one["name"] == PRODUCT).ok_or("there is no package signalbox")?;
    let (mut waiting, mut needed) = (vec![*first.0], BTreeSet::new());
    while let Some(id) = waiting.pop() {
        if !needed.insert(id) {
            continue;
        }
        let dependencies = nodes.get(id).and_then(|node| node["deps"].as_array()).into_iter().flatten();
        let is_needed = |dependency: &&Value| {
            dependency["dep_kinds"].as_array().into_iter().flatten().any(|kind| kind["kind"] != "dev")
        };
        waiting.extend(dependencies.filter(is_needed).filter_map(|dependency| dependency["pkg"].as_str()));
    }
    let sums = checksums(lock);
    let foreign = needed.iter().filter_map(|id| packages.get(id)).filter(|one| !one["source"].is_null());
    foreign
        .map(|one| {
            let (name, version) = (text(&one["name"]), text(&one["version"]));
            let sum =
                sums.get(&(name, version)).ok_or_else(|| format!("Cargo.lock has no checksum of {name} {version}"))?;
            Ok(component(name, version, &format!("pkg:cargo/{name}@{version}"), &one["license"], "SHA-256", sum))
        })
        .collect()
}

fn entries(list: &Value) -> impl Iterator<Item = (&str, &Value)> {
    list.as_array().into_iter().flatten().filter_map(|one| one["id"].as_str().map(|id| (id, one)))
}

/// The npm packages of which something reaches a browser.
fn of_packages(lock: &Value) -> Vec<Value> {
    let packages = lock["packages"].as_object().into_iter().flatten();
    packages
        .filter(|(path, one)| !path.is_empty() && one["dev"] != true && one["devOptional"] != true)
        .filter_map(|(path, one)| {
            let name = path.rsplit("node_modules/").next()?;
            let version = text(&one["version"]);
            let sum = STANDARD.decode(text(&one["integrity"]).strip_prefix("sha512-")?).ok()?;
            let sum: String = sum.iter().map(|byte| format!("{byte:02x}")).collect();
            let purl = format!("pkg:npm/{}@{version}", name.replace('@', "%40"));
            Some(component(name, version, &purl, &one["license"], "SHA-512", &sum))
        })
        .collect()
}

fn component(name: &str, version: &str, purl: &str, licence: &Value, algorithm: &str, sum: &str) -> Value {
    json!({
        "type": "library", "name": name, "version": version, "purl": purl, "bom-ref": purl,
        // Some crates still write `MIT/Apache-2.0`.
        "licenses": [{"expression": text(licence).replace('/', " OR ")}],
        "hashes": [{"alg": algorithm, "content": sum}],
    })
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

/// The SHA-256 of every crate, by name and version.
fn checksums(lock: &str) -> BTreeMap<(&str, &str), &str> {
    let field = |package: &'static str| {
        move |block: &str| -> Option<(usize, usize)> {
            let start = block.find(&format!("\n{package} = \""))? + package.len() + 5;
            Some((start, start + block[start..].find('"')?))
        }
    };
    let (name, version, sum) = (field("name"), field("version"), field("checksum"));
    lock.split("[[package]]")
        .filter_map(|block| {
            let (name, version, sum) = (name(block)?, version(block)?, sum(block)?);
            Some(((&block[name.0..name.1], &block[version.0..version.1]), &block[sum.0..sum.1]))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_shipped_is_in_it_and_what_only_tests_need_is_not() {
        let package = |name: &str, source: Value| json!({"id": name, "name": name, "version": "1.0.0", "license": "MIT/Apache-2.0", "source": source});
        let registry = json!("registry+https://github.com/rust-lang/crates.io-index");
        let needs = |id: &str, others: &[(&str, Value)]| {
            let deps: Vec<_> =
                others.iter().map(|(other, kind)| json!({"pkg": other, "dep_kinds": [{"kind": kind}]})).collect();
            json!({"id": id, "deps": deps})
        };
        let metadata = json!({
            "packages": [package("signalbox", Value::Null), package("signalbox-web", Value::Null),
                package("axum", registry.clone()), package("cc", registry.clone()), package("proptest", registry.clone())],
            "resolve": {"nodes": [
                needs("signalbox", &[("signalbox-web", Value::Null), ("proptest", json!("dev"))]),
                needs("signalbox-web", &[("axum", Value::Null), ("cc", json!("build"))]),
            ]},
        });
        let lock = ["axum", "cc", "proptest"]
            .map(|name| format!("\n[[package]]\nname = \"{name}\"\nversion = \"1.0.0\"\nchecksum = \"{name}5um\"\n"))
            .concat();
        let npm = json!({"packages": {
            "": {"name": "ui"},
            "node_modules/@mantine/core": {"version": "9.0.0", "integrity": "sha512-AQI=", "license": "MIT"},
            "node_modules/vite": {"version": "8.0.0", "integrity": "sha512-AQI=", "license": "MIT", "dev": true},
        }});
        let made = document(&metadata, &lock, &npm.to_string()).unwrap();
        let purls: Vec<_> = made["components"].as_array().unwrap().iter().map(|one| text(&one["purl"])).collect();
        assert_eq!(purls, ["pkg:cargo/axum@1.0.0", "pkg:cargo/cc@1.0.0", "pkg:npm/%40mantine/core@9.0.0"]);
        let first = &made["components"][0];
        assert_eq!(first["hashes"], json!([{"alg": "SHA-256", "content": "axum5um"}]));
        assert_eq!(first["licenses"][0]["expression"], "MIT OR Apache-2.0");
        assert_eq!(made["components"][2]["hashes"][0]["content"], "0102");
    }

    #[test]
    fn the_product_as_it_is_has_a_whole_one() {
        let read = |path: &str| std::fs::read_to_string(root().join(path)).unwrap();
        let metadata = cargo_metadata().unwrap();
        let made = document(&metadata, &read("Cargo.lock"), &read("ui/package-lock.json")).unwrap();
        let purls: Vec<_> = made["components"].as_array().unwrap().iter().map(|one| text(&one["purl"])).collect();
        for known in ["pkg:cargo/axum@", "pkg:cargo/rustls@", "pkg:npm/react@", "pkg:npm/%40mantine/core@"] {
            assert!(purls.iter().any(|purl| purl.starts_with(known)), "{known}");
        }
        for tool in ["pkg:cargo/proptest@", "pkg:npm/vite@", "pkg:npm/%40playwright/test@"] {
            assert!(!purls.iter().any(|purl| purl.starts_with(tool)), "{tool}");
        }
    }
}
