//! OpenStack's coordinated releases: a folder with one file per deliverable and series, a schedule by weeks, and the
//! status of every series, as kept in `openstack/releases`.

mod schedule;

use super::{Imported, Keys, name, read_yaml};
use jiff::civil::Date;
use schedule::Schedule;
use signalbox_domain::{
    Due, Key, Zone,
    catalog::Link,
    releases::{Impact, Kind},
};
use signalbox_service::documents::{
    Document,
    model::{
        ManifestEntry, PortfolioDocument, Recorded, ReleaseDocument, SystemDocument, SystemEntry, TeamDocument, VersionEntry,
    },
    yaml::Node,
};
use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    path::{Path, PathBuf},
};

/// Tags in a deliverable's list of releases that end a branch's life and deliver nothing.
const LIFECYCLE_TAGS: [&str; 4] = ["-eom", "-eol", "-em", "-last"];

/// Fields of a deliverable that are understood, whether or not anything is made of them.
const KNOWN_FIELDS: [&str; 17] = [
    "artifact-link-mode",
    "branches",
    "cycle-highlights",
    "include-pypi-link",
    "launchpad",
    "release-model",
    "release-notes",
    "release-type",
    "releases",
    "repository-settings",
    "send-announcements-to",
    "stable-branch-type",
    "stable-status",
    "storyboard",
    "team",
    "tarball-base",
    "type",
];

/// Reads one series: the train, its members, systems, versions and teams.
#[must_use]
pub fn read(dir: &Path, series: &str) -> Imported {
    let mut imported = Imported::default();
    let deliverables = dir.join("deliverables").join(series);
    if !is_plain_word(series) || !deliverables.is_dir() {
        let known = folders(&dir.join("deliverables"));
        let what = if known.is_empty() {
            "this folder has no deliverables/; name the folder that holds deliverables/, schedules/ and series_status.yaml".to_owned()
        } else {
            format!("there is no series {series:?} in deliverables/; series are {}", known.join(", "))
        };
        imported.refuse(dir, 0, what);
        return imported;
    }
    let states = first_of(dir, &["series_status.yaml", "data/series_status.yaml"]);
    let states_node = read_yaml(&states, &mut imported);
    let all: Vec<SeriesState> =
        states_node.iter().flat_map(Node::items).filter_map(|node| SeriesState::read(node, &states, &mut imported)).collect();
    let state = all.iter().find(|state| state.series == series).cloned();
    if states_node.is_some() && state.is_none() {
        imported.warn(&states, 0, format!("there is no series {series} here; it is imported without number, status and release day"));
    }
    let state = state.unwrap_or_else(|| SeriesState::unknown(series));
    let plan = schedule::read(dir, series, &all, &mut imported);
    let members = read_members(&deliverables, &mut imported);

    let counted = [
        ("deliverables", members.len()),
        ("teams", members.iter().filter_map(|member| member.team.as_ref()).collect::<BTreeSet<_>>().len()),
        ("repositories", members.iter().flat_map(|member| &member.repositories).collect::<BTreeSet<_>>().len()),
        ("versions", members.iter().map(|member| member.versions.len()).sum()),
        ("lifecycle tags", members.iter().map(|member| member.lifecycle_tags).sum()),
        ("weeks", plan.weeks),
        ("gates", plan.gates()),
        ("milestones", plan.milestones.len() - plan.gates()),
    ];
    for (what, number) in counted {
        imported.count(what, number);
    }
    imported.documents = documents(&state, &plan, members);
    imported
}

/// What is known of a series.
#[derive(Clone, Debug)]
struct SeriesState {
    series: String,
    /// `2026.1`; a text, although YAML would take it for a number.
    number: Option<String>,
    /// The key of the release's status; `None` when theirs is none we know.
    status: Option<&'static str>,
    released: Option<Date>,
    slurp: bool,
}

