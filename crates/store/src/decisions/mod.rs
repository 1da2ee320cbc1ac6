//! Decisions: kept with everything they were made from, read, never changed. What they are made from is in [`ground`].

pub mod ground;
pub mod overrides;
pub mod stops;

use crate::{
    args,
    filter::Conditions,
    page::{Page, Place, Slice, slice},
    tx::Tx,
    value::{Row, json},
};
use jiff::Timestamp;
use serde_json::{Value, value::RawValue};
use signalbox_domain::{
    Outcome, PersonRef, Problem, Ref,
    decisions::Situation,
    id::{DecisionId, EnvironmentId, PersonId, PortfolioId, ReleaseId, StageId, SystemId},
    policy::Verdict,
};

/// A decision as it is kept. The time it was asked for and whether it allowed are in the situation and the answer, too:
/// here they can be looked for.
#[derive(Clone, Debug)]
pub struct Decision {
    /// Which.
    pub id: DecisionId,
    /// When it was made, by the database's clock.
    pub asked_at: Timestamp,
    /// Who asked; `None` for the system.
    pub asked_by: Option<PersonId>,
    /// What it was made from.
    pub situation: Situation,
    /// Whether it allowed.
    pub allowed: bool,
    /// The words for what was in the way.
    pub codes: Vec<String>,
    /// The rules that made it.
    pub rules: i64,
    /// The facts that policies were asked about.
    pub facts: Box<RawValue>,
    /// What they said.
    pub verdicts: Box<RawValue>,
    /// The answer as it was given.
    pub answer: Box<RawValue>,
}

/// A decision as lists show it. Whoever sees all that it is about sees it.
#[derive(Clone, Debug)]
pub struct Listed {
    /// Which.
    pub id: DecisionId,
    /// When it was made.
    pub asked_at: Timestamp,
    /// Who asked.
    pub asked_by: Option<PersonRef>,
    /// Where it was to go.
    pub environment: Ref<EnvironmentId>,
    /// What was to go there.
    pub system: Option<Ref<SystemId>>,
    /// Which version of it.
    pub version: Option<String>,
    /// What for.
    pub release: Option<Ref<ReleaseId>>,
    /// When it was to begin.
    pub at: Timestamp,
    /// How many minutes it was expected to take; 0 when nobody said.
    pub minutes: i64,
    /// Whether it was allowed.
    pub allowed: bool,
    /// The words for what was in the way.
    pub codes: Vec<String>,
}

const LISTED: &str = "d.id, d.asked_at, p.id as by_id, p.name as by_name, d.environment_id, e.key as environment_key,
    e.name as environment_name, d.system_id, s.key as system_key, s.name as system_name, d.version, d.release_id,
    r.key as release_key, r.name as release_name, d.at, d.minutes, d.allowed, d.codes";

const FROM: &str = "decision d join environment e on e.id = d.environment_id
    left join system s on s.id = d.system_id left join release r on r.id = d.release_id
    left join person p on p.id = d.asked_by";

fn read(row: &mut Row) -> Outcome<Listed> {
    Ok(Listed {
        id: row.read("id")?,
        asked_at: row.instant("asked_at")?,
        asked_by: row.maybe_person("by")?,
        environment: row.mention("environment")?,
        system: row.maybe_mention("system")?,
        version: row.maybe_text("version")?,
        release: row.maybe_mention("release")?,
        at: row.instant("at")?,
        minutes: row.int("minutes")?,
        allowed: row.bool("allowed")?,
        codes: row.json("codes")?,
    })
}

/// Keeps a decision.
///
/// # Errors
/// As [`Tx::run`].
pub fn insert(tx: &mut Tx<'_>, decision: &Decision) -> Outcome<()> {
    let situation = &decision.situation;
    let system = situation.system.as_ref();
    let version = system.and_then(|system| system.version.as_ref()).map(|version| version.number.as_str());
    tx.run(
        "insert into decision (id, asked_at, asked_by, environment_id, system_id, version, release_id, at, minutes,
                allowed, codes, rules, situation, facts, verdicts, answer)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)",
        &[
            decision.id.into(),
            decision.asked_at.into(),
            decision.asked_by.into(),
            situation.environment.id.into(),
            system.map(|system| system.id).into(),
            version.into(),
            situation.release.as_ref().map(|release| release.id).into(),
            situation.at.into(),
            situation.minutes.into(),
            decision.allowed.into(),
            json(&decision.codes)?,
            decision.rules.into(),
            json(situation)?,
            (&*decision.facts).into(),
            (&*decision.verdicts).into(),
            (&*decision.answer).into(),
        ],
    )?;
    Ok(())
}

