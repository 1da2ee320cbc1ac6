use super::{
    situation::{
        Asker, Build, Carrier, Elsewhere, Governing, Guard, HeldBy, Holding, Moved, Need, Outage, Overriding, Passage,
        Place, Step, Stopped, Target, Verdict, Waived,
    },
    *,
};
use crate::{
    bookings::Usage,
    calendar::window::WindowKind,
    id::{
        BookingId, ChangeRequestId, EnvironmentId, Identifier, MilestoneId, ReleaseId, StageId, StopId, SystemId,
        VersionId, WindowId,
    },
    releases::Category,
};
use proptest::prelude::*;

/// Everything is known for four days, which is longer than anything lasts.
const KNOWN: i64 = 96;

fn hour(hour: i64) -> Timestamp {
    Timestamp::from_second(1_767_225_600 + hour * 3_600).unwrap()
}

fn span(from: i64, length: i64) -> Span {
    Span::between(hour(from), hour(from + length)).unwrap()
}

fn home() -> PortfolioId {
    PortfolioId::from_bits(1)
}

fn place(position: i64) -> Place {
    Place { id: StageId::from_bits(position.unsigned_abs().into()), key: format!("stage-{position}"), position }
}

fn build(number: u128) -> Build {
    Build { number: format!("{number}.0"), id: Some(VersionId::from_bits(number)) }
}

/// Version 2 of a system is to go to an environment of the second stage, at hour 10, and nothing is in the way.
fn clear() -> Situation {
    Situation {
        at: hour(10),
        minutes: 0,
        known_until: hour(KNOWN),
        asker: Asker::default(),
        environment: Target {
            id: EnvironmentId::from_bits(1),
            key: "prod".to_owned(),
            portfolio: home(),
            archived: false,
            stage: Some(place(20)),
        },
        system: Some(Moved {
            id: SystemId::from_bits(1),
            key: "billing".to_owned(),
            portfolio: home(),
            archived: false,
            version: Some(build(2)),
        }),
        release: Some(Carrier {
            id: ReleaseId::from_bits(1),
            key: "PAY-1".to_owned(),
            portfolio: home(),
            category: Category::Active,
            archived: false,
            listed: Some("2.0".to_owned()),
        }),
        path: Vec::new(),
        gates: Vec::new(),
        needs: Vec::new(),
        stops: Vec::new(),
        windows: Vec::new(),
        holdings: Vec::new(),
        outages: Vec::new(),
        verdicts: Vec::new(),
        elsewhere: Vec::new(),
        helpers: Vec::new(),
    }
}

fn some<T: std::fmt::Debug>(one: impl Strategy<Value = T>, most: usize) -> impl Strategy<Value = Vec<T>> {
    prop::collection::vec(one, 0..=most)
}

fn windows() -> impl Strategy<Value = Vec<Governing>> {
    let times = prop::collection::vec((0_i64..40, 1_i64..9), 0..4);
    let one = (
        prop::sample::select(WindowKind::ALL.to_vec()),
        prop::sample::select(Overrun::ALL.to_vec()),
        times,
        prop::option::of(0_i64..40),
        any::<bool>(),
    );
    some(one, 3).prop_map(|all| {
        let made = all.into_iter().enumerate().map(|(place, (kind, overrun, times, until, is_over))| {
            let mut times: Vec<Span> = times.into_iter().map(|(from, length)| span(from, length)).collect();
            times.sort_unstable();
            let last = times.iter().map(|span| span.end()).max().unwrap_or(hour(0));
            Governing {
                id: WindowId::from_bits(place as u128),
                key: format!("w{place}"),
                name: format!("Window {place}"),
                kind,
                overrun,
                portfolio: home(),
                over_at: is_over.then_some(last),
                times,
                overrides: until
                    .map(|until| Overriding {
                        id: WindowOverrideId::from_bits(place as u128),
                        until: hour(until),
                        reason: "because".to_owned(),
                        by: None,
                    })
                    .into_iter()
                    .collect(),
            }
        });
        made.collect()
    })
}

fn passages() -> impl Strategy<Value = Vec<Passage>> {
    let one = (0_u128..3, 0_i64..12, prop::option::of(1_i64..12), any::<bool>());
    some(one, 4).prop_map(|all| {
        let made = all.into_iter().map(|(on, since, length, verified)| Passage {
            environment: EnvironmentId::from_bits(on),
            since: hour(since),
            until: length.map(|length| hour(since + length)),
            verified,
        });
        made.collect()
    })
}

