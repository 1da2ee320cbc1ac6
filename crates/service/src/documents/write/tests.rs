use super::*;
use crate::documents::{
    model::{
        ActivityEntry, EnvironmentDocument, EnvironmentLinkEntry, HostEntry, ManifestEntry, MilestoneEntry, NeedEntry,
        PhaseEntry, PortfolioDocument, RaidEntry, Recorded, ReleaseDocument, SystemDocument, SystemEntry, TeamDocument,
        VersionEntry,
    },
    read,
};
use jiff::{Timestamp, civil};
use proptest::{collection::vec, option, prelude::*, sample::select};
use serde_json::Map;
use signalbox_domain::{
    Due, Key, Name, Zone,
    catalog::{Level, Link},
    environments::{Direction, Health, Money, Part, Profile, Setting},
    releases::{ActivityStatus, Impact, Kind, MilestoneKind, RaidKind, RaidStatus},
};

fn back(text: &str) -> Vec<Document> {
    let documents = read(text).unwrap_or_else(|faults| panic!("{faults:#?}\n{text}"));
    documents.into_iter().map(|document| document.value).collect()
}

#[test]
fn the_form_is_the_plainest_that_reads_back() {
    let text = "\
kind: System
key: nova
name: Nova
portfolio: openstack
type: service
description: |
  Two lines:
    # with an indented one

  and a gap.
vendor: 'it''s # not a comment'
repositories:
  - openstack/nova
tags:
  - no
  - '1.10'
  - 'true'
  - 'null'
  - '- a'
  - 'a: b'
  - 2026-04-01
  - a:b#c
  - \"tab\\there\"
  - |-
    two
    lines
dependencies:
  - system: keystone
    note: signs in
versions:
  - number: '33.0'
  - number: 33.0.2
    commit: 32bd8471f86fa33555dc9890b8730d83296da7b0
---
kind: Team
key: ops
name: Ops
portfolio: openstack
members: []
";
    assert_eq!(write(&back(text)), text);
}

fn nasty() -> impl Strategy<Value = String> {
    let fragment = select(vec![
        "a",
        "Z",
        "0",
        "1.10",
        "no",
        "true",
        "null",
        "~",
        "-",
        "- ",
        ": ",
        ":",
        " #",
        "#",
        "'",
        "\"",
        "\\",
        "\n",
        "\n\n",
        " ",
        "  ",
        "\t",
        "\r",
        "\r\n",
        "---",
        "...",
        "|",
        ">",
        "&a",
        "*a",
        "!",
        "%",
        "@",
        "`",
        "{",
        "}",
        "[",
        "]",
        ",",
        "?",
        "é",
        "漢",
        "🚀",
        "\u{85}",
        "\u{2028}",
        "\u{feff}",
        "\u{0}",
        "\u{7f}",
        "\u{fffe}",
        "=",
        "<<",
        "0x1f",
        "1e3",
        ".5",
        "2026-01-01",
    ]);
    prop_oneof![vec(fragment, 0..8).prop_map(|parts| parts.concat()), any::<String>()]
}

fn words() -> impl Strategy<Value = String> {
    nasty().prop_filter("something must stand there", |text| !text.is_empty())
}

fn key() -> impl Strategy<Value = Key> {
    prop_oneof![
        select(vec!["no", "1.10", "true", "null", "0x1f", "7", "1e3", "nova", "a-", "PAY-2026.4"])
            .prop_map(str::to_owned),
        "[A-Za-z0-9][A-Za-z0-9._-]{0,20}",
    ]
    .prop_map(|text| Key::parse(&text).unwrap())
}

fn name() -> impl Strategy<Value = Name> {
    nasty().prop_map(|text| Name::from_words(&text))
}

fn day() -> impl Strategy<Value = civil::Date> {
    (1970_i16..2200, 1_i8..13, 1_i8..29).prop_map(|(year, month, day)| civil::date(year, month, day))
}

