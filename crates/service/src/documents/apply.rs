//! Making documents true: one transaction, all or nothing, the second time nothing.
//!
//! Things are made before they are mentioned: portfolios, teams, release types, systems, stages, groups, environments,
//! templates, windows, policies, releases, deployment plans; then versions; then what connects them. Inside a kind, what is above comes before what is below. Every fault of every document is told.

use super::{
    Document, Located, apply_environment, apply_policy, apply_release, apply_template, apply_window, deployment_plans,
    model::{
        PortfolioDocument, ReleaseTypeDocument, SystemDocument, TeamDocument, VersionEntry, WorkingCalendarDocument,
    },
};
use crate::{App, Ctx, people::By, portfolios, release_types, systems, teams, versions, working_calendars};
use serde_json::Value;
use signalbox_domain::{Fact, Fault, Key, Outcome, Patch, Problem, event::Change};
use signalbox_store::{
    Tx, portfolios as portfolio_store, release_parts, release_types as type_store, systems as system_store,
    teams as team_store, working_calendars as calendar_store,
};
use std::{collections::HashMap, sync::Arc};

/// The most documents one application takes.
const MOST: usize = 100_000;

/// What became of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// It was not there.
    Created,
    /// It was there, and differed.
    Changed,
    /// It was there, as described.
    Unchanged,
}

/// A document and what became of it.
#[derive(Clone, Debug)]
pub struct Applied {
    /// The kind of document.
    pub kind: &'static str,
    /// Its key.
    pub key: Key,
    /// What became of it.
    pub action: Action,
    /// What became true with it.
    pub facts: Vec<Fact>,
}

/// Makes documents true; or, as a rehearsal, tells what would become of them.
///
/// # Errors
/// [`Problem::Invalid`] with every fault of every document, each by its place; a missing right. Then nothing was changed.
pub async fn apply(app: &App, ctx: &Ctx, documents: Vec<Located<Document>>, rehearsal: bool) -> Outcome<Vec<Applied>> {
    if documents.len() > MOST {
        return Err(Problem::fault("", "too_many", format!("at most {MOST} documents are applied at once")));
    }
    let documents = Arc::new(documents);
    let work = move |tx: &mut Tx<'_>| Application::new(&documents).run(tx);
    if rehearsal { app.db.rehearse(ctx, work).await } else { app.db.write(ctx, work).await }
}

struct Application<'d> {
    documents: &'d [Located<Document>],
    created: Vec<bool>,
    facts: Vec<Vec<Fact>>,
    faults: Vec<Fault>,
}

impl<'d> Application<'d> {
    fn new(documents: &'d [Located<Document>]) -> Self {
        let count = documents.len();
        Self { documents, created: vec![false; count], facts: vec![Vec::new(); count], faults: Vec::new() }
    }

    fn run(mut self, tx: &mut Tx<'_>) -> Outcome<Vec<Applied>> {
        self.twice();
        tx.hear();
        let order = self.order();
        for &index in &order {
            let document = &self.documents[index].value;
            self.step(tx, index, |tx| match document {
                Document::WorkingCalendar(document) => working_calendar(tx, document),
                Document::Portfolio(document) => portfolio(tx, document),
                Document::Team(document) => team(tx, document),
                Document::ReleaseType(document) => release_type(tx, document),
                Document::System(document) => system(tx, document),
                Document::Stage(document) => apply_environment::stage(tx, document),
                Document::EnvironmentGroup(document) => apply_environment::group(tx, document),
                Document::Environment(document) => apply_environment::environment(tx, document),
                Document::ReleaseTemplate(document) => apply_template::template(tx, document),
                Document::Window(document) => apply_window::window(tx, document),
                Document::Policy(document) => apply_policy::policy(tx, document),
                Document::Release(document) => apply_release::release(tx, document),
                Document::DeploymentPlan(document) => deployment_plans::apply(tx, document),
            })?;
        }
        // What could not be made has no parts: its fault says enough.
        if self.faults.is_empty() {
            for &index in &order {
                let document = &self.documents[index].value;
                self.step(tx, index, |tx| match document {
                    Document::System(document) => parts_of_system(tx, document).map(|()| false),
                    Document::Environment(document) => apply_environment::parts(tx, document).map(|()| false),
                    _ => Ok(false),
                })?;
            }
            for &index in &order {
                let document = &self.documents[index].value;
                self.step(tx, index, |tx| match document {
                    Document::Release(document) => apply_release::parts(tx, document).map(|()| false),
                    _ => Ok(false),
                })?;
            }
        }
        if !self.faults.is_empty() {
            return Err(Problem::Invalid(self.faults));
        }
        let whole = self.documents.iter().zip(self.created).zip(self.facts);
        let applied = whole.map(|((document, created), facts)| {
            let (kind, key) = document.value.address();
            let action = match (created, facts.is_empty()) {
                (true, _) => Action::Created,
                (false, false) => Action::Changed,
                (false, true) => Action::Unchanged,
            };
            Applied { kind, key: key.clone(), action, facts }
        });
        Ok(applied.collect())
    }

