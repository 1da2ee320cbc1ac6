//! The document of facts: what is so of a system, a version, an environment and a release, as policies are asked about it.
//! A number of statements that does not depend on how much there is to tell.

use crate::{
    args,
    tx::Tx,
    value::{Arg, Row},
};
use jiff::Timestamp;
use serde_json::{Map, Value};
use signalbox_domain::{
    Due, Name, Outcome, PersonRef, Zone,
    catalog::Level,
    expressions::facts::{
        DeploymentFacts, EnvironmentFacts, Facts, GateFacts, MOST_DEPLOYMENTS, MOST_ENVIRONMENTS, MOST_TESTS,
        OpenFacts, PersonFacts, RaidFacts, ReleaseFacts, ScopeFacts, SystemFacts, TestFacts, VersionFacts,
    },
    id::{EnvironmentId, PortfolioId, ReleaseId, StageId, SystemId, TeamId},
    policy::Subject,
    releases::{Kind, RaidKind, raid::Judgement},
};

/// What a question is about.
#[derive(Clone, Debug)]
pub struct About {
    /// The instant that is judged.
    pub at: Timestamp,
    /// Who asks.
    pub person: Option<PersonFacts>,
    /// What is to be deployed.
    pub system: Option<SystemId>,
    /// The number of the version of it, registered or not.
    pub version: Option<String>,
    /// Where to.
    pub environment: Option<EnvironmentId>,
    /// For which release.
    pub release: Option<ReleaseId>,
    /// The portfolios of these and everything above them.
    pub lineage: Vec<PortfolioId>,
}

/// The facts, and what selectors of policies look at.
///
/// # Errors
/// As [`Tx::all`].
pub fn load(tx: &mut Tx<'_>, about: &About) -> Outcome<(Facts, Subject)> {
    let mut facts = Facts { person: about.person.clone(), ..Facts::at(about.at) };
    let mut subject = Subject { system: about.system, lineage: about.lineage.clone(), ..Subject::default() };
    if let Some(id) = about.system
        && let Some(found) = system(tx, id)?
    {
        subject.tags.extend(found.tags.iter().cloned());
        if let Some(number) = &about.version {
            facts.version = Some(version(tx, id, &found.key, number)?);
            facts.tests = tests(tx, "v.system_id = $1 and v.number = $2", args![id, number, MOST_TESTS])?;
            facts.deployments = deployments(tx, id, number)?;
        }
        facts.system = Some(found);
    }
    if let Some(id) = about.environment
        && let Some((found, stage)) = environment(tx, id)?
    {
        subject.tags.extend(found.tags.iter().cloned());
        subject.stage = stage;
        facts.environment = Some(found);
    }
    if let Some(id) = about.release
        && let Some(found) = release(tx, id, about.at)?
    {
        subject.tags.extend(found.facts.tags.iter().cloned());
        subject.release_type = Some(found.release_type);
        subject.kind = Some(found.kind);
        subject.risk = found.risk;
        facts.raid = raid(tx, id, &found.zone, about.at)?;
        facts.scope = scope(tx, id)?;
        facts.release = Some(found.facts);
    }
    Ok((facts, subject))
}

/// What is known of a release and of the versions that it delivers, for the criteria of its gates.
///
/// # Errors
/// As [`Tx::all`].
pub fn at_gate(tx: &mut Tx<'_>, id: ReleaseId, at: Timestamp) -> Outcome<Facts> {
    let mut facts = Facts::at(at);
    let Some(found) = release(tx, id, at)? else { return Ok(facts) };
    facts.raid = raid(tx, id, &found.zone, at)?;
    facts.scope = scope(tx, id)?;
    facts.release = Some(found.facts);
    facts.builds = builds(tx, id)?;
    let delivered = "t.version_id in (select m.version_id from manifest m where m.release_id = $1)";
    facts.tests = tests(tx, delivered, args![id, MOST_TESTS])?;
    facts.deployments = delivered_deployments(tx, id)?;
    facts.environments = environments(tx, id)?;
    Ok(facts)
}

