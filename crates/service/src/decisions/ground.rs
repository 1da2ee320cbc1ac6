//! What a decision is made from, as it is inside the transaction that decides.

use super::{Question, check, json};
use crate::{gates, policies};
use jiff::{SignedDuration, Timestamp};
use serde_json::value::RawValue;
use signalbox_domain::{
    Outcome, Problem, Ref,
    bookings::Span,
    calendar::window::{Move, Window, WindowKind},
    catalog::System,
    decisions::{
        Situation,
        situation::{
            Asker, Build, Carrier, Governing, Guard, HeldBy, Holding, Moved, Need, Outage, Place, Step, Target,
            Verdict, Waived,
        },
        window_override::Asked,
    },
    environments::Environment,
    id::{BookingId, EnvironmentId, Identifier, PortfolioId, StageId, SystemId, VersionId, WindowId},
    policy,
    releases::Release,
};
use signalbox_store::{
    Tx,
    bookings::holds,
    decisions::{Decision, Listed, ground as store, overrides, stops},
    environments::{self, changes::outages},
    facts::{self, About},
    gates::waivers,
    release_parts, releases, systems, windows,
};
use std::collections::BTreeSet;

/// The most occurrences of one window that are looked at.
const MOST_OCCURRENCES: usize = 1_000;

/// What is asked, found.
#[derive(Clone, Debug)]
pub(super) struct Named {
    pub(super) environment: Environment,
    pub(super) system: Option<System>,
    pub(super) version: Option<Build>,
    pub(super) release: Option<Release>,
    pub(super) at: Timestamp,
    pub(super) minutes: u32,
    pub(super) asker: Option<facts::Asker>,
}

impl Named {
    pub(super) fn find(tx: &mut Tx<'_>, question: &Question) -> Outcome<Self> {
        let (at, minutes) = check(question, tx.now())?;
        let environment = environments::get(tx, &question.environment)?;
        let system = question.system.as_deref().map(|named| systems::get(tx, named)).transpose()?;
        let version = match (&system, question.version.as_deref()) {
            (_, None) => None,
            (None, Some(_)) => {
                return Err(Problem::fault("/system", "missing", "say of which system this is a version"));
            }
            (Some(system), Some(named)) => Some(match release_parts::version(tx, system.id, named)? {
                Some((id, number)) => Build { number, id: Some(id) },
                None if VersionId::parse(named).is_some() => return Err(Problem::missing("version", named)),
                None => Build { number: named.to_owned(), id: None },
            }),
        };
        let release = question.release.as_deref().map(|named| releases::get(tx, named)).transpose()?;
        Ok(Self { environment, system, version, release, at, minutes, asker: facts::asker(tx)? })
    }

    /// A decision about it as lists show it.
    pub(super) fn listed(self, decision: &Decision) -> Listed {
        Listed {
            id: decision.id,
            asked_at: decision.asked_at,
            asked_by: self.asker.map(|asker| asker.who),
            environment: Ref { id: self.environment.id, key: self.environment.key, name: self.environment.name },
            system: self.system.map(|system| Ref { id: system.id, key: system.key, name: system.name }),
            version: self.version.map(|version| version.number),
            release: self.release.map(|release| Ref { id: release.id, key: release.key, name: release.name }),
            at: self.at,
            minutes: self.minutes.into(),
            allowed: decision.allowed,
            codes: decision.codes.clone(),
        }
    }

    /// What policies are asked about it.
    fn about(&self, lineage: &[PortfolioId]) -> About {
        About {
            at: self.at,
            person: self.asker.as_ref().map(|asker| asker.facts.clone()),
            system: self.system.as_ref().map(|system| system.id),
            version: self.version.as_ref().map(|version| version.number.clone()),
            environment: Some(self.environment.id),
            release: self.release.as_ref().map(|release| release.id),
            lineage: lineage.to_vec(),
        }
    }

    fn asked(&self) -> Asked {
        Asked {
            environment: self.environment.id,
            system: self.system.as_ref().map(|system| system.id),
            version: self.version.as_ref().map(|version| version.number.clone()),
            release: self.release.as_ref().map(|release| release.id),
        }
    }
}