fn zone() -> impl Strategy<Value = Zone> {
    select(vec!["UTC", "AoE", "Europe/Berlin", "America/Argentina/Buenos_Aires"])
        .prop_map(|zone| Zone::parse(zone).unwrap())
}

fn due() -> impl Strategy<Value = Due> {
    let time = option::of(
        (0_i8..24, 0_i8..60, 0_i8..60).prop_map(|(hour, minute, second)| civil::time(hour, minute, second, 0)),
    );
    (day(), time, zone()).prop_map(|(date, time, zone)| Due { date, time, zone })
}

fn field_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        nasty().prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 12, 4, |inside| {
        prop_oneof![
            vec(inside.clone(), 0..4).prop_map(Value::from),
            vec((nasty(), inside), 0..4).prop_map(|entries| Value::Object(entries.into_iter().collect())),
        ]
    })
}

fn milestone() -> impl Strategy<Value = MilestoneEntry> {
    let who = (option::of(nasty()), option::of(nasty()), nasty());
    let what = (
        select(&MilestoneKind::ALL[..]),
        option::of(name()),
        option::of(select(vec![Recorded::Passed, Recorded::Failed])),
    );
    (key(), name(), what, option::of(day()), due(), who).prop_map(
        |(key, name, (milestone_type, phase, state), start, due, (responsible, scope, description))| MilestoneEntry {
            key,
            name,
            milestone_type,
            phase,
            start,
            due,
            state,
            responsible,
            scope,
            description,
        },
    )
}

fn release() -> impl Strategy<Value = Document> {
    let head =
        (key(), name(), select(&Kind::ALL[..]), key(), option::of(key()), nasty(), option::of(select(&Level::ALL[..])));
    let dates = (option::of(zone()), option::of(day()), option::of(due()), option::of(0_i64..4_000_000_000_000_000));
    let fields =
        vec((nasty(), field_value()), 0..3).prop_map(|fields| fields.into_iter().collect::<Map<String, Value>>());
    let phases = vec((name(), day(), day()).prop_map(|(name, start, end)| PhaseEntry { name, start, end }), 0..3);
    let activities = vec(
        (name(), option::of(nasty()), option::of(day())).prop_map(|(name, assignee, due)| ActivityEntry {
            name,
            phase: None,
            assignee,
            start: None,
            due,
            status: ActivityStatus::default(),
            description: String::new(),
        }),
        0..2,
    );
    let raid = vec(
        (name(), select(&RaidKind::ALL[..]), option::of(day()), nasty()).prop_map(
            |(title, raid_type, due, response)| RaidEntry {
                raid_type,
                title,
                description: String::new(),
                person: None,
                team: None,
                probability: None,
                impact: None,
                due,
                status: RaidStatus::default(),
                response,
                resolution: String::new(),
            },
        ),
        0..2,
    );
    let systems = option::of(vec(
        (key(), select(&Impact::ALL[..])).prop_map(|(system, impact)| SystemEntry { system, impact }),
        0..3,
    ));
    let manifest =
        option::of(vec((key(), nasty()).prop_map(|(system, version)| ManifestEntry { system, version }), 0..3));
    let needs = option::of(vec(
        (key(), any::<bool>(), nasty()).prop_map(|(release, hard, note)| NeedEntry { release, hard, note }),
        0..2,
    ));
    let lists =
        (vec(nasty(), 0..3), fields, phases, vec(milestone(), 0..4), activities, systems, manifest, needs, raid);
    (head, dates, lists).prop_map(|(head, dates, lists)| {
        Document::Release(ReleaseDocument {
            key: head.0,
            name: head.1,
            release: head.2,
            portfolio: head.3,
            release_type: None,
            parent: head.4,
            status: None,
            description: head.5,
            risk: head.6,
            zone: dates.0,
            start: dates.1,
            target: dates.2,
            completed_at: dates.3.map(|micros| Timestamp::from_microsecond(micros).unwrap()),
            tags: lists.0,
            fields: lists.1,
            links: Vec::new(),
            phases: lists.2,
            milestones: lists.3,
            activities: lists.4,
            raid: lists.8,
            systems: lists.5,
            manifest: lists.6,
            people: None,
            needs: lists.7,
        })
    })
}

