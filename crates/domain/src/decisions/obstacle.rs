//! What is in the way, one thing at a time.

use super::{
    Remedy, Situation,
    situation::{Build, Carrier, Governing, Guard, Holding, Moved, Need, Outage, Step, Stopped, Verdict},
};
use crate::{
    authz::Right,
    bookings::{Span, Usage},
    calendar::window::{Overrun, WindowKind},
    id::{EnvironmentId, PortfolioId},
    releases::Category,
};
use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeMap;

/// Something in the way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Obstacle<'a> {
    EnvironmentArchived,
    SystemArchived(&'a Moved),
    Unregistered(&'a Moved, &'a Build),
    ReleaseArchived(&'a Carrier),
    ReleaseIdle(&'a Carrier),
    Unlisted(&'a Carrier, &'a Moved, &'a Build),
    Unpassed(&'a Step, &'a Moved, &'a Build),
    Guarded(&'a Carrier, &'a Guard),
    Unmet(&'a Need),
    Stopped(&'a Stopped),
    Closed(&'a Governing, Span),
    /// It would run into a closed time.
    RunsInto(&'a Governing, Span),
    /// No maintenance window is open; the one that opens next, or else the first.
    Shut(&'a Governing),
    /// It would not be done when the maintenance window ends.
    RunsOut(&'a Governing, Span),
    Booked(&'a Holding),
    Outage(&'a Outage),
    Denied(&'a Verdict),
}

/// Everything that is in the way of what would begin at an instant.
pub(super) fn obstacles(situation: &Situation, at: Timestamp) -> Vec<Obstacle<'_>> {
    let mut found = Vec::new();
    if situation.environment.archived {
        found.push(Obstacle::EnvironmentArchived);
    }
    let build = situation.system.as_ref().and_then(|system| Some((system, system.version.as_ref()?)));
    found.extend(situation.system.as_ref().filter(|system| system.archived).map(Obstacle::SystemArchived));
    found.extend(
        build.filter(|(_, build)| build.id.is_none()).map(|(system, build)| Obstacle::Unregistered(system, build)),
    );
    if let Some(release) = &situation.release {
        if release.archived {
            found.push(Obstacle::ReleaseArchived(release));
        }
        if release.category != Category::Active {
            found.push(Obstacle::ReleaseIdle(release));
        }
        if let Some((system, build)) = build
            && release.listed.as_ref() != Some(&build.number)
        {
            found.push(Obstacle::Unlisted(release, system, build));
        }
        let holds = |guard: &&Guard| guard.holds_up(situation);
        found.extend(situation.gates.iter().filter(holds).map(|guard| Obstacle::Guarded(release, guard)));
    }
    if let Some((system, build)) = build {
        let unpassed = situation.path.iter().filter(|step| step.passed_at().is_none_or(|passed| passed > at));
        found.extend(unpassed.map(|step| Obstacle::Unpassed(step, system, build)));
    }
    found.extend(situation.needs.iter().filter(|need| !need.is_met()).map(Obstacle::Unmet));
    found.extend(situation.stops.iter().map(Obstacle::Stopped));
    found.extend(situation.windows.iter().filter_map(|window| closed(situation, window, at)));
    found.extend(shut(situation, at));
    let taken = |holding: &&Holding| holding.stops(situation) && situation.meets(at, holding.span);
    found.extend(situation.holdings.iter().filter(taken).map(Obstacle::Booked));
    found.extend(situation.outages.iter().filter(|outage| situation.meets(at, outage.span)).map(Obstacle::Outage));
    let denied = |verdict: &&Verdict| verdict.denies(at);
    found.extend(situation.verdicts.iter().filter(denied).map(Obstacle::Denied));
    found
}

/// How a freeze or blockout is in the way.
fn closed<'a>(situation: &Situation, window: &'a Governing, at: Timestamp) -> Option<Obstacle<'a>> {
    if !window.kind.closes() || window.overridden(at).is_some() {
        return None;
    }
    if let Some(span) = window.times.iter().find(|span| span.contains(at)) {
        return Some(Obstacle::Closed(window, *span));
    }
    let work = situation.work(at).filter(|_| window.overrun == Overrun::Refuse)?;
    window.times.iter().find(|span| span.overlaps(work)).map(|span| Obstacle::RunsInto(window, *span))
}

/// How the maintenance windows are in the way, if any governs that is not over.
fn shut(situation: &Situation, at: Timestamp) -> Option<Obstacle<'_>> {
    let governing: Vec<&Governing> = situation
        .windows
        .iter()
        .filter(|window| window.kind == WindowKind::Maintenance && window.over_at.is_none_or(|over| at < over))
        .collect();
    let lets = |window: &&Governing| {
        window.overridden(at).is_some() || window.times.iter().any(|span| situation.fits(window, *span, at))
    };
    if governing.is_empty() || governing.iter().any(lets) {
        return None;
    }
    let open = |window: &&'_ Governing| window.times.iter().find(|span| span.contains(at)).copied();
    if let Some((window, span)) = governing.iter().find_map(|window| Some((*window, open(window)?))) {
        return Some(Obstacle::RunsOut(window, span));
    }
    let opens = |window: &&&Governing| {
        let next = situation.next_opening(window, at);
        (next.is_none(), next)
    };
    governing.iter().min_by_key(opens).map(|window| Obstacle::Shut(window))
}

impl Situation {
    /// True when it may begin at an instant inside an open time.
    fn fits(&self, window: &Governing, open: Span, at: Timestamp) -> bool {
        open.contains(at) && (window.overrun == Overrun::Warn || self.work(at).is_none_or(|work| open.encloses(work)))
    }

    /// The next begin of a maintenance window that it fits into.
    fn next_opening(&self, window: &Governing, at: Timestamp) -> Option<Timestamp> {
        let later = window.times.iter().filter(|span| span.start() > at);
        later.filter(|span| self.fits(window, **span, span.start())).map(|span| span.start()).min()
    }

    /// The next instant at which maintenance windows are no longer in the way: one opens, or the last is over.
    fn maintenance_clears(&self, at: Timestamp) -> Option<Timestamp> {
        let windows = || {
            let governs = |window: &&Governing| window.over_at.is_none_or(|over| at < over);
            self.windows.iter().filter(|window| window.kind == WindowKind::Maintenance).filter(governs)
        };
        let opening = windows().filter_map(|window| self.next_opening(window, at)).min();
        let over =
            windows().map(|window| window.over_at).collect::<Option<Vec<_>>>().and_then(|all| all.into_iter().max());
        opening.into_iter().chain(over).min()
    }
}

impl Guard {
    fn holds_up(&self, situation: &Situation) -> bool {
        let stage = situation.environment.stage.as_ref();
        !self.held.is_empty() && stage.is_some_and(|stage| stage.order() >= self.guards.order())
    }
}

impl Holding {
    /// True when it keeps whoever asks out.
    pub(super) fn stops(&self, situation: &Situation) -> bool {
        let (asker, release) = (&situation.asker, situation.release.as_ref().map(|release| release.id));
        let is_own = (self.release.is_some() && self.release == release)
            || (self.person.is_some() && self.person == asker.person)
            || self.team.is_some_and(|team| asker.teams.contains(&team));
        self.usage == Usage::Exclusive && !is_own
    }
}

impl Step {
    /// For each environment, the first instant at which the version had been there as long as is asked.
    fn done(&self) -> Vec<Timestamp> {
        let mut done: BTreeMap<EnvironmentId, Timestamp> = BTreeMap::new();
        for passage in self.passages.iter().filter(|passage| passage.verified || !self.verified) {
            let soaked = passage.since.saturating_add(SignedDuration::from_mins(i64::from(self.soak_minutes)));
            let soaked = soaked.unwrap_or(Timestamp::MAX);
            if passage.until.is_none_or(|until| soaked <= until) {
                let known = done.entry(passage.environment).or_insert(soaked);
                *known = soaked.min(*known);
            }
        }
        let mut done: Vec<Timestamp> = done.into_values().collect();
        done.sort_unstable();
        done
    }

    /// The instant from which on the version has done what the stage asks; `None` when it has to be brought elsewhere, or
    /// verified, first.
    pub(super) fn passed_at(&self) -> Option<Timestamp> {
        let place = usize::try_from(self.environments.saturating_sub(1)).unwrap_or(usize::MAX);
        self.done().get(place).copied()
    }

    /// In how many environments it has still to do what the stage asks, those left out in which it is doing so.
    fn missing(&self) -> u32 {
        self.environments.saturating_sub(u32::try_from(self.done().len()).unwrap_or(u32::MAX))
    }
}

impl Obstacle<'_> {
    /// The stable word for it.
    pub(super) const fn code(&self) -> &'static str {
        match self {
            Self::EnvironmentArchived => "environment_archived",
            Self::SystemArchived(_) => "system_archived",
            Self::Unregistered(..) => "unregistered",
            Self::ReleaseArchived(_) => "release_archived",
            Self::ReleaseIdle(_) => "release_not_active",
            Self::Unlisted(..) => "not_in_manifest",
            Self::Unpassed(..) => "stage",
            Self::Guarded(..) => "gate",
            Self::Unmet(_) => "dependency",
            Self::Stopped(_) => "stopped",
            Self::Closed(window, _) => window.kind.name(),
            Self::RunsInto(..) | Self::RunsOut(..) => "overrun",
            Self::Shut(_) => "maintenance",
            Self::Booked(_) => "booked",
            Self::Outage(_) => "outage",
            Self::Denied(_) => "policy",
        }
    }

    /// A sentence for people.
    pub(super) fn detail(&self, situation: &Situation) -> String {
        let environment = &situation.environment.key;
        match self {
            Self::EnvironmentArchived => format!("environment {environment} was put away"),
            Self::SystemArchived(system) => format!("system {} was put away", system.key),
            Self::Unregistered(system, build) => format!("{} has no version {}", system.key, build.number),
            Self::ReleaseArchived(release) => format!("release {} was put away", release.key),
            Self::ReleaseIdle(release) => {
                format!("release {} is {} and not active", release.key, release.category.name())
            }
            Self::Unlisted(release, system, build) => match &release.listed {
                Some(other) => format!("{} delivers {} {other}, not {}", release.key, system.key, build.number),
                None => format!("{} {} is not in the manifest of {}", system.key, build.number, release.key),
            },
            Self::Unpassed(step, system, build) => step.asks(&system.key, &build.number),
            Self::Guarded(release, guard) => {
                let held: Vec<&str> = guard.held.iter().map(|held| held.detail.as_str()).collect();
                format!("gate {} of {} guards {}: {}", guard.name, release.key, guard.guards.key, held.join("; "))
            }
            Self::Unmet(need) => {
                let (system, wanted) = (need.key.as_deref().unwrap_or("another system"), need.wanted.as_ref());
                let wanted = wanted.map(|wanted| format!(" {} or later", wanted.number)).unwrap_or_default();
                match need.running.first() {
                    Some(running) => {
                        format!("it needs {system}{wanted}, and {} runs in {environment}", running.number)
                    }
                    None => format!("it needs {system}{wanted}, which does not run in {environment}"),
                }
            }
            Self::Stopped(stop) => {
                let by = stop.by.as_deref().map(|by| format!(" by {by}")).unwrap_or_default();
                let place = stop.name.as_deref().unwrap_or("a portfolio above");
                format!("the line of {place} is stopped since {}{by}: {}", stop.since, stop.reason)
            }
            Self::Closed(window, span) => format!("{} until {}", window.name, span.end()),
            Self::RunsInto(window, span) => {
                format!("it would still be going on when {} begins at {}", window.name, span.start())
            }
            Self::RunsOut(window, span) => {
                format!("it would still be going on when {} ends at {}", window.name, span.end())
            }
            Self::Shut(window) => match situation.next_opening(window, situation.at) {
                Some(next) => format!("no maintenance window is open; {} opens at {next}", window.name),
                None => format!("no maintenance window is open, nor opens soon; {} is one", window.name),
            },
            Self::Booked(holding) => {
                let called = holding.called.as_deref().unwrap_or("another booking");
                format!("{called} has it until {}", holding.span.end())
            }
            Self::Outage(outage) => format!("{} until {}", outage.title, outage.span.end()),
            Self::Denied(verdict) => format!("{}: {}", verdict.key, verdict.message),
        }
    }

    /// Who can clear it, where that is known without looking up who holds a right.
    pub(super) fn known_helper(&self) -> Option<String> {
        let Self::Guarded(_, guard) = self else { return None };
        let mut who: Vec<&str> = guard.held.iter().filter_map(|held| held.who.as_deref()).collect();
        who.dedup();
        (!who.is_empty()).then(|| who.join(", "))
    }

    /// When it clears by itself, seen from an instant at which it is in the way.
    pub(super) fn until(&self, situation: &Situation, at: Timestamp) -> Option<Timestamp> {
        match self {
            Self::Unpassed(step, ..) => step.passed_at(),
            Self::Closed(_, span) | Self::RunsInto(_, span) => Some(span.end()),
            Self::Shut(_) | Self::RunsOut(..) => situation.maintenance_clears(at),
            Self::Booked(holding) => Some(holding.span.end()),
            Self::Outage(outage) => Some(outage.span.end()),
            _ => None,
        }
    }

    /// True when no time clears it.
    pub(super) fn stays(&self, situation: &Situation) -> bool {
        match self {
            // It may open when times are known no longer, or be over then.
            Self::Shut(_) | Self::RunsOut(..) => false,
            _ => self.until(situation, situation.at).is_none(),
        }
    }

    /// The act that clears it.
    pub(super) fn remedy(&self, situation: &Situation) -> Remedy {
        match *self {
            Self::EnvironmentArchived => Remedy::RestoreEnvironment { environment: situation.environment.id },
            Self::SystemArchived(system) => Remedy::RestoreSystem { system: system.id },
            Self::Unregistered(system, build) => {
                Remedy::RegisterVersion { system: system.id, version: build.number.clone() }
            }
            Self::ReleaseArchived(release) => Remedy::RestoreRelease { release: release.id },
            Self::ReleaseIdle(release) => Remedy::ActivateRelease { release: release.id },
            Self::Unlisted(release, system, build) => {
                Remedy::ListVersion { release: release.id, system: system.id, version: build.number.clone() }
            }
            Self::Unpassed(step, system, build) => Remedy::PassStage {
                stage: step.stage.id,
                system: system.id,
                version: build.number.clone(),
                environments: step.missing(),
                soak_minutes: step.soak_minutes,
                verified: step.verified,
            },
            Self::Guarded(release, guard) => Remedy::PassGate { release: release.id, gate: guard.id },
            Self::Unmet(need) => Remedy::Deploy {
                system: need.system,
                version: need.wanted.as_ref().map(|wanted| wanted.number.clone()),
                environment: situation.environment.id,
            },
            Self::Stopped(stop) => Remedy::LiftStop { stop: stop.id },
            Self::Closed(window, _) | Self::RunsInto(window, _) | Self::Shut(window) | Self::RunsOut(window, _) => {
                Remedy::OverrideWindow { window: window.id }
            }
            Self::Booked(holding) => Remedy::CancelBooking { booking: holding.booking },
            Self::Outage(outage) => Remedy::EndOutage { request: outage.request },
            Self::Denied(verdict) => Remedy::MeetPolicy { policy: verdict.policy.clone() },
        }
    }

    /// The right that clears it, and where it has to be held.
    pub(super) const fn cleared_by(&self, situation: &Situation) -> (Right, PortfolioId) {
        match self {
            Self::EnvironmentArchived => (Right::Equip, situation.environment.portfolio),
            Self::SystemArchived(system) => (Right::Catalogue, system.portfolio),
            Self::Unregistered(system, _) => (Right::Version, system.portfolio),
            Self::ReleaseArchived(release) | Self::ReleaseIdle(release) | Self::Unlisted(release, ..) => {
                (Right::Plan, release.portfolio)
            }
            Self::Unpassed(step, ..) => (Right::Report, step.portfolio),
            Self::Guarded(release, _) => (Right::Decide, release.portfolio),
            Self::Unmet(_) => (Right::Report, situation.environment.portfolio),
            Self::Stopped(stop) => (Right::Close, stop.portfolio),
            Self::Closed(window, _) | Self::RunsInto(window, _) | Self::Shut(window) | Self::RunsOut(window, _) => {
                (Right::Override, window.portfolio)
            }
            Self::Booked(_) => (Right::Allot, situation.environment.portfolio),
            Self::Outage(_) => (Right::Override, situation.environment.portfolio),
            Self::Denied(verdict) => (Right::Close, verdict.portfolio),
        }
    }
}

impl Step {
    /// What the stage still asks of a version, as a sentence.
    fn asks(&self, system: &str, version: &str) -> String {
        let verified = if self.verified { " and be verified" } else { "" };
        let soak = if self.soak_minutes > 0 { format!(" for {} minutes", self.soak_minutes) } else { String::new() };
        let counted =
            |number: u32| if number == 1 { "1 environment".to_owned() } else { format!("{number} environments") };
        let asked = format!("{system} {version} has to run{soak}{verified} in {}", counted(self.environments));
        match self.passed_at() {
            Some(passed) => format!("{asked} of {} first; that is done at {passed}", self.name),
            None => format!("{asked} of {} first; {} missing", self.name, counted(self.missing())),
        }
    }
}
