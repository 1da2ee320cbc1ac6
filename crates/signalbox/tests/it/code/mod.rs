//! `/apply`, `/export` and the command line: releases as code.

mod apply;
mod bad_documents;
mod command_line;
mod planning;
mod round_trip;

use crate::harness::{Answer, Client, Request};

/// Applies YAML.
fn apply(client: &Client, yaml: &str) -> Answer {
    client.send(Request::new("POST", "/apply").yaml(yaml))
}

/// What would become of YAML.
fn rehearse(client: &Client, yaml: &str) -> Answer {
    client.send(Request::new("POST", "/apply?dry_run=true").yaml(yaml))
}

/// How many documents [`EVERYTHING`] has.
fn documents() -> usize {
    EVERYTHING.split("\n---\n").count()
}

/// One document of every kind, with everything in it that there is.
const EVERYTHING: &str = "\
kind: WorkingCalendar
key: north
name: North
days: [monday, tuesday, wednesday, thursday]
holidays:
  - {date: 2026-06-19, name: 'Midsummer: a day off'}
  - {date: 2026-12-24, name: Eve}
---
kind: Portfolio
key: shop
name: Web shop
working_calendar: north
description: |-
  Everything a customer touches:
  - cart
  - payment
---
kind: Portfolio
key: shop-back
name: 'Back office: 100 %'
parent: shop
---
kind: Team
key: checkout
name: Checkout
portfolio: shop
description: From cart to receipt.
members:
  - owner@example.org
  - tests@example.org
---
kind: ReleaseType
key: quarterly
name: Quarterly
description: Four times a year.
kinds: [train, project]
statuses:
  - {key: draft, name: Draft, category: draft}
  - {key: planned, name: Planned, category: planned}
  - {key: building, name: Building, category: active}
  - {key: live, name: Live, category: done}
transitions:
  - {from: draft, to: planned}
  - {from: planned, to: building}
  - {from: building, to: live}
fields:
  - {key: ticket, name: Ticket, type: text, required: true}
  - {key: cost, name: Cost, type: number}
  - {key: board, name: Board, type: choice, choices: [weekly, urgent]}
  - {key: signed, name: Signed, type: boolean}
  - {key: review, name: Review, type: date}
---
kind: System
key: ledger
name: Ledger
portfolio: shop-back
type: database
---
kind: System
key: cart
name: Cart
portfolio: shop
type: service
description: Holds what is wanted.
team: checkout
vendor: Own
criticality: high
repositories: [shop/cart, shop/cart-ui]
tags: [pci, 'no']
links:
  - {title: Docs, url: 'https://example.org/cart?x=1#y'}
dependencies:
  - {system: ledger, note: 'orders, refunds'}
versions:
  - {number: '1.9', commit: '0123456'}
  - {number: '1.10', commit: abc, digest: 'sha256:0', purl: 'pkg:generic/cart@1.10', build_url: 'https://example.org/b', sbom_url: 'https://example.org/s', provenance_url: 'https://example.org/p', built_at: '2026-01-01T00:00:00Z', release: cart-1}
---
kind: System
key: cart-cache
name: Cache
portfolio: shop
parent: cart
---
kind: Environment
key: acceptance-eu-cart
name: Cart in acceptance
portfolio: shop
parent: acceptance-eu
links:
  - {environment: acceptance-eu, type: replica, direction: both}
---
kind: Environment
key: acceptance-eu
name: 'Acceptance: Europe'
portfolio: shop
stage: rehearsal
group: pre-production
team: checkout
description: The last place before customers.
shareable: true
capacity: 3
cost_per_hour: {amount: 1250, currency: EUR}
state: dirty
zone: Europe/Berlin
tags: [pci, '7']
profile:
  infrastructure: {cluster: eu-2}
  hardware: {memory: 64 GiB}
  network: {vlan: 12, 'a/b~c': '1.10'}
  licences: {oracle: until 2027-01-01}
  interdependencies: {mail: stub}
  variables: {DB_PASSWORD: 'secret:vault/acceptance/db', FEATURE_X: 'yes'}
  permissions: {operators: read}
  security: {tls: '1.3'}
hosts:
  - {name: app-1, type: vm, address: 10.0.0.7, components: [{name: openjdk, version: '21'}, {name: cart, version: 1.10, system: cart}]}
  - {name: db, type: cluster}
links:
  - {environment: acceptance-eu-cart, type: data_feed, direction: to, note: orders at night}