fn system() -> impl Strategy<Value = Document> {
    let version = (words(), option::of(nasty())).prop_map(|(number, commit)| VersionEntry {
        number: number.chars().take(100).collect(),
        commit,
        digest: None,
        purl: None,
        build_url: None,
        sbom_url: None,
        provenance_url: None,
        built_at: None,
        release: None,
    });
    let link = (nasty(), nasty()).prop_map(|(title, url)| Link { title, url });
    (key(), name(), key(), nasty(), vec(nasty(), 0..3), vec(link, 0..2), vec(version, 0..4)).prop_map(
        |(key, name, portfolio, system_type, tags, links, versions)| {
            Document::System(SystemDocument {
                key,
                name,
                portfolio,
                system_type,
                tags,
                links,
                versions,
                description: String::new(),
                team: None,
                vendor: None,
                criticality: None,
                parent: None,
                repositories: Vec::new(),
                dependencies: Vec::new(),
            })
        },
    )
}

fn environment() -> impl Strategy<Value = Document> {
    let settings = vec((select(&Part::ALL[..]), nasty(), nasty()), 0..4).prop_map(|all| {
        let set = all.into_iter().map(|(part, name, text)| (part, name, Some(Setting::parse(&text))));
        Profile::default().with(set)
    });
    let cost = option::of((any::<i64>(), nasty()).prop_map(|(amount, currency)| Money { amount, currency }));
    let host = (name(), nasty(), option::of(nasty())).prop_map(|(name, host_type, address)| HostEntry {
        name,
        host_type,
        address,
        components: Vec::new(),
    });
    let link =
        (key(), nasty(), select(&Direction::ALL[..]), nasty()).prop_map(|(environment, link_type, direction, note)| {
            EnvironmentLinkEntry { environment, link_type, direction, note }
        });
    let told =
        (option::of(any::<bool>()), option::of(any::<u32>()), option::of(select(&Health::ALL[..])), option::of(zone()));
    let parts = (settings, option::of(vec(host, 0..2)), vec(link, 0..2));
    ((key(), name(), option::of(key()), nasty()), told, cost, parts).prop_map(|(head, told, cost_per_hour, parts)| {
        Document::Environment(EnvironmentDocument {
            key: head.0,
            name: head.1,
            portfolio: head.2.clone(),
            stage: head.2,
            parent: None,
            group: None,
            team: None,
            description: head.3,
            shareable: told.0,
            capacity: told.1,
            cost_per_hour,
            state: told.2,
            zone: told.3,
            tags: Vec::new(),
            profile: parts.0,
            hosts: parts.1,
            links: parts.2,
        })
    })
}

fn document() -> impl Strategy<Value = Document> {
    prop_oneof![
        environment(),
        (key(), name(), option::of(key()), nasty()).prop_map(|(key, name, parent, description)| {
            let working_calendar = parent.clone();
            Document::Portfolio(PortfolioDocument { key, name, parent, working_calendar, description })
        }),
        (key(), name(), key(), option::of(vec(nasty(), 0..3))).prop_map(|(key, name, portfolio, members)| {
            Document::Team(TeamDocument { key, name, portfolio, description: String::new(), members })
        }),
        system(),
        release(),
    ]
}

proptest! {
    #[test]
    fn what_is_written_reads_back_and_writes_the_same_bytes(documents in vec(document(), 0..4)) {
        let mut addresses = std::collections::HashSet::new();
        let documents: Vec<Document> = documents
            .into_iter()
            .filter(|document| {
                let (kind, key) = document.address();
                addresses.insert((kind, key.as_str().to_ascii_lowercase()))
            })
            .collect();
        let text = write(&documents);
        let again = back(&text);
        prop_assert_eq!(&again, &documents, "{}", text);
        prop_assert_eq!(write(&again), text);
    }
}