/// Somebody who asks.
#[derive(Clone, Debug)]
pub struct Asker {
    /// Who, and what they are called.
    pub who: PersonRef,
    /// … as policies know them.
    pub facts: PersonFacts,
    /// The teams they are in, those put away among them.
    pub teams: Vec<TeamId>,
}

/// Whoever asks, when it is somebody.
///
/// # Errors
/// As [`Tx::all`].
pub fn asker(tx: &mut Tx<'_>) -> Outcome<Option<Asker>> {
    let Some(id) = tx.ctx().actor.person() else { return Ok(None) };
    let found: Vec<(Name, Option<TeamId>, Option<String>)> = tx.all(
        "-- global: asked of whoever acts
         select p.name, t.id as team_id, t.key, t.archived_at from person p
         left join team_member m on m.person_id = p.id left join team t on t.id = m.team_id
         where p.id = $1 order by t.key_lower",
        args![id],
        |row| {
            let is_away = row.maybe_instant("archived_at")?.is_some();
            Ok((row.read("name")?, row.maybe("team_id")?, row.maybe_text("key")?.filter(|_| !is_away)))
        },
    )?;
    let Some((name, ..)) = found.first() else { return Ok(None) };
    let facts = PersonFacts {
        id: id.to_string(),
        name: name.to_string(),
        teams: found.iter().filter_map(|(_, _, key)| key.clone()).collect(),
    };
    let who = PersonRef { id, name: name.clone() };
    Ok(Some(Asker { who, facts, teams: found.into_iter().filter_map(|(_, team, _)| team).collect() }))
}

fn system(tx: &mut Tx<'_>, id: SystemId) -> Outcome<Option<SystemFacts>> {
    tx.one(
        "-- global: a policy is judged by what is so, and told to whoever may ask about the system
         select s.key, s.name, s.kind, s.criticality, s.vendor, s.tags, t.key as team_key, p.key as portfolio_key
         from system s join portfolio p on p.id = s.portfolio_id left join team t on t.id = s.team_id where s.id = $1",
        args![id],
        |row| {
            Ok(SystemFacts {
                key: row.text("key")?,
                name: row.text("name")?,
                kind: row.text("kind")?,
                criticality: row.maybe_text("criticality")?,
                team: row.maybe_text("team_key")?,
                vendor: row.maybe_text("vendor")?,
                portfolio: row.text("portfolio_key")?,
                tags: row.json("tags")?,
            })
        },
    )
}

const VERSION: &str = "y.key as system_key, v.number, v.commit_id, v.digest, v.purl, v.build_url, v.sbom_url,
    v.provenance_url, v.prerelease, v.built_at";

fn read_version(row: &mut Row) -> Outcome<VersionFacts> {
    Ok(VersionFacts {
        system: row.text("system_key")?,
        number: row.text("number")?,
        is_registered: true,
        is_prerelease: row.bool("prerelease")?,
        commit: row.maybe_text("commit_id")?,
        digest: row.maybe_text("digest")?,
        purl: row.maybe_text("purl")?,
        build_url: row.maybe_text("build_url")?,
        sbom_url: row.maybe_text("sbom_url")?,
        provenance_url: row.maybe_text("provenance_url")?,
        built_at: row.maybe_instant("built_at")?,
    })
}

fn version(tx: &mut Tx<'_>, system: SystemId, key: &str, number: &str) -> Outcome<VersionFacts> {
    let sql = format!(
        "-- global: a policy is judged by what is so, and told to whoever may ask about the system
         select {VERSION} from version v join system y on y.id = v.system_id where v.system_id = $1 and v.number = $2"
    );
    Ok(tx.one(&sql, args![system, number], read_version)?.unwrap_or_else(|| VersionFacts {
        system: key.to_owned(),
        number: number.to_owned(),
        is_registered: false,
        is_prerelease: false,
        commit: None,
        digest: None,
        purl: None,
        build_url: None,
        sbom_url: None,
        provenance_url: None,
        built_at: None,
    }))
}

