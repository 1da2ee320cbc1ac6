//! Documents of what is there: what `apply` would make true again, byte for byte.

use super::{
    Document, deployment_plans, export_environment, export_policy,
    model::{
        ActivityEntry, InvolvedEntry, ManifestEntry, MilestoneEntry, NeedEntry, PhaseEntry, PortfolioDocument,
        RaidEntry, Recorded, ReleaseDocument, ReleaseTemplateDocument, ReleaseTypeDocument, SelectorEntry,
        SystemDependency, SystemDocument, SystemEntry, TeamDocument, VersionEntry, WindowDocument,
        WorkingCalendarDocument,
    },
};
use crate::{App, Ctx, Page, Slice};
use jiff::Timestamp;
use signalbox_domain::{
    Outcome, Problem,
    id::{PersonId, PhaseId},
    people::Party,
    releases::{MilestoneState, Plan},
};
use signalbox_store::{
    Tx, activities, grants::Holder, page::LARGEST_LIMIT, plans, policies, portfolios, raid, release_parts,
    release_templates, release_types, releases, systems, teams, versions, windows, working_calendars,
};
use std::collections::HashMap;

/// Which documents are wanted. Nothing chosen means everything the caller may see.
#[derive(Clone, Debug, Default)]
pub struct Selection {
    /// Only this kind, as documents name it: `Environment`, `Release`, ….
    pub kind: Option<String>,
    /// Only the thing with this id or key.
    pub key: Option<String>,
}

/// The kinds of documents, in an order in which everything comes before what mentions it.
const KINDS: [&str; 13] = [
    "WorkingCalendar",
    "Portfolio",
    "Team",
    "ReleaseType",
    "System",
    "Stage",
    "EnvironmentGroup",
    "Environment",
    "ReleaseTemplate",
    "Window",
    "Policy",
    "Release",
    "DeploymentPlan",
];

/// Documents of what is there and not archived, in an order in which everything comes before what mentions it.
///
/// # Errors
/// A kind that is none; a key without a kind; a key that names nothing.
pub async fn export(app: &App, ctx: &Ctx, selection: Selection) -> Outcome<Vec<Document>> {
    if let Some(kind) = &selection.kind
        && !KINDS.contains(&kind.as_str())
    {
        return Err(Problem::fault("/kind", "choice", format!("{kind:?} is none of {}", KINDS.join(", "))));
    }
    if selection.key.is_some() && selection.kind.is_none() {
        return Err(Problem::fault("/kind", "required", "a key is unique per kind only: name the kind too"));
    }
    app.db
        .read(ctx, move |tx| {
            let mut documents = Vec::new();
            for kind in KINDS.into_iter().filter(|kind| selection.kind.as_ref().is_none_or(|wanted| wanted == kind)) {
                of_kind(tx, kind, selection.key.as_deref(), &mut documents)?;
            }
            Ok(documents)
        })
        .await
}

/// One release as a document, and the instant it was so.
///
/// # Errors
/// [`Problem::NotFound`].
pub async fn export_release(app: &App, ctx: &Ctx, named: String) -> Outcome<(ReleaseDocument, Timestamp)> {
    app.db
        .read(ctx, move |tx| {
            let view = releases::view(tx, &named)?;
            let people: HashMap<PersonId, String> = release_parts::mail_addresses(tx)?.into_iter().collect();
            Ok((release(tx, view, &people)?, tx.now()))
        })
        .await
}