fn path() -> impl Strategy<Value = Vec<Step>> {
    some((1_u32..3, 0_u32..5, any::<bool>(), passages()), 2).prop_map(|all| {
        let made = all.into_iter().zip(1..).map(|((environments, soak, verified, passages), number)| Step {
            stage: place(number),
            name: format!("Stage {number}"),
            portfolio: home(),
            environments,
            soak_minutes: soak * 60,
            verified,
            passages,
        });
        made.collect()
    })
}

fn gates() -> impl Strategy<Value = Vec<Guard>> {
    some((10_i64..32, any::<bool>()), 2).prop_map(|all| {
        let made = all.into_iter().enumerate().map(|(number, (position, is_held))| Guard {
            id: MilestoneId::from_bits(number as u128),
            key: format!("g{number}"),
            name: format!("Gate {number}"),
            guards: place(position),
            held: is_held.then(|| HeldBy { detail: "it is not passed".to_owned(), who: None }).into_iter().collect(),
        });
        made.collect()
    })
}

fn needs() -> impl Strategy<Value = Vec<Need>> {
    let one = (prop::option::of(1_u128..4), some((1_u128..4).prop_map(build), 2));
    some(one, 2).prop_map(|all| {
        let made = all.into_iter().enumerate().map(|(number, (wanted, running))| Need {
            system: SystemId::from_bits(number as u128 + 10),
            key: None,
            wanted: wanted.map(build),
            running,
        });
        made.collect()
    })
}

fn holdings() -> impl Strategy<Value = Vec<Holding>> {
    let usage = prop::sample::select(vec![Usage::Exclusive, Usage::Shared]);
    some((0_i64..40, 1_i64..9, usage, prop::option::of(1_u128..3)), 3).prop_map(|all| {
        let made = all.into_iter().enumerate().map(|(number, (from, length, usage, release))| Holding {
            booking: BookingId::from_bits(number as u128),
            environment: EnvironmentId::from_bits(1),
            span: span(from, length),
            usage,
            release: release.map(ReleaseId::from_bits),
            person: None,
            team: None,
            called: None,
        });
        made.collect()
    })
}

fn outages() -> impl Strategy<Value = Vec<Outage>> {
    some((0_i64..40, 1_i64..9), 2).prop_map(|all| {
        let made = all.into_iter().enumerate().map(|(number, (from, length))| Outage {
            request: ChangeRequestId::from_bits(number as u128),
            environment: EnvironmentId::from_bits(1),
            title: "Power".to_owned(),
            span: span(from, length),
        });
        made.collect()
    })
}

fn verdicts() -> impl Strategy<Value = Vec<Verdict>> {
    let enforcement = prop::sample::select(vec![Enforcement::Deny, Enforcement::Warn, Enforcement::Audit]);
    let waived_until = prop::option::of(0_i64..60);
    some((enforcement, prop::bool::weighted(0.8), waived_until), 3).prop_map(|all| {
        let made = all.into_iter().enumerate().map(|(number, (enforcement, holds, until))| Verdict {
            policy: format!("p{number}"),
            key: format!("p{number}"),
            version: 1,
            portfolio: home(),
            enforcement,
            holds,
            message: "no".to_owned(),
            waived: until.map(|until| Waived {
                waiver: format!("w{number}"),
                title: "once".to_owned(),
                until: hour(until),
            }),
        });
        made.collect()
    })
}

/// What is mostly in order.
fn mostly() -> impl Strategy<Value = bool> {
    prop::bool::weighted(0.05)
}

prop_compose! {
    /// Only what time changes.
    fn timely()(
        at in 0_i64..48,
        minutes in 0_u32..4,
        windows in windows(),
        holdings in holdings(),
        outages in outages(),
    ) -> Situation {
        Situation { at: hour(at), minutes: minutes * 60, windows, holdings, outages, ..clear() }
    }
}

prop_compose! {
    fn situations()(
        situation in timely(),
        path in path(),
        gates in gates(),
        needs in needs(),
        verdicts in verdicts(),
        stopped in mostly(),
        (environment, system, archived) in (mostly(), mostly(), mostly()),
        unknown in mostly(),
        listed in prop::sample::select(vec!["2.0", "2.0", "2.0", "1.0"]),
        category in prop::sample::select(vec![Category::Active, Category::Active, Category::Active, Category::Done]),
        has_release in any::<bool>(),
    ) -> Situation {
        let mut made = Situation { path, gates, needs, verdicts, ..situation };
        made.environment.archived = environment;
        if stopped {
            made.stops = vec![Stopped {
                id: StopId::from_bits(1),
                portfolio: home(),
                name: None,
                reason: "fire".to_owned(),
                since: hour(0),
                by: None,
            }];
        }
        if let Some(system) = &mut made.system {
            system.archived = system.archived || archived;
            if let Some(build) = system.version.as_mut().filter(|_| unknown) {
                build.id = None;
            }
        }
        made.release = made.release.filter(|_| has_release).map(|release| Carrier {
            archived: system,
            category,
            listed: Some(listed.to_owned()),
            ..release
        });
        made
    }
}