fn builds(tx: &mut Tx<'_>, release: ReleaseId) -> Outcome<Vec<VersionFacts>> {
    let sql = format!(
        "-- global: a criterion is judged by what is so, whoever sees the other systems of the release
         select {VERSION} from manifest m join version v on v.id = m.version_id join system y on y.id = m.system_id
         where m.release_id = $1 order by y.key_lower"
    );
    tx.all(&sql, args![release], read_version)
}

/// The latest report of each suite of some versions. The last argument is how many at most.
fn tests(tx: &mut Tx<'_>, which: &str, values: &[Arg]) -> Outcome<Vec<TestFacts>> {
    let sql = format!(
        "-- global: what is judged is judged by what is so, whoever sees where a suite ran
         select y.key as system_key, v.number, t.suite, e.key as environment_key, t.passed, t.failed, t.skipped,
             t.finished_at
         from test_report t join version v on v.id = t.version_id join system y on y.id = v.system_id
         left join environment e on e.id = t.environment_id
         where {which} and not exists (select 1 from test_report later where later.version_id = t.version_id
             and later.suite = t.suite and (later.finished_at, later.id) > (t.finished_at, t.id))
         order by case when t.failed > 0 then 0 else 1 end, t.finished_at desc, t.id desc limit ${}",
        values.len()
    );
    tx.all(&sql, values, |row| {
        Ok(TestFacts {
            system: row.text("system_key")?,
            version: row.text("number")?,
            suite: row.text("suite")?,
            environment: row.maybe_text("environment_key")?,
            passed: row.int("passed")?,
            failed: row.int("failed")?,
            skipped: row.int("skipped")?,
            at: row.instant("finished_at")?,
        })
    })
}

const DEPLOYMENT: &str = "y.key as system_key, d.version, e.key, s.key as stage_key, s.position, s.is_production,
    d.result, d.at";

const DEPLOYED_TO: &str = "join system y on y.id = d.system_id join environment e on e.id = d.environment_id
    left join stage s on s.id = e.stage_id";

fn read_deployment(row: &mut Row) -> Outcome<DeploymentFacts> {
    let stage = at_stage(row)?;
    Ok(DeploymentFacts {
        system: row.text("system_key")?,
        version: row.text("version")?,
        environment: row.text("key")?,
        is_production: stage.is_some_and(|(_, is_production)| is_production),
        stage_position: stage.map(|(position, _)| position),
        stage: row.maybe_text("stage_key")?,
        result: row.text("result")?,
        at: row.instant("at")?,
    })
}

fn deployments(tx: &mut Tx<'_>, system: SystemId, number: &str) -> Outcome<Vec<DeploymentFacts>> {
    let sql = format!(
        "-- global: a policy is judged by what is so, whoever sees where else the version was brought to
         select {DEPLOYMENT} from deployment d {DEPLOYED_TO} where d.system_id = $1 and d.version = $2
         order by d.at desc, d.id desc limit $3"
    );
    tx.all(&sql, args![system, number, MOST_DEPLOYMENTS], read_deployment)
}

/// The deployments of the versions that a release delivers.
const DELIVERED: &str = "manifest m join version v on v.id = m.version_id
    join deployment d on d.system_id = m.system_id and d.version = v.number";

fn delivered_deployments(tx: &mut Tx<'_>, release: ReleaseId) -> Outcome<Vec<DeploymentFacts>> {
    let sql = format!(
        "-- global: a criterion is judged by what is so, whoever sees where the versions were brought to
         select {DEPLOYMENT} from {DELIVERED} {DEPLOYED_TO} where m.release_id = $1
         order by d.at desc, d.id desc limit $2"
    );
    tx.all(&sql, args![release, MOST_DEPLOYMENTS], read_deployment)
}

/// The place of the stage a row is joined with, and whether it serves customers.
fn at_stage(row: &mut Row) -> Outcome<Option<(i64, bool)>> {
    match row.maybe_int("position")? {
        Some(position) => Ok(Some((position, row.bool("is_production")?))),
        None => Ok(None),
    }
}