fn of_kind(tx: &mut Tx<'_>, kind: &str, key: Option<&str>, documents: &mut Vec<Document>) -> Outcome<()> {
    let people: HashMap<PersonId, String> = release_parts::mail_addresses(tx)?.into_iter().collect();
    match kind {
        "WorkingCalendar" => {
            let found = match key {
                Some(key) => vec![working_calendars::get(tx, key)?],
                None => every(tx, |tx, page| working_calendars::list(tx, &working_calendars::Filter::default(), page))?,
            };
            documents.extend(found.into_iter().map(|found| {
                Document::WorkingCalendar(WorkingCalendarDocument {
                    key: found.key,
                    name: found.name,
                    days: found.days,
                    holidays: found.holidays,
                })
            }));
        }
        "Portfolio" => {
            let root = portfolios::root(tx)?.map(|root| root.id);
            let found = match key {
                Some(key) => vec![portfolios::view(tx, key)?],
                None => every(tx, |tx, page| portfolios::list(tx, &portfolios::Filter::default(), page))?,
            };
            // The root is there in every installation, under its own name.
            let kept = found.into_iter().filter(|view| Some(view.portfolio.id) != root);
            let mut made: Vec<PortfolioDocument> = kept.map(|view| portfolio(view, root)).collect();
            above_first(
                &mut made,
                |document| document.key.to_string(),
                |document| document.parent.as_ref().map(ToString::to_string),
            );
            documents.extend(made.into_iter().map(Document::Portfolio));
        }
        "Team" => {
            let found = match key {
                Some(key) => vec![teams::view(tx, key)?],
                None => every(tx, |tx, page| teams::list(tx, &teams::Filter::default(), page))?,
            };
            documents.extend(found.into_iter().map(|view| Document::Team(team(view, &people))));
        }
        "ReleaseType" => {
            let found = match key {
                Some(key) => vec![release_types::get(tx, key)?],
                None => every(tx, |tx, page| release_types::list(tx, &release_types::Filter::default(), page))?,
            };
            documents.extend(found.into_iter().map(|found| {
                Document::ReleaseType(ReleaseTypeDocument {
                    key: found.key,
                    name: found.name,
                    description: found.description,
                    kinds: found.kinds,
                    statuses: found.statuses,
                    transitions: found.transitions,
                    fields: found.fields,
                })
            }));
        }
        "System" => {
            let found = match key {
                Some(key) => vec![systems::view(tx, key)?],
                None => every(tx, |tx, page| {
                    systems::list(tx, &systems::Filter::default(), signalbox_store::Order::default(), page)
                })?,
            };
            let mut made = Vec::new();
            for view in found {
                made.push(system(tx, view)?);
            }
            above_first(
                &mut made,
                |document| document.key.to_string(),
                |document| document.parent.as_ref().map(ToString::to_string),
            );
            documents.extend(made.into_iter().map(Document::System));
        }
        "Stage" => export_environment::stages(tx, key, documents)?,
        "EnvironmentGroup" => export_environment::groups(tx, key, documents)?,
        "Environment" => export_environment::environments(tx, key, documents)?,
        "ReleaseTemplate" => {
            let found = match key {
                Some(key) => vec![release_templates::view(tx, key)?],
                None => every(tx, |tx, page| release_templates::list(tx, &release_templates::Filter::default(), page))?,
            };
            let mentions = release_templates::mentions(tx, found.iter().map(|view| &view.template))?;
            documents
                .extend(found.into_iter().map(|view| Document::ReleaseTemplate(template(view, &mentions, &people))));
        }
        "Window" => {
            let found = match key {
                Some(key) => vec![windows::view(tx, key)?],
                None => every(tx, |tx, page| windows::list(tx, &windows::Filter::default(), page))?,
            };
            // One that holds from a portfolio out of sight is not the caller's to describe.
            documents.extend(found.into_iter().filter_map(window).map(Document::Window));
        }
        "Policy" => {
            let found = match key {
                Some(key) => vec![policies::view(tx, key)?],
                None => every(tx, |tx, page| policies::list(tx, &policies::Filter::default(), page))?,
            };
            documents.extend(found.into_iter().filter_map(export_policy::policy).map(Document::Policy));
        }
        "DeploymentPlan" => deployment_plans::export(tx, key, &people, documents)?,
        _ => {
            let found = match key {
                Some(key) => vec![releases::view(tx, key)?],
                None => every(tx, |tx, page| {
                    releases::list(tx, &releases::Filter::default(), releases::Order::Key, false, page)
                })?,
            };
            let mut made = Vec::new();
            for view in found {
                made.push(release(tx, view, &people)?);
            }
            above_first(
                &mut made,
                |document| document.key.to_string(),
                |document| document.parent.as_ref().map(ToString::to_string),
            );
            documents.extend(made.into_iter().map(Document::Release));
        }
    }
    Ok(())
}