impl SeriesState {
    fn read(node: &Node, file: &Path, imported: &mut Imported) -> Option<Self> {
        let text = |field: &str| node.get(field).and_then(Node::text);
        let Some(series) = text("name") else {
            imported.warn(file, node.at.line, "a series without a name is left out");
            return None;
        };
        let released = text("initial-release").and_then(|day| {
            let parsed = day.parse().ok();
            if parsed.is_none() {
                imported.warn(file, node.locate("/initial-release").line, format!("{day:?} is no day; {series} has no release day"));
            }
            parsed
        });
        let status = match text("status") {
            Some("future") => Some("planned"),
            Some("development") => Some("in-progress"),
            Some("maintained" | "extended maintenance" | "unmaintained" | "end of life") => Some("completed"),
            other => {
                let line = node.locate("/status").line;
                imported.warn(file, line, format!("{:?} is no known status of a series; {series} has none", other.unwrap_or_default()));
                None
            }
        };
        Some(Self {
            series: series.to_owned(),
            number: text("release-id").map(str::to_owned),
            status,
            released,
            slurp: text("slurp").is_some_and(|slurp| ["yes", "true", "True"].contains(&slurp)),
        })
    }

    fn unknown(series: &str) -> Self {
        Self { series: series.to_owned(), number: None, status: None, released: None, slurp: false }
    }

    /// What tells this series' releases from others: `2026.1`, or the name of a series that had no number yet.
    fn mark(&self) -> &str {
        self.number.as_deref().unwrap_or(&self.series)
    }

    fn title(&self) -> String {
        let mut letters = self.series.chars();
        let capital: String = letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default();
        self.number.as_ref().map_or_else(|| capital.clone(), |number| format!("{number} {capital}"))
    }

    fn is_finished(&self) -> bool {
        self.status == Some("completed")
    }
}

/// One file of the series.
#[derive(Debug)]
struct Member {
    key: Key,
    team: Option<String>,
    kind: String,
    model: Option<String>,
    repositories: Vec<String>,
    launchpad: Option<String>,
    release_notes: Option<String>,
    highlights: Vec<String>,
    versions: Vec<(String, Option<String>)>,
    lifecycle_tags: usize,
}

fn read_members(dir: &Path, imported: &mut Imported) -> Vec<Member> {
    let mut files: Vec<PathBuf> = match std::fs::read_dir(dir) {
        Ok(entries) => entries.filter_map(|entry| entry.ok().map(|entry| entry.path())).collect(),
        Err(error) => {
            imported.refuse(dir, 0, format!("this folder cannot be read: {error}"));
            return Vec::new();
        }
    };
    files.sort();
    let mut members: Vec<Member> = Vec::new();
    for file in files {
        let stem = file.file_stem().and_then(std::ffi::OsStr::to_str).unwrap_or_default();
        if !file.extension().is_some_and(|extension| extension == "yaml" || extension == "yml") {
            imported.warn(&file, 0, "this is no deliverable (a .yaml file); it is left out");
            continue;
        }
        let key = match Key::parse(stem) {
            Ok(key) => key,
            Err(fault) => {
                imported.warn(&file, 0, format!("this deliverable is left out: {}", fault.detail));
                continue;
            }
        };
        if members.iter().any(|member| member.key.as_str().eq_ignore_ascii_case(key.as_str())) {
            imported.refuse(&file, 0, format!("there is another deliverable {key}; remove one of the two files"));
            continue;
        }
        if let Some(node) = read_yaml(&file, imported) {
            members.push(Member::read(key, &node, &file, imported));
        }
    }
    // By key and not by file name, whose ending sorts `a.yaml` behind `a-b.yaml`.
    members.sort_by(|left, right| left.key.cmp(&right.key));
    members
}

impl Member {
    fn read(key: Key, node: &Node, file: &Path, imported: &mut Imported) -> Self {
        for entry in node.entries() {
            if !KNOWN_FIELDS.contains(&entry.key.as_str()) {
                imported.warn(file, entry.at.line, format!("the field {:?} is not known; it is left out", entry.key));
            }
        }
        let mut text = |field: &str, needed: bool| {
            let value = node.get(field).and_then(Node::text).map(str::trim).filter(|text| !text.is_empty());
            if value.is_none() && (needed || node.get(field).is_some()) {
                imported.warn(file, node.locate(&format!("/{field}")).line, format!("there is no {field} here; the deliverable is imported without"));
            }
            value.map(str::to_owned)
        };
        let team = text("team", true);
        let kind = text("type", true).unwrap_or_default();
        let (model, launchpad) = (text("release-model", false), text("launchpad", false));
        let repositories = node.get("repository-settings").map(Node::entries).unwrap_or_default();
        let highlights = node.get("cycle-highlights").map(Node::items).unwrap_or_default();
        let mut member = Self {
            key,
            team,
            kind,
            model,
            repositories: repositories.iter().map(|entry| entry.key.clone()).collect(),
            launchpad,
            // Theirs may also be a mapping, one address per repository; a link is made of a single one.
            release_notes: node.get("release-notes").and_then(Node::text).map(|url| url.trim().to_owned()),
            highlights: highlights.iter().filter_map(Node::text).map(|text| text.trim().to_owned()).collect(),
            versions: Vec::new(),
            lifecycle_tags: 0,
        };
        for record in node.get("releases").map(Node::items).unwrap_or_default() {
            member.record(record, file, imported);
        }
        member
    }