const ENVIRONMENT: &str = "e.key, e.name, e.shareable, e.state, e.tags, e.stage_id, s.key as stage_key,
    s.position, s.is_production, g.key as group_key, t.key as team_key, p.key as portfolio_key
    from environment e join portfolio p on p.id = e.portfolio_id left join stage s on s.id = e.stage_id
    left join environment_group g on g.id = e.group_id left join team t on t.id = e.team_id";

fn read_environment(row: &mut Row) -> Outcome<EnvironmentFacts> {
    let stage = at_stage(row)?;
    Ok(EnvironmentFacts {
        key: row.text("key")?,
        name: row.text("name")?,
        stage: row.maybe_text("stage_key")?,
        stage_position: stage.map(|(position, _)| position),
        is_production: stage.is_some_and(|(_, is_production)| is_production),
        group: row.maybe_text("group_key")?,
        team: row.maybe_text("team_key")?,
        portfolio: row.text("portfolio_key")?,
        is_shareable: row.bool("shareable")?,
        health: row.text("state")?,
        tags: row.json("tags")?,
    })
}

fn environment(tx: &mut Tx<'_>, id: EnvironmentId) -> Outcome<Option<(EnvironmentFacts, Option<StageId>)>> {
    let sql = format!(
        "-- global: a policy is judged by what is so, and told to whoever may ask about the environment
         select {ENVIRONMENT} where e.id = $1"
    );
    tx.one(&sql, args![id], |row| Ok((read_environment(row)?, row.maybe("stage_id")?)))
}

/// The environments that a release has booked, or that a version it delivers was brought to.
fn environments(tx: &mut Tx<'_>, release: ReleaseId) -> Outcome<Vec<EnvironmentFacts>> {
    let sql = format!(
        "-- global: a criterion is judged by what is so, whoever sees the environments of the release
         select {ENVIRONMENT} where e.id in (
             select k.environment_id from booking b join booking_place k on k.booking_id = b.id
             where b.release_id = $1 and b.state in ('approved', 'active', 'returned')
             union select d.environment_id from {DELIVERED} where m.release_id = $1)
         order by e.key_lower limit $2"
    );
    tx.all(&sql, args![release, MOST_ENVIRONMENTS], read_environment)
}

struct FoundRelease {
    facts: ReleaseFacts,
    release_type: signalbox_domain::id::ReleaseTypeId,
    kind: Kind,
    risk: Option<Level>,
    zone: Zone,
}

fn release(tx: &mut Tx<'_>, id: ReleaseId, at: Timestamp) -> Outcome<Option<FoundRelease>> {
    let gates = tx.all(
        "-- global: a policy is judged by what is so, and told to whoever may ask about the release
         select m.key, m.name, m.state, m.due_at from milestone m
         where m.release_id = $1 and m.kind = 'gate' order by m.due_at, m.id",
        args![id],
        |row| {
            Ok(GateFacts {
                key: row.text("key")?,
                name: row.text("name")?,
                state: row.text("state")?,
                due: row.instant("due_at")?,
            })
        },
    )?;
    tx.one(
        "-- global: a policy is judged by what is so, and told to whoever may ask about the release
         select r.key, r.name, r.kind, r.type_id, rt.key as type_key, r.status, r.category, r.risk,
             p.key as portfolio_key, train.key as train_key, ap.name as accountable_name, r.tags, r.fields, r.zone,
             r.target_day, r.target_time, r.target_zone
         from release r join release_type rt on rt.id = r.type_id join portfolio p on p.id = r.portfolio_id
         left join release train on train.id = r.parent_id
         left join release_person ra on ra.release_id = r.id and ra.part = 'accountable'
         left join person ap on ap.id = ra.person_id where r.id = $1",
        args![id],
        |row| {
            let zone: Zone = row.read("zone")?;
            // Row values are taken once.
            let kind: Kind = row.read("kind")?;
            let risk: Option<Level> = row.maybe("risk")?;
            let target: Option<Due> = row.maybe_due("target")?;
            let fields: Map<String, Value> = row.json("fields")?;
            let days = |due: &Due| {
                let left = due.zone.day_at(at).until(due.date);
                left.map(|left| i64::from(left.get_days())).unwrap_or_default()
            };
            let facts = ReleaseFacts {
                key: row.text("key")?,
                name: row.text("name")?,
                kind: kind.name().to_owned(),
                release_type: row.text("type_key")?,
                status: row.text("status")?,
                category: row.text("category")?,
                risk: risk.map(|risk| risk.name().to_owned()),
                portfolio: row.text("portfolio_key")?,
                train: row.maybe_text("train_key")?,
                accountable: row.maybe_text("accountable_name")?,
                tags: row.json("tags")?,
                fields: fields.into_iter().collect(),
                target: target.as_ref().map(Due::instant),
                days_to_target: target.as_ref().map(days),
                gates_total: gates.len() as i64,
                gates_passed: gates.iter().filter(|gate| gate.state == "passed").count() as i64,
                gates: gates.clone(),
            };
            Ok(FoundRelease { release_type: row.read("type_id")?, kind, risk, zone, facts })
        },
    )
}