    /// Runs one step of one document and notes whether it made or changed anything. Faults are collected; any other
    /// problem ends the whole.
    fn step(&mut self, tx: &mut Tx<'_>, index: usize, run: impl FnOnce(&mut Tx<'_>) -> Outcome<bool>) -> Outcome<()> {
        let done = run(tx);
        self.facts[index].extend(tx.hear());
        match done {
            Ok(created) => {
                self.created[index] |= created;
                Ok(())
            }
            Err(Problem::Invalid(faults)) => {
                self.faults.extend(faults.into_iter().map(|fault| self.documents[index].fault(fault)));
                Ok(())
            }
            Err(missing @ Problem::NotFound { .. }) => {
                self.faults.push(self.documents[index].fault(Fault::new("", "unknown", missing.to_string())));
                Ok(())
            }
            Err(Problem::Refused { reasons, .. }) => {
                let faults = reasons.into_iter().map(|reason| Fault::new("", reason.code, reason.detail));
                self.faults.extend(faults.map(|fault| self.documents[index].fault(fault)).collect::<Vec<_>>());
                Ok(())
            }
            Err(other) => Err(other),
        }
    }

    /// Two documents about the same thing contradict each other or say nothing new.
    fn twice(&mut self) {
        let mut seen: HashMap<(&str, String), usize> = HashMap::new();
        for (index, document) in self.documents.iter().enumerate() {
            let (kind, key) = document.value.address();
            if seen.insert((kind, key.as_str().to_lowercase()), index).is_some() {
                let detail = format!("{kind} {key} is described twice");
                self.faults.push(document.fault(Fault::new("/key", "duplicate", detail)));
            }
        }
    }

    /// The order in which things are made: by kind, and what is above before what is below.
    fn order(&self) -> Vec<usize> {
        let lower = |key: &Key| key.as_str().to_lowercase();
        let places: HashMap<(&str, String), usize> = self
            .documents
            .iter()
            .enumerate()
            .map(|(index, document)| {
                let (kind, key) = document.value.address();
                ((kind, lower(key)), index)
            })
            .collect();
        let parent = |index: usize| {
            let document = &self.documents[index].value;
            let above = match document {
                Document::Portfolio(document) => document.parent.as_ref(),
                Document::System(document) => document.parent.as_ref(),
                Document::Environment(document) => document.parent.as_ref(),
                Document::Release(document) => document.parent.as_ref(),
                Document::WorkingCalendar(_)
                | Document::Team(_)
                | Document::ReleaseType(_)
                | Document::Stage(_)
                | Document::EnvironmentGroup(_)
                | Document::ReleaseTemplate(_)
                | Document::Window(_)
                | Document::Policy(_)
                | Document::DeploymentPlan(_) => None,
            }?;
            places.get(&(document.address().0, lower(above))).copied()
        };
        let depth = |index: usize| {
            // A circle is told when the thing is saved; here it only must not go on for ever.
            std::iter::successors(parent(index), |above| parent(*above)).take(64).count()
        };
        let rank = |index: usize| match &self.documents[index].value {
            Document::WorkingCalendar(_) => 0,
            Document::Portfolio(_) => 1,
            Document::Team(_) => 2,
            Document::ReleaseType(_) => 3,
            Document::System(_) => 4,
            Document::Stage(_) => 4,
            Document::EnvironmentGroup(_) => 4,
            Document::Environment(_) => 5,
            Document::ReleaseTemplate(_) => 6,
            Document::Window(_) => 6,
            Document::Policy(_) => 6,
            Document::Release(_) => 7,
            Document::DeploymentPlan(_) => 8,
        };
        let mut order: Vec<usize> = (0..self.documents.len()).collect();
        order.sort_by_cached_key(|index| (rank(*index), depth(*index), *index));
        order
    }
}