/// The definition of what time changes, minute by minute: whether it may begin at a minute.
fn is_open(situation: &Situation, at: Timestamp) -> bool {
    let minutes: Vec<Timestamp> =
        (0..situation.minutes.max(1)).map(|minute| at + SignedDuration::from_mins(minute.into())).collect();
    let meets = |span: Span| minutes.iter().any(|minute| span.contains(*minute));
    let overridden = |window: &Governing| window.overrides.iter().any(|one| at < one.until);
    let held_up = situation.windows.iter().filter(|window| window.kind != WindowKind::Maintenance).any(|window| {
        let warns = window.overrun == Overrun::Warn;
        !overridden(window) && window.times.iter().any(|span| if warns { span.contains(at) } else { meets(*span) })
    });
    let maintenance: Vec<&Governing> = situation
        .windows
        .iter()
        .filter(|window| window.kind == WindowKind::Maintenance && window.over_at.is_none_or(|over| at < over))
        .collect();
    let open = maintenance.is_empty()
        || maintenance.iter().any(|window| {
            overridden(window)
                || window.times.iter().any(|span| match window.overrun {
                    Overrun::Warn => span.contains(at),
                    Overrun::Refuse => minutes.iter().all(|minute| span.contains(*minute)),
                })
        });
    let release = situation.release.as_ref().map(|release| release.id);
    let taken = situation.holdings.iter().any(|holding| {
        holding.usage == Usage::Exclusive
            && (holding.release.is_none() || holding.release != release)
            && meets(holding.span)
    });
    let soaked = situation.path.iter().all(|step| {
        let there: std::collections::BTreeSet<EnvironmentId> = step
            .passages
            .iter()
            .filter(|passage| {
                let soak = SignedDuration::from_mins(step.soak_minutes.into());
                let until = passage.until.map_or(at, |until| until.min(at));
                (passage.verified || !step.verified)
                    && passage.since <= at
                    && passage.since.duration_until(until) >= soak
            })
            .map(|passage| passage.environment)
            .collect();
        there.len() >= step.environments as usize
    });
    !held_up && open && !taken && soaked && !situation.outages.iter().any(|outage| meets(outage.span))
}

/// The definition of what time does not change.
fn is_in_order(situation: &Situation) -> bool {
    let release = situation.release.as_ref();
    let build = situation.system.as_ref().unwrap().version.as_ref().unwrap();
    let guarded =
        situation.gates.iter().any(|gate| release.is_some() && gate.guards.position <= 20 && !gate.held.is_empty());
    let met = situation.needs.iter().all(|need| {
        let number = |build: &Build| build.id.unwrap();
        need.running.iter().any(|running| need.wanted.as_ref().is_none_or(|it| number(running) >= number(it)))
    });
    !situation.environment.archived
        && !situation.system.as_ref().unwrap().archived
        && build.id.is_some()
        && release.is_none_or(|release| {
            !release.archived && release.category == Category::Active && release.listed.as_deref() == Some("2.0")
        })
        && !guarded
        && met
        && situation.stops.is_empty()
        && no_policy_denies(situation, situation.at)
}

/// The definition of what policies and their waivers let go.
fn no_policy_denies(situation: &Situation, at: Timestamp) -> bool {
    let lets = |one: &Verdict| one.waived.as_ref().is_some_and(|waived| waived.until > at);
    situation.verdicts.iter().all(|one| one.holds || one.enforcement != Enforcement::Deny || lets(one))
}