/// All that bears on it, and what is needed to look further ahead.
pub(super) struct Standing {
    pub(super) situation: Situation,
    pub(super) facts: Box<RawValue>,
    pub(super) verdicts: Box<RawValue>,
    asked: Asked,
    /// The environment, what it is part of and what is part of it.
    around: Vec<EnvironmentId>,
    /// Its portfolios and everything above these.
    lineage: Vec<PortfolioId>,
    /// … and those of everything around.
    wider: Vec<PortfolioId>,
}

impl Standing {
    /// All that bears on it at the instant asked for, and until it has ended.
    pub(super) fn load(tx: &mut Tx<'_>, named: &Named) -> Outcome<Self> {
        let (environment, system, release) = (&named.environment, named.system.as_ref(), named.release.as_ref());
        let mut own = vec![environment.portfolio];
        own.extend(system.map(|system| system.portfolio));
        own.extend(release.map(|release| release.portfolio));
        let around = environments::around(tx, environment)?;
        let owners = if around.len() > 1 { store::owners(tx, &around)? } else { vec![environment.portfolio] };
        let lineages = tx.lineages(&own.iter().chain(&owners).copied().collect::<Vec<_>>())?;
        let above = |portfolios: &[PortfolioId]| -> Vec<PortfolioId> {
            let all: BTreeSet<PortfolioId> =
                portfolios.iter().filter_map(|one| lineages.get(one)).flatten().copied().collect();
            all.into_iter().collect()
        };
        let (lineage, at_home) = (above(&own), above(&[environment.portfolio]));
        let wider = above(&own.iter().chain(&owners).copied().collect::<Vec<_>>());
        let stage = environment.stage.map(|stage| store::stage(tx, stage)).transpose()?.flatten();
        let needed = system.map(|system| store::needs(tx, system.id)).transpose()?.unwrap_or_default();
        let delivered = delivered(tx, named, &needed)?;
        let situation = Situation {
            at: named.at,
            minutes: named.minutes,
            known_until: named.at,
            asker: named
                .asker
                .as_ref()
                .map_or_else(Asker::default, |asker| Asker { person: Some(asker.who.id), teams: asker.teams.clone() }),
            path: path(tx, named, stage.as_ref(), &at_home)?,
            environment: Target {
                id: environment.id,
                key: environment.key.to_string(),
                portfolio: environment.portfolio,
                archived: environment.archived_at.is_some(),
                stage,
            },
            system: system.map(|system| Moved {
                id: system.id,
                key: system.key.to_string(),
                portfolio: system.portfolio,
                archived: system.archived_at.is_some(),
                version: named.version.clone(),
            }),
            release: release.map(|release| Carrier {
                id: release.id,
                key: release.key.to_string(),
                portfolio: release.portfolio,
                category: release.category,
                archived: release.archived_at.is_some(),
                listed: listed(named, &delivered),
            }),
            gates: match release {
                Some(release) => guards(tx, release)?,
                None => Vec::new(),
            },
            needs: needs(tx, &around, needed, &delivered)?,
            stops: stops::holding(tx, &lineage)?,
            windows: Vec::new(),
            holdings: Vec::new(),
            outages: Vec::new(),
            verdicts: Vec::new(),
            elsewhere: Vec::new(),
            helpers: Vec::new(),
        };
        let (facts, judged) = policies::judge_in(tx, &named.about(&lineage))?;
        let (facts, verdicts) = (json(&facts)?, json(&judged)?);
        let situation = Situation { verdicts: told(tx, named, judged)?, ..situation };
        let mut standing = Self { situation, facts, verdicts, asked: named.asked(), around, lineage, wider };
        standing.look_ahead(tx, named.at)?;
        Ok(standing)
    }

    /// Looks up the times of windows, bookings and outages of what begins before an instant, or at the one asked for.
    pub(super) fn look_ahead(&mut self, tx: &mut Tx<'_>, until: Timestamp) -> Outcome<()> {
        let situation = &self.situation;
        // An instant is as long as the database can tell.
        let length = SignedDuration::from_mins(i64::from(situation.minutes)).max(SignedDuration::from_micros(1));
        let Some(within) =
            Span::between(situation.at, until.max(situation.at).saturating_add(length).unwrap_or(Timestamp::MAX))
        else {
            return Ok(());
        };
        let windows = self.windows(tx, within)?;
        let holdings = holdings(tx, &self.around, within)?;
        let outages = outages(tx, &self.around, within)?;
        self.situation.known_until = until;
        self.situation.windows = windows;
        self.situation.holdings = holdings;
        self.situation.outages = outages
            .into_iter()
            .map(|(request, block)| Outage {
                request,
                environment: block.environment,
                title: block.name,
                span: block.span,
            })
            .collect();
        Ok(())
    }

