//! What the release delivers, by its digests, what was decided about where it may go, and where it was brought.

use super::{Section, Subject, by, maybe, told, whole, words};
use crate::evidence::paper::Block;
use serde_json::{Value, json};
use signalbox_domain::Outcome;
use signalbox_store::{Tx, decisions as decision_store, deployments, release_parts, versions};

pub(super) fn manifest(tx: &mut Tx<'_>, subject: &Subject) -> Outcome<Section> {
    let id = subject.release().id;
    let delivered = whole(|page| release_parts::manifest(tx, id, page))?;
    let (mut rows, mut json) = (Vec::with_capacity(delivered.len()), Vec::with_capacity(delivered.len()));
    for one in &delivered {
        let version = versions::view(tx, one.system.id, &one.version.to_string())?.version;
        let provenance =
            [("SBOM", &version.sbom_url), ("Provenance", &version.provenance_url), ("Build", &version.build_url)];
        let provenance = provenance.into_iter().filter_map(|(name, url)| Some(format!("{name}: {}", url.as_ref()?)));
        rows.push([
            format!("{}\n{}", one.system.name, one.system.key),
            one.number.clone(),
            version.digest.clone().unwrap_or_else(|| "none was told".to_owned()),
            provenance
                .chain(version.commit.iter().map(|commit| format!("Commit: {commit}")))
                .collect::<Vec<_>>()
                .join("\n"),
            one.release.key.to_string(),
        ]);
        json.push(json!({"system": one.system, "release": one.release, "version": version}));
    }
    let columns = [("System", 1.7), ("Version", 1.0), ("Digest", 2.4), ("Where from", 2.6), ("Release", 1.2)];
    let blocks = vec![Block::table(columns, rows, "The release delivers no version yet.")];
    Ok(Section { file: "manifest", title: "Manifest", json: Value::Array(json), blocks })
}

pub(super) fn decisions(tx: &mut Tx<'_>, subject: &Subject) -> Outcome<Section> {
    let filter = decision_store::Filter { release: Some(subject.release().id), ..decision_store::Filter::default() };
    let mut all = whole(|page| decision_store::list(tx, &filter, page))?;
    all.reverse();
    let (mut rows, mut json) = (Vec::with_capacity(all.len()), Vec::with_capacity(all.len()));
    for listed in &all {
        let (decision, _) = decision_store::get(tx, &listed.id.to_string())?;
        let system = listed.system.as_ref().map(|system| system.key.to_string()).unwrap_or_default();
        rows.push([
            told(listed.asked_at),
            by(listed.asked_by.as_ref()),
            listed.environment.name.to_string(),
            format!("{system} {}", maybe(listed.version.as_ref())).trim().to_owned(),
            told(listed.at),
            if listed.allowed { "allowed" } else { "denied" }.to_owned(),
            listed.codes.iter().map(|code| words(code)).collect::<Vec<_>>().join(", "),
        ]);
        json.push(json!({
            "id": listed.id, "asked_at": listed.asked_at, "asked_by": listed.asked_by,
            "environment": listed.environment, "system": listed.system, "version": listed.version, "at": listed.at,
            "minutes": listed.minutes, "allowed": listed.allowed, "codes": listed.codes, "rules": decision.rules,
            "situation": decision.situation, "facts": decision.facts, "verdicts": decision.verdicts,
            "answer": decision.answer,
        }));
    }
    let columns = [
        ("Asked", 1.7),
        ("By", 1.2),
        ("Environment", 1.5),
        ("Version", 1.4),
        ("To begin", 1.7),
        ("Answer", 0.9),
        ("In the way", 1.6),
    ];
    let blocks = vec![Block::table(columns, rows, "Nobody asked whether it may go anywhere.")];
    Ok(Section { file: "decisions", title: "Decisions", json: Value::Array(json), blocks })
}

pub(super) fn deployments(tx: &mut Tx<'_>, subject: &Subject) -> Outcome<Section> {
    let filter = deployments::Filter { release: Some(subject.release().id), ..deployments::Filter::default() };
    let mut all = whole(|page| deployments::list(tx, &filter, page))?;
    all.reverse();
    let row = |view: &deployments::View| {
        let deployment = &view.deployment;
        [
            told(deployment.at),
            view.environment.name.to_string(),
            format!("{} {}", view.system.key, deployment.version),
            words(deployment.result.name()),
            by(view.reported_by.as_ref()),
            maybe(deployment.source.as_ref().or(deployment.url.as_ref())),
        ]
    };
    let columns =
        [("When", 1.8), ("Environment", 1.8), ("Version", 1.8), ("Result", 1.0), ("Told by", 1.4), ("Source", 1.8)];
    let none = "No version that the release delivers was deployed anywhere.";
    let blocks = vec![
        Block::Text("Deployments of the versions in the manifest of this release, in their order.".to_owned()),
        Block::table(columns, all.iter().map(row).collect(), none),
    ];
    let json = all.iter().map(|view| {
        json!({
            "deployment": view.deployment, "environment": view.environment, "system": view.system,
            "version": view.version, "reported_by": view.reported_by, "told_at": view.created_at,
        })
    });
    Ok(Section { file: "deployments", title: "Deployments", json: Value::Array(json.collect()), blocks })
}