/// The decision with this id, and how lists show it.
///
/// # Errors
/// [`Problem::NotFound`] when there is none that the caller may see; database problems as [`Tx::run`].
pub fn get(tx: &mut Tx<'_>, named: &str) -> Outcome<(Decision, Listed)> {
    let sql = format!(
        "select {LISTED}, d.rules, d.situation, d.facts, d.verdicts, d.answer from {FROM}
         where d.id = $1 and {{visible e.portfolio_id}}
             and (d.system_id is null or {{visible s.portfolio_id}}) and (d.release_id is null or {{seen r}})"
    );
    let found = tx.one(&sql, args![named], |row| {
        let (rules, situation) = (row.int("rules")?, row.json("situation")?);
        let (facts, verdicts, answer) = (row.json("facts")?, row.json("verdicts")?, row.json("answer")?);
        let listed = read(row)?;
        let decision = Decision {
            id: listed.id,
            asked_at: listed.asked_at,
            asked_by: listed.asked_by.as_ref().map(|who| who.id),
            situation,
            allowed: listed.allowed,
            codes: listed.codes.clone(),
            rules,
            facts,
            verdicts,
            answer,
        };
        Ok((decision, listed))
    })?;
    found.ok_or_else(|| Problem::missing("decision", named))
}

/// What a list of decisions is limited to.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// About this environment.
    pub environment: Option<EnvironmentId>,
    /// About this system.
    pub system: Option<SystemId>,
    /// For this release.
    pub release: Option<ReleaseId>,
    /// That allowed, or did not.
    pub allowed: Option<bool>,
    /// Made from this instant on.
    pub from: Option<Timestamp>,
    /// Made before this instant.
    pub to: Option<Timestamp>,
}

/// Decisions, the latest first.
///
/// # Errors
/// As [`Tx::all`]; a fault for a cursor that is none.
pub fn list(tx: &mut Tx<'_>, filter: &Filter, page: &Page) -> Outcome<Slice<Listed>> {
    let size = page.size()?;
    let mut conditions = Conditions::default();
    conditions.when("d.environment_id = $n", filter.environment);
    conditions.when("d.system_id = $n", filter.system);
    conditions.when("d.release_id = $n", filter.release);
    conditions.when("d.allowed = $n", filter.allowed);
    conditions.when("d.asked_at >= $n", filter.from);
    conditions.when("d.asked_at < $n", filter.to);
    let total = if page.total {
        let sql = format!(
            "select count(*) as total from {FROM}
         where {{visible e.portfolio_id}}
             and (d.system_id is null or {{visible s.portfolio_id}}) and (d.release_id is null or {{seen r}})
             and {}",
            conditions.sql()
        );
        tx.one(&sql, conditions.values(), |row| row.int("total"))?
    } else {
        None
    };
    if let Some(after) = page.after("-asked", 2)? {
        let (at, id) = (conditions.value(&after[0]), conditions.value(&after[1]));
        conditions.and(&format!("(d.asked_at, d.id) < ({at}, {id})"));
    }
    let limit = conditions.value(size + 1);
    let sql = format!(
        "select {LISTED} from {FROM}
         where {{visible e.portfolio_id}}
             and (d.system_id is null or {{visible s.portfolio_id}}) and (d.release_id is null or {{seen r}})
             and {} order by d.asked_at desc, d.id desc limit {limit}",
        conditions.sql()
    );
    let items = tx.all(&sql, conditions.values(), read)?;
    let place =
        |listed: &Listed| vec![Place::Int(listed.asked_at.as_microsecond()), Place::Text(listed.id.to_string())];
    Ok(Slice { total, ..slice(items, size, "-asked", place) })
}

/// A decision as policies are judged by it again.
#[derive(Clone, Debug)]
pub struct Judged {
    /// The decision.
    pub listed: Listed,
    /// The facts that policies were asked about.
    pub facts: Value,
    /// What they said.
    pub verdicts: Vec<Verdict>,
    /// The portfolios of environment, system and release as they were.
    pub portfolios: Vec<PortfolioId>,
    /// The stage of the environment as it was.
    pub stage: Option<StageId>,
}

/// The decisions that were asked for between two instants, the second left out, with what policies said: the latest first,
/// at most `most`.
///
/// # Errors
/// As [`Tx::all`].
pub fn judged(tx: &mut Tx<'_>, from: Timestamp, to: Timestamp, most: usize) -> Outcome<Vec<Judged>> {
    let sql = format!(
        "select {LISTED}, d.situation, d.facts, d.verdicts from {FROM}
         where {{visible e.portfolio_id}}
             and (d.system_id is null or {{visible s.portfolio_id}}) and (d.release_id is null or {{seen r}})
             and d.asked_at >= $1 and d.asked_at < $2 order by d.asked_at desc, d.id desc limit $3"
    );
    tx.all(&sql, args![from, to, most], |row| {
        let situation: Situation = row.json("situation")?;
        let mut portfolios = vec![situation.environment.portfolio];
        portfolios.extend(situation.system.as_ref().map(|system| system.portfolio));
        portfolios.extend(situation.release.as_ref().map(|release| release.portfolio));
        Ok(Judged {
            facts: row.json("facts")?,
            verdicts: row.json("verdicts")?,
            portfolios,
            stage: situation.environment.stage.map(|stage| stage.id),
            listed: read(row)?,
        })
    })
}