    /// The windows that govern it, with the times they come. A blockout governs what an environment is part of, and what is
    /// part of it, too.
    fn windows(&self, tx: &mut Tx<'_>, within: Span) -> Outcome<Vec<Governing>> {
        let found = store::windows(tx, &self.wider, within.start(), within.end())?;
        if found.is_empty() {
            return Ok(Vec::new());
        }
        let release = match &self.situation.release {
            Some(release) => windows::subjects(tx, &[release.id])?.pop(),
            None => None,
        };
        let moved = |portfolios: &[PortfolioId]| Move {
            portfolios: portfolios.to_vec(),
            stage: self.situation.environment.stage.as_ref().map(|stage| stage.id),
            systems: match (&self.situation.system, &release) {
                (Some(system), _) => vec![system.id],
                (None, Some(release)) => release.systems.clone(),
                (None, None) => Vec::new(),
            },
            release: release.clone(),
        };
        let (here, around) = (moved(&self.lineage), moved(&self.wider));
        let governs = |window: &Window| {
            let moved = if window.kind == WindowKind::Blockout { &around } else { &here };
            window.governs_move(moved)
        };
        let mut governing: Vec<Governing> = found
            .into_iter()
            .filter(|(window, _)| governs(window))
            .map(|(window, over_at)| times(&window, over_at, within))
            .filter(|window| window.kind == WindowKind::Maintenance || !window.times.is_empty())
            .collect();
        let ids: Vec<WindowId> = governing.iter().map(|window| window.id).collect();
        if !ids.is_empty() {
            for (id, overriding) in overrides::applying(tx, &ids, &self.asked, self.situation.at)? {
                governing
                    .iter_mut()
                    .filter(|window| window.id == id)
                    .for_each(|it| it.overrides.push(overriding.clone()));
            }
        }
        Ok(governing)
    }
}

/// The gates of the release that guard a stage, and what holds them.
fn guards(tx: &mut Tx<'_>, release: &Release) -> Outcome<Vec<Guard>> {
    let mut guards = Vec::new();
    for guarding in gates::guarding(tx, release)? {
        let Some(stage) = store::stage(tx, guarding.stage)? else { continue };
        let held = guarding.reasons.into_iter().map(|reason| HeldBy { detail: reason.detail, who: reason.who });
        guards.push(Guard {
            id: guarding.gate.id,
            key: guarding.gate.key.to_string(),
            name: guarding.gate.name.to_string(),
            guards: stage,
            held: held.collect(),
        });
    }
    Ok(guards)
}

/// What policies say, as it bears on the decision: a waiver lets a release pass one.
fn told(tx: &mut Tx<'_>, named: &Named, judged: Vec<policy::Verdict>) -> Outcome<Vec<Verdict>> {
    let waivers = match &named.release {
        Some(release) if judged.iter().any(policy::Verdict::blocks) => {
            waivers::of_policies(tx, &[release.id], named.at)?
        }
        _ => Vec::new(),
    };
    let waived = |policy| {
        let waiver = waivers.iter().rfind(|waiver| waiver.policy == Some(policy))?;
        let title = waiver.title.to_string();
        Some(Waived { waiver: waiver.id.to_string(), title, until: waiver.expires_at? })
    };
    let told = |verdict: policy::Verdict| Verdict {
        policy: verdict.policy.to_string(),
        key: verdict.key.to_string(),
        version: verdict.version,
        portfolio: verdict.portfolio,
        enforcement: verdict.enforcement,
        holds: verdict.fulfilled,
        waived: if verdict.blocks() { waived(verdict.policy) } else { None },
        message: match (verdict.message, verdict.failure) {
            (Some(message), Some(failure)) => format!("{message} ({failure})"),
            (message, failure) => message.or(failure).unwrap_or_default(),
        },
    };
    Ok(judged.into_iter().map(told).collect())
}