fn scope(tx: &mut Tx<'_>, release: ReleaseId) -> Outcome<Vec<ScopeFacts>> {
    tx.all(
        "-- global: a policy is judged by what is so, whoever sees the other systems of the release
         select s.key, s.criticality, rs.impact, v.number
         from system s
         left join release_system rs on rs.system_id = s.id and rs.release_id = $1
         left join manifest m on m.system_id = s.id and m.release_id = $1
         left join version v on v.id = m.version_id
         where s.id in (select touched.system_id from release_system touched where touched.release_id = $1
             union select delivered.system_id from manifest delivered where delivered.release_id = $1)
         order by s.key_lower",
        args![release],
        |row| {
            Ok(ScopeFacts {
                system: row.text("key")?,
                criticality: row.maybe_text("criticality")?,
                impact: row.maybe_text("impact")?,
                version: row.maybe_text("number")?,
            })
        },
    )
}

fn raid(tx: &mut Tx<'_>, release: ReleaseId, zone: &Zone, at: Timestamp) -> Outcome<RaidFacts> {
    let today = zone.day_at(at).to_string();
    let mut raid = RaidFacts::default();
    let counted = tx.all(
        "-- global: a policy is judged by what is so, and told to whoever may ask about the release
         select i.kind, i.probability, i.impact, case when i.due_day < $2 then 1 else 0 end as overdue,
             count(*) as items
         from raid_item i where i.release_id = $1 and i.status <> 'closed' and i.archived_at is null
         group by i.kind, i.probability, i.impact, case when i.due_day < $2 then 1 else 0 end",
        args![release, today.as_str()],
        |row| {
            let judged = row.maybe_int("probability")?.zip(row.maybe_int("impact")?);
            let level = judged.map(|(probability, impact)| Judgement { probability, impact }.level());
            Ok((row.read::<RaidKind>("kind")?, level, row.int("overdue")? == 1, row.int("items")?))
        },
    )?;
    for (kind, level, is_overdue, items) in counted {
        let open: &mut OpenFacts = match kind {
            RaidKind::Risk => &mut raid.risks,
            RaidKind::Assumption => &mut raid.assumptions,
            RaidKind::Issue => &mut raid.issues,
            RaidKind::Decision => &mut raid.decisions,
            RaidKind::Dependency => &mut raid.dependencies,
        };
        open.open += items;
        open.overdue += if is_overdue { items } else { 0 };
        match level {
            Some(Level::Low) => open.low += items,
            Some(Level::Medium) => open.medium += items,
            Some(Level::High) => open.high += items,
            Some(Level::Critical) => open.critical += items,
            None => {}
        }
    }
    Ok(raid)
}
