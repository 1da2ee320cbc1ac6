//! The release itself, who is involved, and what is in its scope.

use super::{Section, Subject, by, maybe, told, whole, words};
use crate::evidence::paper::Block;
use serde_json::{Value, json};
use signalbox_domain::{Outcome, releases::Kind};
use signalbox_store::{Tx, release_parts, releases};

pub(super) fn release(_: &mut Tx<'_>, subject: &Subject) -> Outcome<Section> {
    let (view, release) = (&subject.view, subject.release());
    let mut blocks = vec![Block::facts([
        ("Key", release.key.to_string()),
        ("Name", release.name.to_string()),
        ("Id", release.id.to_string()),
        ("Kind", words(release.kind.name())),
        ("Type", view.release_type.name.to_string()),
        ("Status", view.status_name.to_string()),
        ("Portfolio", format!("{} ({})", view.portfolio.name, view.portfolio.key)),
        ("Train", view.parent.as_ref().map(|train| format!("{} ({})", train.name, train.key)).unwrap_or_default()),
        ("Accountable", maybe(view.accountable.as_ref().map(|person| &person.name))),
        ("Risk", release.risk.map(|risk| words(risk.name())).unwrap_or_default()),
        ("Start", maybe(release.start)),
        ("Target", maybe(release.target.as_ref())),
        ("Time zone", release.zone.to_string()),
        ("Completed", release.completed_at.map(told).unwrap_or_default()),
        ("Archived", release.archived_at.map(told).unwrap_or_default()),
        ("Created", told(release.created_at)),
        ("Last changed", format!("{}, revision {}", told(release.updated_at), release.rev)),
        ("Labels", release.tags.join(", ")),
        (
            "Links",
            release.links.iter().map(|link| format!("{} {}", link.title, link.url)).collect::<Vec<_>>().join("\n"),
        ),
    ])];
    if !release.fields.is_empty() {
        let field = |(name, value): (&String, &Value)| {
            (name.clone(), value.as_str().map_or_else(|| value.to_string(), str::to_owned))
        };
        blocks.push(Block::Facts(release.fields.iter().map(field).collect()));
    }
    if !release.description.is_empty() {
        blocks.extend([Block::Heading("Description".to_owned()), Block::Text(release.description.clone())]);
    }
    let json = json!({
        "release": release, "type": view.release_type, "status_name": view.status_name, "portfolio": view.portfolio,
        "parent": view.parent, "accountable": view.accountable,
    });
    Ok(Section { file: "release", title: "The release", json, blocks })
}

pub(super) fn people(tx: &mut Tx<'_>, subject: &Subject) -> Outcome<Section> {
    let found = release_parts::people(tx, subject.release().id)?;
    let name = |one: &release_parts::InvolvedView| match (&one.person, &one.team) {
        (Some(person), _) => person.name.to_string(),
        (None, Some(team)) => format!("{} (team)", team.name),
        (None, None) => String::new(),
    };
    let rows = found.iter().map(|one| [words(one.part.name()), name(one)]).collect();
    let json = found.iter().map(|one| json!({"part": one.part, "person": one.person, "team": one.team})).collect();
    let blocks = vec![Block::table([("As", 1.0), ("Who", 3.0)], rows, "Nobody is named.")];
    Ok(Section { file: "people", title: "Who is involved", json: Value::Array(json), blocks })
}

pub(super) fn scope(tx: &mut Tx<'_>, subject: &Subject) -> Outcome<Section> {
    let id = subject.release().id;
    let systems = release_parts::systems(tx, id)?;
    let (needs, needed_by) = release_parts::dependencies(tx, id)?;
    let rows =
        systems.iter().map(|one| [one.system.key.to_string(), one.system.name.to_string(), words(one.impact.name())]);
    let mut blocks = vec![
        Block::Heading("Systems".to_owned()),
        Block::table([("Key", 1.5), ("Name", 3.0), ("Impact", 1.0)], rows.collect(), "It touches no system."),
    ];
    let need = |direction: &str, need: &release_parts::Need| {
        let strength = if need.hard { "must be there" } else { "should be there" };
        let release = format!("{} {}", need.release.key, need.release.name);
        [direction.to_owned(), release, strength.to_owned(), need.note.clone()]
    };
    let rows: Vec<[String; 4]> = needs
        .iter()
        .map(|one| need("needs", one))
        .chain(needed_by.iter().map(|one| need("is needed by", one)))
        .collect();
    if !rows.is_empty() {
        let columns = [("It", 1.0), ("Release", 3.0), ("Which", 1.3), ("Note", 2.5)];
        blocks.extend([Block::Heading("Dependencies".to_owned()), Block::table(columns, rows, "")]);
    }
    let members = members(tx, subject)?;
    if !members.is_empty() {
        let row = |view: &releases::View| {
            let (release, status) = (&view.release, view.status_name.to_string());
            [release.key.to_string(), release.name.to_string(), status, by(view.accountable.as_ref())]
        };
        let columns = [("Key", 1.5), ("Name", 3.0), ("Status", 1.2), ("Accountable", 1.5)];
        let table = Block::table(columns, members.iter().map(row).collect(), "");
        blocks.extend([Block::Heading("Releases in this train".to_owned()), table]);
    }
    let needs_json = |all: &[release_parts::Need]| {
        all.iter().map(|one| json!({"release": one.release, "hard": one.hard, "note": one.note})).collect::<Vec<_>>()
    };
    let json = json!({
        "systems": systems.iter().map(|one| json!({"system": one.system, "impact": one.impact})).collect::<Vec<_>>(),
        "needs": needs_json(&needs),
        "needed_by": needs_json(&needed_by),
        "members": members.iter().map(|view| &view.release).collect::<Vec<_>>(),
    });
    Ok(Section { file: "scope", title: "Scope", json, blocks })
}

fn members(tx: &mut Tx<'_>, subject: &Subject) -> Outcome<Vec<releases::View>> {
    if subject.release().kind != Kind::Train {
        return Ok(Vec::new());
    }
    let filter = releases::Filter { parent: Some(subject.release().id), ..releases::Filter::default() };
    let filter = filter.prepared(tx)?;
    whole(|page| releases::list(tx, &filter, releases::Order::Key, false, page))
}