/// All pages of a list.
pub(super) fn every<T>(
    tx: &mut Tx<'_>,
    mut list: impl FnMut(&mut Tx<'_>, &Page) -> Outcome<Slice<T>>,
) -> Outcome<Vec<T>> {
    let mut page = Page { limit: Some(LARGEST_LIMIT), ..Page::default() };
    let mut items = Vec::new();
    loop {
        let slice = list(tx, &page)?;
        items.extend(slice.items);
        match slice.next {
            None => return Ok(items),
            next => page.cursor = next,
        }
    }
}

/// Puts what is above before what is below; otherwise the order stays.
pub(super) fn above_first<T>(items: &mut [T], key: impl Fn(&T) -> String, parent: impl Fn(&T) -> Option<String>) {
    let above: HashMap<String, Option<String>> = items.iter().map(|item| (key(item), parent(item))).collect();
    let depth =
        |item: &T| std::iter::successors(parent(item), |key| above.get(key).cloned().flatten()).take(64).count();
    items.sort_by_cached_key(|item| depth(item));
}

fn portfolio(view: portfolios::View, root: Option<signalbox_domain::id::PortfolioId>) -> PortfolioDocument {
    PortfolioDocument {
        key: view.portfolio.key,
        name: view.portfolio.name,
        parent: view.parent.filter(|parent| Some(parent.id) != root).map(|parent| parent.key),
        working_calendar: view.working_calendar.map(|calendar| calendar.key),
        description: view.portfolio.description,
    }
}

fn team(view: teams::View, people: &HashMap<PersonId, String>) -> TeamDocument {
    let members: Vec<String> = view.members.iter().filter_map(|member| people.get(&member.id).cloned()).collect();
    TeamDocument {
        key: view.team.key,
        name: view.team.name,
        portfolio: view.portfolio.key,
        description: view.team.description,
        members: (!members.is_empty()).then_some(members),
    }
}

fn system(tx: &mut Tx<'_>, view: systems::View) -> Outcome<SystemDocument> {
    let id = view.system.id;
    let neighbours = systems::neighbours(tx, id)?;
    let mut versions = every(tx, |tx, page| versions::list(tx, id, page))?;
    // Oldest first, as they were registered: applied elsewhere, the newest is the newest again.
    versions.reverse();
    let system = view.system;
    Ok(SystemDocument {
        key: system.key,
        name: system.name,
        portfolio: view.portfolio.key,
        system_type: system.kind,
        description: system.description,
        team: view.team.map(|team| team.key),
        vendor: system.vendor,
        criticality: system.criticality,
        parent: view.parent.map(|parent| parent.key),
        repositories: system.repositories,
        tags: system.tags,
        links: system.links,
        dependencies: neighbours
            .upstream
            .into_iter()
            .map(|other| SystemDependency { system: other.system.key, note: other.note })
            .collect(),
        versions: versions
            .into_iter()
            .map(|view| VersionEntry {
                number: view.version.number,
                commit: view.version.commit,
                digest: view.version.digest,
                purl: view.version.purl,
                build_url: view.version.build_url,
                sbom_url: view.version.sbom_url,
                provenance_url: view.version.provenance_url,
                built_at: view.version.built_at,
                release: view.release.map(|release| release.key),
            })
            .collect(),
    })
}

fn template(
    view: release_templates::View,
    mentions: &release_templates::Mentions,
    people: &HashMap<PersonId, String>,
) -> ReleaseTemplateDocument {
    let template = view.template;
    let roles: Vec<InvolvedEntry> = template
        .parts
        .roles
        .iter()
        .filter_map(|one| {
            let (person, team) = match one.who {
                Party::Person(id) => (Some(people.get(&id).cloned().unwrap_or_else(|| id.to_string())), None),
                Party::Team(id) => (None, Some(mentions.teams.iter().find(|team| team.id == id)?.key.clone())),
            };
            Some(InvolvedEntry { person, team, role: one.role })
        })
        .collect();
    let key_of = |id| mentions.systems.iter().find(|system| system.id == id).map(|system| system.key.clone());
    let systems: Vec<SystemEntry> = template
        .parts
        .systems
        .iter()
        .filter_map(|one| Some(SystemEntry { system: key_of(one.system)?, impact: one.impact }))
        .collect();
    ReleaseTemplateDocument {
        key: template.key,
        name: template.name,
        release: template.kind,
        portfolio: view.portfolio.key,
        release_type: Some(view.release_type.key),
        description: template.description,
        risk: template.risk,
        zone: Some(template.zone),
        time: template.time,
        start: template.start,
        tags: template.tags,
        phases: template.parts.phases,
        milestones: template.parts.milestones,
        activities: template.parts.activities,
        roles: (!roles.is_empty()).then_some(roles),
        systems: (!systems.is_empty()).then_some(systems),
    }
}

/// A selector, unless it takes everything.
pub(super) fn selecting(entry: SelectorEntry) -> Option<SelectorEntry> {
    (entry != SelectorEntry::default()).then_some(entry)
}

fn window(view: windows::View) -> Option<WindowDocument> {
    let (portfolio, window) = (view.portfolio?, view.window);
    let entry = SelectorEntry {
        types: view.types.into_iter().map(|found| found.key).collect(),
        kinds: window.selector.kinds,
        tags: window.selector.tags,
        systems: view.systems.into_iter().map(|found| found.key).collect(),
        risk: window.selector.risk,
        stages: view.stages.into_iter().map(|found| found.key).collect(),
    };
    Some(WindowDocument {
        key: window.key,
        name: window.name,
        window: window.kind,
        portfolio: portfolio.key,
        description: window.description,
        zone: Some(window.zone),
        start: window.start,
        end: window.end,
        recurrence: window.recurrence.map(|recurrence| recurrence.to_string()),
        selector: selecting(entry),
        overrun: Some(window.overrun),
        uid: window.uid,
    })
}

fn release(tx: &mut Tx<'_>, view: releases::View, people: &HashMap<PersonId, String>) -> Outcome<ReleaseDocument> {
    let release = view.release;
    let plan = plans::load(tx, &release)?;
    let touched = release_parts::systems(tx, release.id)?;
    let delivered = release_parts::own_manifest(tx, release.id)?;
    let involved = release_parts::people(tx, release.id)?;
    let (needs, _) = release_parts::dependencies(tx, release.id)?;
    let mut work = activities::all_of(tx, release.id)?;
    work.sort_by(|left, right| (left.due, &left.name).cmp(&(right.due, &right.name)));
    let register = raid::all_of(tx, release.id)?;
    let some = |is_empty: bool| !is_empty;
    Ok(ReleaseDocument {
        release: release.kind,
        portfolio: view.portfolio.key,
        release_type: Some(view.release_type.key),
        parent: view.parent.map(|parent| parent.key),
        status: Some(release.status),
        description: release.description,
        risk: release.risk,
        zone: Some(release.zone),
        start: release.start,
        target: release.target,
        completed_at: release.completed_at,
        tags: release.tags,
        fields: release.fields,
        links: release.links,
        key: release.key,
        name: release.name,
        phases: phases(&plan),
        milestones: milestones(&plan),
        activities: work.into_iter().map(|activity| activity_entry(activity, &plan, people)).collect(),
        raid: register.into_iter().map(|view| raid_entry(view, people)).collect(),
        systems: some(touched.is_empty()).then(|| {
            touched.into_iter().map(|one| SystemEntry { system: one.system.key, impact: one.impact }).collect()
        }),
        manifest: some(delivered.is_empty())
            .then(|| delivered.into_iter().map(|(system, version)| ManifestEntry { system, version }).collect()),
        people: some(involved.is_empty()).then(|| {
            involved
                .into_iter()
                .map(|one| InvolvedEntry {
                    person: one
                        .person
                        .map(|person| people.get(&person.id).cloned().unwrap_or_else(|| person.id.to_string())),
                    team: one.team.map(|team| team.key),
                    role: one.part,
                })
                .collect()
        }),
        needs: some(needs.is_empty()).then(|| {
            needs
                .into_iter()
                .map(|need| NeedEntry { release: need.release.key, hard: need.hard, note: need.note })
                .collect()
        }),
    })
}

fn phases(plan: &Plan) -> Vec<PhaseEntry> {
    let entry = |phase: &signalbox_domain::releases::Phase| PhaseEntry {
        name: phase.name.clone(),
        start: phase.start,
        end: phase.end,
    };
    let mut entries: Vec<PhaseEntry> = plan.phases.iter().map(entry).collect();
    entries.sort_by(|left, right| (left.start, &left.name).cmp(&(right.start, &right.name)));
    entries
}

fn phase_name(plan: &Plan, id: Option<PhaseId>) -> Option<signalbox_domain::Name> {
    plan.phases.iter().find(|phase| Some(phase.id) == id).map(|phase| phase.name.clone())
}

fn milestones(plan: &Plan) -> Vec<MilestoneEntry> {
    let mut entries: Vec<MilestoneEntry> = plan
        .milestones
        .iter()
        .map(|milestone| MilestoneEntry {
            key: milestone.key.clone(),
            name: milestone.name.clone(),
            milestone_type: milestone.kind,
            phase: phase_name(plan, milestone.phase),
            start: milestone.start,
            due: milestone.due.clone(),
            state: match milestone.state {
                MilestoneState::Pending => None,
                MilestoneState::Passed { .. } => Some(Recorded::Passed),
                MilestoneState::Failed { .. } => Some(Recorded::Failed),
            },
            responsible: milestone.responsible.clone(),
            scope: milestone.scope.clone(),
            description: milestone.description.clone(),
        })
        .collect();
    // By key inside a deadline: ids differ from one installation to another.
    entries.sort_by(|left, right| (left.due.instant(), &left.key).cmp(&(right.due.instant(), &right.key)));
    entries
}

fn activity_entry(
    activity: signalbox_domain::releases::Activity,
    plan: &Plan,
    people: &HashMap<PersonId, String>,
) -> ActivityEntry {
    ActivityEntry {
        phase: phase_name(plan, activity.phase),
        assignee: activity.assignee.and_then(|person| people.get(&person).cloned()),
        name: activity.name,
        start: activity.start,
        due: activity.due,
        status: activity.status,
        description: activity.description,
    }
}

fn raid_entry(view: raid::View, people: &HashMap<PersonId, String>) -> RaidEntry {
    let (person, team) = match view.owner {
        Some(Holder::Person(person)) => {
            (Some(people.get(&person.id).cloned().unwrap_or_else(|| person.id.to_string())), None)
        }
        Some(Holder::Team(team)) => (None, Some(team.key)),
        None => (None, None),
    };
    let (item, status) = (&view.item, view.item.status());
    RaidEntry {
        raid_type: item.kind,
        title: item.title.clone(),
        description: item.description.clone(),
        person,
        team,
        probability: item.probability,
        impact: item.impact,
        due: item.due,
        status,
        response: item.response.clone(),
        resolution: item.closure.as_ref().map(|closure| closure.resolution.clone()).unwrap_or_default(),
    }
}