/// The portfolio a document names; the root when a new thing names none.
pub(super) fn owner(tx: &mut Tx<'_>, named: Option<&Key>) -> Outcome<String> {
    if let Some(key) = named {
        return Ok(key.to_string());
    }
    let root = portfolio_store::root(tx)?.ok_or_else(|| Problem::Internal("there is no root portfolio".to_owned()))?;
    Ok(root.id.to_string())
}

/// What was found, or `None` when there is no such thing yet.
pub(super) fn found<T>(looked_up: Outcome<T>) -> Outcome<Option<T>> {
    match looked_up {
        Ok(thing) => Ok(Some(thing)),
        Err(Problem::NotFound { .. }) => Ok(None),
        Err(other) => Err(other),
    }
}

/// A text that was left out says nothing about what is there.
pub(super) fn said(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}

/// A list that was left out says nothing about what is there.
pub(super) fn listed<T: Clone>(list: &[T]) -> Option<Vec<T>> {
    (!list.is_empty()).then(|| list.to_vec())
}

/// A value that was left out says nothing about what is there.
pub(super) fn given<T>(value: Option<T>) -> Patch<T> {
    value.map_or(Patch::Keep, Patch::Set)
}

fn working_calendar(tx: &mut Tx<'_>, document: &WorkingCalendarDocument) -> Outcome<bool> {
    match found(calendar_store::get(tx, document.key.as_str()))? {
        Some(before) => {
            let change = working_calendars::Change {
                key: None,
                name: Some(document.name.clone()),
                days: listed(&document.days),
                holidays: listed(&document.holidays),
            };
            working_calendars::change_in(tx, &before, &change)?;
            Ok(false)
        }
        None => {
            let new = working_calendars::New {
                key: document.key.clone(),
                name: document.name.clone(),
                days: document.days.clone(),
                holidays: document.holidays.clone(),
            };
            working_calendars::create_in(tx, &new)?;
            Ok(true)
        }
    }
}

fn portfolio(tx: &mut Tx<'_>, document: &PortfolioDocument) -> Outcome<bool> {
    let parent = document.parent.as_ref().map(Key::to_string);
    let working_calendar = document.working_calendar.as_ref().map(Key::to_string);
    match found(portfolio_store::get(tx, document.key.as_str()))? {
        Some(before) => {
            let change = portfolios::Change {
                key: None,
                name: Some(document.name.clone()),
                description: said(&document.description),
                parent,
                working_calendar: given(working_calendar),
            };
            portfolios::change_in(tx, &before, &change)?;
            Ok(false)
        }
        None => {
            let new = portfolios::New {
                key: document.key.clone(),
                name: document.name.clone(),
                description: document.description.clone(),
                parent: owner(tx, document.parent.as_ref())?,
                working_calendar,
            };
            portfolios::create_in(tx, &new)?;
            Ok(true)
        }
    }
}

fn team(tx: &mut Tx<'_>, document: &TeamDocument) -> Outcome<bool> {
    let members = match &document.members {
        None => None,
        Some(addresses) => Some(members(tx, addresses)?),
    };
    match found(team_store::get(tx, document.key.as_str()))? {
        Some(before) => {
            let change = teams::Change {
                key: None,
                name: Some(document.name.clone()),
                description: said(&document.description),
                portfolio: Some(document.portfolio.to_string()),
                members,
            };
            teams::change_in(tx, By::Administration, &before, &change)?;
            Ok(false)
        }
        None => {
            let new = teams::New {
                key: document.key.clone(),
                name: document.name.clone(),
                description: document.description.clone(),
                portfolio: document.portfolio.to_string(),
                members: members.unwrap_or_default(),
            };
            teams::create_in(tx, By::Administration, &new)?;
            Ok(true)
        }
    }
}

fn members(tx: &mut Tx<'_>, addresses: &[String]) -> Outcome<Vec<String>> {
    let mut ids = Vec::new();
    let mut faults = Vec::new();
    for (index, address) in addresses.iter().enumerate() {
        match release_parts::person_by_mail(tx, address)? {
            Some(person) => ids.push(person.id.to_string()),
            None => faults.push(Fault::new(
                format!("/members/{index}"),
                "unknown",
                format!("there is nobody with the address {address}"),
            )),
        }
    }
    if faults.is_empty() { Ok(ids) } else { Err(Problem::Invalid(faults)) }
}