fn times(window: &Window, over_at: Option<Timestamp>, within: Span) -> Governing {
    let (times, _) = window.occurrences(within.start(), within.end(), MOST_OCCURRENCES);
    Governing {
        id: window.id,
        key: window.key.to_string(),
        name: window.name.to_string(),
        kind: window.kind,
        overrun: window.overrun,
        portfolio: window.portfolio,
        over_at,
        times: times.iter().filter_map(|time| Span::between(time.starts_at, time.ends_at)).collect(),
        overrides: Vec::new(),
    }
}

/// The versions that the release delivers of the system and of what it needs.
fn delivered(tx: &mut Tx<'_>, named: &Named, needed: &[(SystemId, Option<String>)]) -> Outcome<Vec<(SystemId, Build)>> {
    let Some(release) = &named.release else { return Ok(Vec::new()) };
    let mut wanted: Vec<SystemId> = needed.iter().map(|(id, _)| *id).collect();
    wanted.extend(named.system.as_ref().map(|system| system.id));
    if wanted.is_empty() { Ok(Vec::new()) } else { store::delivered(tx, release.id, &wanted) }
}

/// The number in the manifest: the one asked for, when a member of a train delivers it, or else the first.
fn listed(named: &Named, delivered: &[(SystemId, Build)]) -> Option<String> {
    let system = named.system.as_ref()?.id;
    let mut numbers = delivered.iter().filter(|(id, _)| *id == system).map(|(_, build)| &build.number);
    let asked = named.version.as_ref().map(|version| &version.number);
    numbers.clone().find(|number| Some(*number) == asked).or_else(|| numbers.next()).cloned()
}

fn path(tx: &mut Tx<'_>, named: &Named, stage: Option<&Place>, lineage: &[PortfolioId]) -> Outcome<Vec<Step>> {
    let Some(stage) = stage else { return Ok(Vec::new()) };
    let mut steps = store::steps(tx, stage.id, lineage)?;
    if let (Some(system), Some(version), false) = (&named.system, &named.version, steps.is_empty()) {
        let stages: Vec<StageId> = steps.iter().map(|step| step.stage.id).collect();
        for (stage, passage) in store::passages(tx, system.id, &version.number, &stages)? {
            if let Some(step) = steps.iter_mut().find(|step| step.stage.id == stage) {
                step.passages.push(passage);
            }
        }
    }
    Ok(steps)
}

fn needs(
    tx: &mut Tx<'_>,
    around: &[EnvironmentId],
    needed: Vec<(SystemId, Option<String>)>,
    delivered: &[(SystemId, Build)],
) -> Outcome<Vec<Need>> {
    if needed.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<SystemId> = needed.iter().map(|(id, _)| *id).collect();
    let running = store::running(tx, around, &ids)?;
    let of = |builds: &[(SystemId, Build)], system: SystemId| -> Vec<Build> {
        builds.iter().filter(|(id, _)| *id == system).map(|(_, build)| build.clone()).collect()
    };
    let need = |(system, key): (SystemId, Option<String>)| Need {
        system,
        key,
        wanted: of(delivered, system).into_iter().next(),
        running: of(&running, system),
    };
    Ok(needed.into_iter().map(need).collect())
}

fn holdings(tx: &mut Tx<'_>, around: &[EnvironmentId], within: Span) -> Outcome<Vec<Holding>> {
    let held = holds::held(tx, around, within)?;
    if held.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<BookingId> = held.iter().map(|hold| hold.booking).collect();
    let (whose, called) = (holds::whose(tx, &ids)?, holds::called(tx, &ids)?);
    let holding = |hold: &signalbox_domain::bookings::Hold| {
        let whose = whose.get(&hold.booking).copied().unwrap_or_default();
        Holding {
            booking: hold.booking,
            environment: hold.environment,
            span: hold.span,
            usage: hold.usage,
            release: whose.release,
            person: whose.person,
            team: whose.team,
            called: called.get(&hold.booking).cloned(),
        }
    };
    Ok(held.iter().map(holding).collect())
}
