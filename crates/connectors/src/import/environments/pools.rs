//! Pools as Boskos keeps them: `resources: [{type: gce-project, state: dirty, names: […]}]`. A pool is a group, a name an
//! environment.

use super::super::{Imported, Keys, name, one_line};
use signalbox_domain::{Key, environments::Health};
use signalbox_service::documents::{
    Document,
    model::{EnvironmentDocument, EnvironmentGroupDocument},
    yaml::{Content, Node},
};
use std::{collections::HashMap, path::Path};

pub(super) fn read(file: &Node, path: &Path, imported: &mut Imported) {
    for entry in file.entries().iter().filter(|entry| entry.key != "resources") {
        imported.warn(path, entry.at.line, format!("{:?} is not understood; it is left out", entry.key));
    }
    let Some(resources) = file.get("resources") else { return };
    if resources.items().is_empty() {
        imported.refuse(path, resources.at.line, "there is no pool in the list of resources");
    }
    let mut pools: Vec<Pool<'_>> = Vec::new();
    for item in resources.items() {
        let Some(pool) = pool(item, path, imported) else { continue };
        match pools.iter_mut().find(|known| known.kind == pool.kind) {
            // A pool may come in pieces, each in a state of its own.
            Some(known) => known.members.extend(pool.members),
            None => pools.push(pool),
        }
    }
    let mut keys = Keys::default();
    let keys = keys.lasting(pools.iter().map(|pool| pool.kind.as_str()));
    let members = pools.iter().zip(keys).flat_map(|(pool, key)| {
        imported.documents.push(Document::EnvironmentGroup(group(pool, key.clone())));
        pool.members.iter().map(move |member| (key.clone(), member))
    });
    let members: Vec<(Key, &Member<'_>)> = members.collect();
    let members = unique(members, path, imported);
    let mut keys = Keys::default();
    let keys = keys.lasting(members.iter().map(|(_, member)| member.name));
    let environments = members.iter().zip(keys).map(|((group, member), key)| environment(group, member, key));
    imported.documents.extend(environments.map(Document::Environment));
}

/// A pool.
struct Pool<'a> {
    kind: String,
    members: Vec<Member<'a>>,
}

/// A name in a pool.
struct Member<'a> {
    name: &'a str,
    line: usize,
    state: Health,
}

fn pool<'a>(item: &'a Node, path: &Path, imported: &mut Imported) -> Option<Pool<'a>> {
    let Content::Map(entries) = &item.content else {
        imported.refuse(path, item.at.line, "a pool is a mapping with a type, a state and names");
        return None;
    };
    for entry in entries.iter().filter(|entry| !["type", "state", "names"].contains(&entry.key.as_str())) {
        let what = match entry.key.as_str() {
            "min-count" | "max-count" | "lifespan" | "config" | "needs" => {
                "it makes resources on demand, of which there is no name yet"
            }
            _ => "it is not understood",
        };
        imported.warn(path, entry.at.line, format!("{:?} is left out: {what}", entry.key));
    }
    let kind = match item.get("type").and_then(Node::text).map(one_line) {
        Some(kind) if !kind.is_empty() => kind,
        _ => {
            let line = item.get("type").unwrap_or(item).at.line;
            imported.refuse(path, line, "this pool has no type, which is its name");
            return None;
        }
    };
    let state = state(item, path, imported);
    let mut members = Vec::new();
    for node in item.get("names").map(Node::items).unwrap_or_default() {
        match node.text() {
            Some(name) if !one_line(name).is_empty() => members.push(Member { name, line: node.at.line, state }),
            _ => imported.refuse(path, node.at.line, "a name is a text"),
        }
    }
    if let Some(names) = item.get("names")
        && !names.is_null()
        && !matches!(names.content, Content::List(_))
    {
        imported.refuse(path, names.at.line, "names are a list");
    }
    Some(Pool { kind, members })
}

/// How the environments of a pool are: ours have the words of Boskos, and one more.
fn state(item: &Node, path: &Path, imported: &mut Imported) -> Health {
    let Some(node) = item.get("state") else { return Health::default() };
    let text = node.text().unwrap_or_default();
    if let Some(state) = Health::ALL.into_iter().find(|state| state.name() == text) {
        return state;
    }
    let known: Vec<&str> = Health::ALL.into_iter().map(Health::name).collect();
    imported.refuse(path, node.at.line, format!("there is no state {text:?}; states are {}", known.join(", ")));
    Health::default()
}

/// The names, each once. The same name in the same pool says nothing new; in two pools it would be in both.
fn unique<'a>(members: Vec<(Key, &'a Member<'a>)>, path: &Path, imported: &mut Imported) -> Vec<(Key, &'a Member<'a>)> {
    let mut seen: HashMap<&str, (Key, usize)> = HashMap::new();
    let mut kept = Vec::with_capacity(members.len());
    for (group, member) in members {
        match seen.get(member.name) {
            Some((known, line)) if *known == group => {
                let what = format!("{:?} stands on line {line} already; it is taken once", member.name);
                imported.warn(path, member.line, what);
            }
            Some((known, line)) => {
                let what = format!(
                    "{:?} stands on line {line} in the pool {known} already; an environment is in one",
                    member.name
                );
                imported.refuse(path, member.line, what);
            }
            None => {
                seen.insert(member.name, (group.clone(), member.line));
                kept.push((group, member));
            }
        }
    }
    kept
}

fn group(pool: &Pool<'_>, key: Key) -> EnvironmentGroupDocument {
    EnvironmentGroupDocument {
        key,
        name: name(&pool.kind),
        portfolio: None,
        approves_itself: None,
        description: String::new(),
    }
}

fn environment(group: &Key, member: &Member<'_>, key: Key) -> EnvironmentDocument {
    EnvironmentDocument {
        key,
        name: name(member.name),
        portfolio: None,
        stage: None,
        parent: None,
        group: Some(group.clone()),
        team: None,
        description: String::new(),
        shareable: None,
        capacity: None,
        cost_per_hour: None,
        state: Some(member.state),
        zone: None,
        tags: Vec::new(),
        profile: signalbox_domain::environments::Profile::default(),
        hosts: None,
        links: Vec::new(),
    }
}