/// What the world is like when the remedies were carried out.
fn carry_out(situation: &Situation, remedies: &[&Remedy]) -> Situation {
    let mut after = situation.clone();
    for remedy in remedies {
        match remedy {
            Remedy::RestoreEnvironment { .. } => after.environment.archived = false,
            Remedy::RestoreSystem { .. } => after.system.as_mut().unwrap().archived = false,
            Remedy::RestoreRelease { .. } => after.release.as_mut().unwrap().archived = false,
            Remedy::ActivateRelease { .. } => after.release.as_mut().unwrap().category = Category::Active,
            Remedy::RegisterVersion { .. } => {
                after.system.as_mut().unwrap().version.as_mut().unwrap().id = Some(VersionId::from_bits(2));
            }
            Remedy::ListVersion { version, .. } => after.release.as_mut().unwrap().listed = Some(version.clone()),
            Remedy::PassStage { stage, environments, soak_minutes, verified, .. } => {
                let step = after.path.iter_mut().find(|step| step.stage.id == *stage).unwrap();
                // Those that soak have done so by then, and so many more.
                let since = situation.at - SignedDuration::from_mins((*soak_minutes).into());
                for passage in &mut step.passages {
                    passage.since = passage.since.min(since);
                }
                step.passages.extend((0..*environments).map(|number| Passage {
                    environment: EnvironmentId::from_bits(100 + u128::from(number)),
                    since,
                    until: None,
                    verified: *verified,
                }));
            }
            Remedy::PassGate { gate, .. } => {
                after.gates.iter_mut().find(|one| one.id == *gate).unwrap().held.clear();
            }
            Remedy::Deploy { system, version, .. } => {
                let need = after.needs.iter_mut().find(|need| need.system == *system).unwrap();
                let wanted = need.wanted.clone().unwrap_or_else(|| build(1));
                assert_eq!(version.as_ref(), need.wanted.as_ref().map(|wanted| &wanted.number));
                need.running = vec![wanted];
            }
            Remedy::LiftStop { stop } => after.stops.retain(|one| one.id != *stop),
            Remedy::OverrideWindow { window } => {
                let window = after.windows.iter_mut().find(|one| one.id == *window).unwrap();
                window.overrides.push(Overriding {
                    id: WindowOverrideId::from_bits(99),
                    until: hour(KNOWN),
                    reason: "now".to_owned(),
                    by: None,
                });
            }
            Remedy::CancelBooking { booking } => after.holdings.retain(|one| one.booking != *booking),
            Remedy::EndOutage { request } => after.outages.retain(|one| one.request != *request),
            Remedy::MeetPolicy { policy } => {
                after.verdicts.iter_mut().find(|one| one.policy == *policy).unwrap().holds = true;
            }
        }
    }
    after
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn it_may_go_when_the_definition_says_so(situation in situations()) {
        let answer = decide(&situation);
        prop_assert_eq!(answer.is_allowed(), is_in_order(&situation) && is_open(&situation, situation.at));
    }

    #[test]
    fn all_remedies_let_it_go_and_without_any_one_it_does_not(situation in situations()) {
        let answer = decide(&situation);
        let remedies: Vec<&Remedy> = answer.blockers.iter().map(|blocker| &blocker.remedy).collect();
        let after = decide(&carry_out(&situation, &remedies));
        prop_assert!(after.is_allowed(), "{:?}", after.blockers);
        for left_out in 0..remedies.len() {
            let mut some = remedies.clone();
            some.remove(left_out);
            prop_assert!(!decide(&carry_out(&situation, &some)).is_allowed(), "without {:?}", remedies[left_out]);
        }
    }

    #[test]
    fn the_earliest_instant_is_exact(situation in timely(), path in path(), verdicts in verdicts()) {
        let situation = Situation { path, verdicts, ..situation };
        let is_open = |situation: &Situation, at| is_open(situation, at) && no_policy_denies(situation, at);
        // Everything begins and ends with an hour.
        let first = (0..KNOWN)
            .map(|hour| situation.at + SignedDuration::from_hours(hour))
            .take_while(|at| *at < situation.known_until)
            .find(|at| is_open(&situation, *at));
        let answer = decide(&situation);
        prop_assert_eq!(answer.allowed_from, first);
        if let Some(first) = first {
            let then = decide(&Situation { at: first, ..situation.clone() });
            prop_assert!(then.is_allowed());
            if first > situation.at {
                let before = first - SignedDuration::from_secs(1);
                let earlier = decide(&Situation { at: before, ..situation.clone() });
                prop_assert!(!earlier.is_allowed());
            }
        }
        for at in answer.times {
            prop_assert!(is_open(&situation, at), "{at} is no time to go");
        }
    }

    #[test]
    fn what_is_kept_decides_again_as_it_did(situation in situations()) {
        let kept: Situation = serde_json::from_str(&serde_json::to_string(&situation).unwrap()).unwrap();
        prop_assert_eq!(decide(&kept), decide(&situation));
        prop_assert_eq!(kept, situation);
    }

    #[test]
    fn what_is_relied_on_is_what_would_be_in_the_way(situation in timely()) {
        let relied = relied_on(&situation);
        let with = |ids: &[WindowOverrideId]| {
            let mut other = situation.clone();
            other.windows.iter_mut().for_each(|window| window.overrides.retain(|one| ids.contains(&one.id)));
            decide(&other).is_allowed()
        };
        if decide(&situation).is_allowed() {
            prop_assert!(with(&relied));
            for left_out in 0..relied.len() {
                let mut fewer = relied.clone();
                fewer.remove(left_out);
                prop_assert!(!with(&fewer));
            }
        }
    }
}