    fn record(&mut self, record: &Node, file: &Path, imported: &mut Imported) {
        let line = record.at.line;
        let Some(number) = record.get("version").and_then(Node::text) else {
            imported.warn(file, line, "a release without a version is left out");
            return;
        };
        if LIFECYCLE_TAGS.iter().any(|tag| number.ends_with(tag)) {
            self.lifecycle_tags += 1;
            return;
        }
        if number.is_empty() || number.chars().count() > 100 || self.versions.iter().any(|(known, _)| known == number) {
            imported.warn(file, line, format!("the version {number:?} is empty, too long or there twice; it is left out"));
            return;
        }
        let projects = record.get("projects").map(Node::items).unwrap_or_default();
        let commits: Vec<(&str, &str)> = projects
            .iter()
            .filter_map(|project| Some((project.get("repo")?.text()?, project.get("hash")?.text()?)))
            .collect();
        if commits.is_empty() || commits.len() < projects.len() {
            imported.warn(file, line, format!("the version {number} has a project without repo or hash"));
        }
        let commit = match commits.as_slice() {
            [] => None,
            [(_, hash)] => Some((*hash).to_owned()),
            several => Some(several.iter().map(|(repo, hash)| format!("{repo}@{hash}")).collect::<Vec<_>>().join(" ")),
        };
        self.versions.push((number.to_owned(), commit));
    }
}

fn documents(state: &SeriesState, plan: &Schedule, members: Vec<Member>) -> Vec<Document> {
    let portfolio = Key::from_words("openstack");
    let teams = team_keys(&members);
    let mut documents = vec![Document::Portfolio(PortfolioDocument {
        key: portfolio.clone(),
        name: name("OpenStack"),
        parent: None,
        description: String::new(),
    })];
    let by_key: BTreeMap<&Key, &String> = teams.iter().map(|(team, key)| (key, team)).collect();
    documents.extend(by_key.into_iter().map(|(key, team)| {
        Document::Team(TeamDocument {
            key: key.clone(),
            name: name(team),
            portfolio: portfolio.clone(),
            description: String::new(),
            members: None,
        })
    }));
    let train = train(state, plan, &portfolio, members.len(), teams.len());
    let (mut systems, mut releases) = (Vec::new(), Vec::new());
    for member in members {
        let release = member_release(state, &train, &member);
        systems.push(Document::System(system(member, &release, &teams)));
        releases.push(Document::Release(release));
    }
    documents.extend(systems);
    documents.push(Document::Release(train));
    documents.extend(releases);
    documents
}

/// A key for every team, in the order of their names so that the same teams always get the same keys.
fn team_keys(members: &[Member]) -> HashMap<String, Key> {
    let names: BTreeSet<&String> = members.iter().filter_map(|member| member.team.as_ref()).collect();
    let mut keys = Keys::default();
    names.into_iter().map(|team| (team.clone(), keys.next(team))).collect()
}

fn train(state: &SeriesState, plan: &Schedule, portfolio: &Key, members: usize, teams: usize) -> ReleaseDocument {
    let mut milestones = plan.milestones.clone();
    if state.is_finished() {
        milestones.iter_mut().for_each(|milestone| milestone.state = Some(Recorded::Passed));
    }
    let schedule = format!("https://releases.openstack.org/{}/schedule.html", state.series);
    ReleaseDocument {
        description: format!("The coordinated release of {members} deliverables by {teams} teams."),
        tags: if state.slurp { vec![state.series.clone(), "slurp".to_owned()] } else { vec![state.series.clone()] },
        links: vec![Link { title: "Schedule".to_owned(), url: schedule }],
        phases: plan.phases.clone(),
        milestones,
        ..release(
            Key::from_words(&format!("openstack-{}", state.mark())),
            &format!("OpenStack {}", state.title()),
            Kind::Train,
            portfolio,
            state,
            (plan.start, state.released.or(plan.target)),
        )
    }
}