fn release_type(tx: &mut Tx<'_>, document: &ReleaseTypeDocument) -> Outcome<bool> {
    match found(type_store::get(tx, document.key.as_str()))? {
        Some(before) => {
            let change = release_types::Change {
                key: None,
                name: Some(document.name.clone()),
                description: said(&document.description),
                kinds: listed(&document.kinds),
                statuses: listed(&document.statuses),
                transitions: listed(&document.transitions),
                fields: listed(&document.fields),
            };
            release_types::change_in(tx, &before, &change)?;
            Ok(false)
        }
        None => {
            let new = release_types::New {
                key: document.key.clone(),
                name: document.name.clone(),
                description: document.description.clone(),
                kinds: document.kinds.clone(),
                statuses: document.statuses.clone(),
                transitions: document.transitions.clone(),
                fields: document.fields.clone(),
            };
            release_types::create_in(tx, &new)?;
            Ok(true)
        }
    }
}

fn system(tx: &mut Tx<'_>, document: &SystemDocument) -> Outcome<bool> {
    let team = document.team.as_ref().map(Key::to_string);
    let parent = document.parent.as_ref().map(Key::to_string);
    match found(system_store::get(tx, document.key.as_str()))? {
        Some(before) => {
            let change = systems::Change {
                key: None,
                name: Some(document.name.clone()),
                kind: said(&document.system_type),
                description: said(&document.description),
                portfolio: Some(document.portfolio.to_string()),
                team: given(team),
                vendor: given(document.vendor.clone()),
                criticality: given(document.criticality),
                parent: given(parent),
                repositories: listed(&document.repositories),
                links: listed(&document.links),
                tags: listed(&document.tags),
            };
            systems::change_in(tx, &before, &change)?;
            Ok(false)
        }
        None => {
            let new = systems::New {
                key: document.key.clone(),
                name: document.name.clone(),
                kind: document.system_type.clone(),
                description: document.description.clone(),
                portfolio: document.portfolio.to_string(),
                team,
                vendor: document.vendor.clone(),
                criticality: document.criticality,
                parent,
                repositories: document.repositories.clone(),
                links: document.links.clone(),
                tags: document.tags.clone(),
            };
            systems::create_in(tx, &new)?;
            Ok(true)
        }
    }
}

/// Versions and dependencies of a system, once every system and release is there.
fn parts_of_system(tx: &mut Tx<'_>, document: &SystemDocument) -> Outcome<()> {
    if document.versions.is_empty() && document.dependencies.is_empty() {
        return Ok(());
    }
    let system = system_store::get(tx, document.key.as_str())?;
    let all: Vec<versions::New> = document.versions.iter().map(version).collect();
    if !all.is_empty() {
        versions::create_all_in(tx, &system, &all)?;
    }
    for (index, dependency) in document.dependencies.iter().enumerate() {
        let needs = release_parts::system(tx, dependency.system.as_str())
            .map_err(|problem| crate::releases::at(&format!("/dependencies/{index}/system"), problem))?;
        systems::put_dependency_in(tx, &system, needs.id, &dependency.note)?;
    }
    Ok(())
}

fn version(entry: &VersionEntry) -> versions::New {
    versions::New {
        number: entry.number.clone(),
        commit: entry.commit.clone(),
        digest: entry.digest.clone(),
        purl: entry.purl.clone(),
        build_url: entry.build_url.clone(),
        sbom_url: entry.sbom_url.clone(),
        provenance_url: entry.provenance_url.clone(),
        prerelease: None,
        release: entry.release.as_ref().map(Key::to_string),
        built_at: entry.built_at,
    }
}

/// A fact as one line: `milestone.moved Feature freeze: due 2026-02-26 → 2026-03-05`.
#[must_use]
pub fn told(fact: &Fact) -> String {
    let changes: Vec<String> = fact.changes.iter().map(told_change).collect();
    format!("{} {}: {}", fact.kind, fact.name, changes.join(", "))
}

/// A change as words: `due 2026-02-26 → 2026-03-05`.
#[must_use]
pub fn told_change(change: &Change) -> String {
    let short = |value: &Value| match value {
        Value::Null => "–".to_owned(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    format!("{} {} → {}", change.field, short(&change.before), short(&change.after))
}
