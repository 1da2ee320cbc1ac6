//! What a series is in documents: a train and its members, systems with their versions, teams.

use super::{
    super::{Keys, name},
    SeriesState, is_plain_word,
    members::Member,
    schedule::Schedule,
};
use jiff::civil::Date;
use signalbox_domain::{
    Due, Key, Zone,
    catalog::Link,
    releases::{Impact, Kind},
};
use signalbox_service::documents::{
    Document,
    model::{
        ManifestEntry, PortfolioDocument, Recorded, ReleaseDocument, SystemDocument, SystemEntry, TeamDocument,
        VersionEntry,
    },
};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// The documents of a series, members by key.
pub(super) fn documents(state: &SeriesState, plan: &Schedule, members: Vec<Member>) -> Vec<Document> {
    let portfolio = Key::from_words("openstack");
    let teams = team_keys(&members);
    let mut documents = vec![Document::Portfolio(PortfolioDocument {
        key: portfolio.clone(),
        name: name("OpenStack"),
        parent: None,
        working_calendar: None,
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
    let release_notes =
        member.release_notes.iter().filter(|url| url.starts_with("https://") && !url.contains(char::is_whitespace));
    let last = member.versions.last();
    ReleaseDocument {
        parent: Some(train.key.clone()),
        description: member.highlights.join("\n\n"),
        links: release_notes.map(|url| Link { title: "Release notes".to_owned(), url: url.clone() }).collect(),
        systems: Some(vec![SystemEntry { system: member.key.clone(), impact: Impact::Code }]),
        manifest: Some(
            last.map(|(version, _)| ManifestEntry { system: member.key.clone(), version: version.clone() })
                .into_iter()
                .collect(),
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
        raid: Vec::new(),
        systems: None,
        manifest: None,
        people: None,
        needs: None,
    }
}