fn member_release(state: &SeriesState, train: &ReleaseDocument, member: &Member) -> ReleaseDocument {
    let release_notes = member.release_notes.iter().filter(|url| url.starts_with("https://") && !url.contains(char::is_whitespace));
    let last = member.versions.last();
    ReleaseDocument {
        parent: Some(train.key.clone()),
        description: member.highlights.join("\n\n"),
        links: release_notes.map(|url| Link { title: "Release notes".to_owned(), url: url.clone() }).collect(),
        systems: Some(vec![SystemEntry { system: member.key.clone(), impact: Impact::Code }]),
        manifest: Some(
            last.map(|(version, _)| ManifestEntry { system: member.key.clone(), version: version.clone() }).into_iter().collect(),
        ),
        ..release(
            Key::from_words(&format!("{}-{}", member.key, state.mark())),
            &format!("{} {}", member.key, state.title()),
            Kind::Project,
            &train.portfolio,
            state,
            (train.start, train.target.as_ref().map(|target| target.date)),
        )
    }
}

fn system(member: Member, release: &ReleaseDocument, teams: &HashMap<String, Key>) -> SystemDocument {
    let launchpad = member.launchpad.filter(|project| is_plain_word(project));
    let version = |(number, commit): (String, Option<String>)| VersionEntry {
        number,
        commit,
        digest: None,
        purl: None,
        build_url: None,
        sbom_url: None,
        provenance_url: None,
        built_at: None,
        release: Some(release.key.clone()),
    };
    SystemDocument {
        name: name(member.key.as_str()),
        key: member.key,
        portfolio: release.portfolio.clone(),
        system_type: member.kind,
        description: String::new(),
        team: member.team.and_then(|team| teams.get(&team).cloned()),
        vendor: None,
        criticality: None,
        parent: None,
        repositories: member.repositories,
        tags: member.model.into_iter().collect(),
        links: launchpad
            .map(|project| Link { title: "Launchpad".to_owned(), url: format!("https://launchpad.net/{project}") })
            .into_iter()
            .collect(),
        dependencies: Vec::new(),
        versions: member.versions.into_iter().map(version).collect(),
    }
}

fn release(
    key: Key,
    title: &str,
    kind: Kind,
    portfolio: &Key,
    state: &SeriesState,
    (start, target): (Option<Date>, Option<Date>),
) -> ReleaseDocument {
    // Only the day of a release is known; its first moment is never later than what it stands for.
    let completed = state.released.filter(|_| state.is_finished()).map(|day| Zone::utc().start_of(day));
    ReleaseDocument {
        key,
        name: name(title),
        release: kind,
        portfolio: portfolio.clone(),
        release_type: None,
        parent: None,
        status: state.status.map(Key::from_words),
        description: String::new(),
        risk: None,
        zone: Some(Zone::utc()),
        start,
        target: target.map(|day| Due::on(day, Zone::utc())),
        completed_at: completed,
        tags: Vec::new(),
        fields: serde_json::Map::new(),
        links: Vec::new(),
        phases: Vec::new(),
        milestones: Vec::new(),
        activities: Vec::new(),
        systems: None,
        manifest: None,
        people: None,
        needs: None,
    }
}

/// The first of these files that is there; the first of all when none is, so that the fault names it.
fn first_of(dir: &Path, files: &[&str]) -> PathBuf {
    let paths: Vec<PathBuf> = files.iter().map(|file| dir.join(file)).collect();
    paths.iter().find(|path| path.exists()).or(paths.first()).cloned().unwrap_or_default()
}

fn folders(dir: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(dir).into_iter().flatten().filter_map(Result::ok);
    let mut names: Vec<String> =
        entries.filter(|entry| entry.path().is_dir()).filter_map(|entry| entry.file_name().into_string().ok()).collect();
    names.sort();
    names
}

/// True for a word that can stand in a path or an address as it is.
fn is_plain_word(word: &str) -> bool {
    !word.is_empty() && !word.starts_with('.') && word.chars().all(|letter| letter.is_ascii_alphanumeric() || "._-+".contains(letter))
}

#[cfg(test)]
mod tests;