#[test]
fn what_lies_beyond_what_is_known_is_not_promised() {
    let holding = Holding {
        booking: BookingId::from_bits(1),
        environment: EnvironmentId::from_bits(1),
        span: span(0, 20),
        usage: Usage::Exclusive,
        release: None,
        person: None,
        team: None,
        called: None,
    };
    let taken = Situation { holdings: vec![holding], known_until: hour(20), ..clear() };
    let answer = decide(&taken);
    assert_eq!((answer.codes(), answer.allowed_from), (vec!["booked"], None));
    let answer = decide(&Situation { known_until: hour(21), ..taken });
    assert_eq!(answer.allowed_from, Some(hour(20)));
    assert_eq!(answer.blockers[0].until, answer.allowed_from);
}

#[test]
fn whoever_has_it_is_let_in() {
    let (me, team) = (crate::id::PersonId::from_bits(7), crate::id::TeamId::from_bits(8));
    let holding = Holding {
        booking: BookingId::from_bits(1),
        environment: EnvironmentId::from_bits(1),
        span: span(0, 20),
        usage: Usage::Exclusive,
        release: None,
        person: Some(me),
        team: Some(team),
        called: Some("Acceptance".to_owned()),
    };
    let nobody = Situation { holdings: vec![holding], ..clear() };
    assert_eq!(decide(&nobody).codes(), ["booked"]);
    for asker in [Asker { person: Some(me), teams: vec![] }, Asker { person: None, teams: vec![team] }] {
        assert!(decide(&Situation { asker, ..nobody.clone() }).is_allowed());
    }
}

#[test]
fn other_places_are_told_only_when_it_cannot_go_here() {
    let one =
        |open| Elsewhere { id: EnvironmentId::from_bits(9), key: "uat-2".to_owned(), name: "UAT 2".to_owned(), open };
    let situation = Situation { elsewhere: vec![one(true), one(false)], ..clear() };
    assert!(decide(&situation).elsewhere.is_empty());
    let mut away = situation;
    away.environment.archived = true;
    assert_eq!(decide(&away).elsewhere, [one(true)]);
}

/// Whether Argo CD would sync at a minute: in no denying window, and in an allowing one if there is any.
fn syncs(windows: &[sync_windows::SyncWindow], at: Timestamp) -> bool {
    let is_in = |window: &&sync_windows::SyncWindow| {
        if window.duration == "24h" {
            return true;
        }
        let parts: Vec<i8> = window.schedule.split(' ').take(4).map(|part| part.parse().unwrap()).collect();
        let minutes: i64 = window.duration.trim_end_matches('m').parse().unwrap();
        // Every time of these situations lies in the first days of 2026, and what is not known begins there.
        let start = jiff::civil::datetime(2026, parts[3], parts[2], parts[1], parts[0], 0, 0);
        let start = start.to_zoned(jiff::tz::TimeZone::UTC).unwrap().timestamp();
        start <= at && at < start + SignedDuration::from_mins(minutes)
    };
    let of = |kind: &'static str| windows.iter().filter(move |window| window.kind == kind);
    !of("deny").any(|window| is_in(&window))
        && (of("allow").next().is_none() || of("allow").any(|window| is_in(&window)))
}

proptest! {
    #[test]
    fn argo_syncs_when_it_may_go_as_long_as_times_are_known_and_never_after(situation in situations(), later in 0_i64..200) {
        let mut situation = Situation { minutes: 0, path: Vec::new(), ..situation };
        situation.windows.iter_mut().for_each(|window| {
            window.overrides.clear();
            window.over_at = None;
        });
        let windows = sync_windows::sync_windows(&situation);
        let at = situation.at + SignedDuration::from_hours(later);
        let may = at < situation.known_until && decide(&Situation { at, ..situation.clone() }).is_allowed();
        prop_assert_eq!(syncs(&windows, at), may, "{:?}", windows);
    }
}