---
kind: EnvironmentGroup
key: pre-production
name: Pre-production
portfolio: shop
approves_itself: true
description: One is as good as the other.
---
kind: Stage
key: rehearsal
name: Dress rehearsal
portfolio: shop
position: 45
is_production: false
description: As it will be.
---
kind: Stage
key: live
name: Live
position: 60
is_production: true
---
kind: Release
key: shop-1
name: Shop 1
release: train
portfolio: shop
type: quarterly
status: building
zone: Europe/Berlin
start: 2026-01-12
target: {date: 2026-03-16, time: '06:00', zone: Europe/Berlin}
tags: [tariff, '2026']
fields: {ticket: '4711', cost: 12.5, board: urgent, signed: true, review: '2026-02-28'}
links:
  - {title: Brief, url: 'https://example.org/brief'}
phases:
  - {name: Build, start: 2026-01-12, end: 2026-02-11}
  - {name: Test, start: 2026-02-12, end: 2026-03-15}
milestones:
  - {key: freeze, name: Code freeze, type: gate, phase: Build, due: {date: 2026-02-11, zone: AoE}, state: passed, responsible: Checkout, scope: cross-project, description: No more features.}
  - {key: review, name: Review, type: gate, phase: Test, due: {date: 2026-03-01, zone: UTC}, state: failed}
  - {key: fair, name: Trade fair, start: 2026-02-23, due: {date: 2026-02-26, zone: Europe/Berlin}}
  - {key: go, name: Go or no-go, type: gate, phase: Test, due: {date: 2026-03-15, time: '15:00', zone: Europe/Berlin}}
activities:
  - {name: Tell the call centre, phase: Test, assignee: tests@example.org, start: 2026-03-01, due: 2026-03-12, status: doing, description: By telephone.}
  - {name: Order cake}
raid:
  - {type: risk, title: The supplier is late, description: Two weeks., probability: 4, impact: 5, due: 2026-02-01, status: in_progress, response: A second supplier.}
  - {type: decision, title: Which supplier, team: checkout, status: closed, resolution: The second one.}
  - {type: assumption, title: Nobody is ill}
  - {type: assumption, title: Nobody is ill}
people:
  - {person: owner@example.org, role: accountable}
  - {person: tests@example.org, role: responsible}
  - {team: checkout, role: informed}
---
kind: Release
key: cart-1
name: Cart 1
release: project
portfolio: shop
type: quarterly
parent: shop-1
status: planned
description: \"Faster \\\"checkout\\\".\"
risk: medium
fields: {ticket: '4712'}
target: {date: 2026-03-16, zone: UTC}
systems:
  - {system: cart, impact: code}
  - {system: cart-cache, impact: configuration}
  - {system: ledger, impact: regression}
manifest:
  - {system: cart, version: '1.10'}
needs:
  - {release: ledger-1, hard: true, note: new tables}
---
kind: Release
key: ledger-1
name: Ledger 1
release: independent
portfolio: shop-back
status: completed
completed_at: 2026-01-20T08:00:00Z
target: {date: 2026-01-20, zone: UTC}
---
kind: Window
key: year-end
name: Year-end freeze
window: freeze
portfolio: shop
description: The shops are full.
zone: Europe/Berlin
start: 2025-12-15T18:00
end: '2026-01-05T06:00:00'
recurrence: FREQ=YEARLY;COUNT=5
selector: {types: [quarterly], kinds: [train, project], tags: [tariff], systems: [cart, ledger], risk: [high, critical]}
---
kind: Window
key: nightly
name: Nightly
window: maintenance
portfolio: shop-back
start: 2026-01-05T22:00
end: 2026-01-06T04:00
recurrence: FREQ=DAILY
---
kind: Policy
key: sbom
name: Bill of materials
portfolio: shop
description: What is delivered is known.
in_force: true
enforcement: deny
expression: version.sbom_url != null || release.kind == 'independent'
message: '{version.number} has no bill of materials'
selector: {systems: [cart, ledger], types: [quarterly], kinds: [train], tags: [tariff], risk: [high]}
---
kind: Policy
key: calm
name: Calm Fridays
portfolio: enterprise
enforcement: warn
expression: at.getDayOfWeek('Europe/Berlin') != 5
message: It is Friday.
---
kind: DeploymentPlan
key: night
name: Night of the tariffs
portfolio: shop
release: cart-1
description: Read this first.
zone: Europe/Berlin
needs: 2
lanes:
- key: dba
  name: Databases
- key: app
  name: Applications
parameters:
- name: version
  default: '1.10'
  description: What is rolled out
branches:
- key: undo
  name: Undo
tasks:
- number: 1
  name: Stop traffic
  kind: downtime_start
  section: Before
  lane: app
  estimate: 5m/10m/20m
  not_before: 2030-03-01T22:00:00
- number: 4
  name: Migrate
  lane: dba
  after: [1]
- number: 2
  name: Copy
  parent: 4
  lane: dba
  estimate: 1h30m
  after: [1SS+10m, 1FF-5m]
  description: |-
    Copy to {{version}}.

    Then look.
- number: 3
  name: Restore
  branch: undo
  estimate: 45s
";
