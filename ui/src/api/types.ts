/** The shapes of the HTTP API, by the names the rest of the UI uses. */

export interface Ref {
  id: string;
  key: string;
  name: string;
}

export interface PersonRef {
  id: string;
  name: string;
}

export interface Page<Item> {
  items: Item[];
  next_cursor: string | null;
  total?: number | null;
}

/** A day, or an instant on it, in the zone it was promised in. `at` is when it is over, in UTC. */
export interface Deadline {
  date: string;
  time?: string | null;
  zone: string;
  at: string;
}

export interface DeadlineInput {
  date: string;
  time?: string | null;
  zone?: string | null;
}

export interface Link {
  title: string;
  url: string;
}

export type Role = 'administrator' | 'member';

export interface Session {
  person: { id: string; name: string; email: string };
  csrf_token: string;
  expires_at: string;
  grants: { portfolio: Ref; role: Role }[];
}

export interface Token {
  id: string;
  name: string;
  created_at: string;
  expires_at: string | null;
  last_used_at?: string | null;
}

export interface Portfolio {
  id: string;
  key: string;
  name: string;
  description: string;
  parent: Ref | null;
  path: Ref[];
  release_count: number;
  system_count: number;
  archived_at: string | null;
  rev: number;
}

export interface Grant {
  id: string;
  person?: PersonRef | null;
  team?: Ref | null;
  role: Role;
  portfolio: Ref;
  inherited: boolean;
}

export interface Person {
  id: string;
  name: string;
  email: string;
  locale: string | null;
  zone: string | null;
  archived_at: string | null;
  rev: number;
}

export interface Team {
  id: string;
  key: string;
  name: string;
  description: string;
  portfolio: Ref;
  members: PersonRef[];
  archived_at: string | null;
  rev: number;
}

export interface System {
  id: string;
  key: string;
  name: string;
  kind: string;
  description: string;
  portfolio: Ref;
  team: Ref | null;
  vendor: string | null;
  criticality: string | null;
  parent: Ref | null;
  repositories: string[];
  links: Link[];
  tags: string[];
  latest_version: string | null;
  archived_at: string | null;
  rev: number;
}

export interface SystemDependency {
  system: Ref;
  note: string;
}

export interface SystemDependencies {
  upstream: SystemDependency[];
  downstream: SystemDependency[];
}

export interface Version {
  id: string;
  system: Ref;
  number: string;
  commit: string | null;
  digest: string | null;
  purl: string | null;
  build_url: string | null;
  sbom_url: string | null;
  provenance_url: string | null;
  prerelease: boolean;
  release: Ref | null;
  built_at: string | null;
  created_at: string;
}

export type StatusCategory = 'draft' | 'planned' | 'active' | 'done' | 'cancelled';
export type ReleaseKind = 'train' | 'project' | 'independent';
export type Risk = 'low' | 'medium' | 'high' | 'critical';
export type HealthState = 'on_track' | 'at_risk' | 'late' | 'done' | 'cancelled' | 'unplanned';
export type FieldType = 'text' | 'number' | 'date' | 'boolean' | 'choice';

export interface ReleaseType {
  id: string;
  key: string;
  name: string;
  description: string;
  kinds: ReleaseKind[];
  statuses: Status[];
  transitions: { from: string; to: string }[];
  fields: { key: string; name: string; type: FieldType; choices?: string[] | null; required: boolean }[];
  rev: number;
}

export interface Status {
  key: string;
  name: string;
  category: StatusCategory;
}

export interface Transition {
  to: string;
  name: string;
  category: StatusCategory;
}

export interface Health {
  state: HealthState;
  reasons: string[];
}

export interface Rollup {
  systems: number;
  teams: number;
  repositories: number;
  versions: number;
  members_without_version: number;
}

/** A release as lists give it. */
export interface ReleaseItem {
  id: string;
  key: string;
  name: string;
  kind: ReleaseKind;
  description: string;
  type: Ref;
  status: Status;
  portfolio: Ref;
  parent: Ref | null;
  accountable: PersonRef | null;
  risk: Risk | null;
  zone: string;
  start: string | null;
  target: Deadline | null;
  completed_at: string | null;
  health: Health;
  next_gate: { id: string; name: string; due: Deadline } | null;
  tags: string[];
  fields: Record<string, unknown>;
  links: Link[];
  member_count: number;
  archived_at: string | null;
  created_at: string;
  updated_at: string;
  rev: number;
}

export interface Release extends ReleaseItem {
  transitions: Transition[];
  rollup: Rollup | null;
}

export interface Phase {
  id: string;
  name: string;
  start: string;
  /** The last day, inclusive. */
  end: string;
  rev: number;
}

export type MilestoneKind = 'gate' | 'milestone';
export type MilestoneState = 'pending' | 'passed' | 'failed';

export interface Milestone {
  id: string;
  kind: MilestoneKind;
  key: string;
  name: string;
  phase: string | null;
  start?: string | null;
  due: Deadline;
  state: MilestoneState;
  decided_at: string | null;
  decided_by: PersonRef | null;
  reason: string | null;
  responsible: PersonRef | null;
  scope: string;
  description: string;
  rev: number;
}

export type ActivityStatus = 'todo' | 'doing' | 'blocked' | 'done';

export interface Activity {
  id: string;
  name: string;
  phase: string | null;
  assignee: PersonRef | null;
  start: string | null;
  due: string | null;
  status: ActivityStatus;
  description: string;
  rev: number;
}

export type Impact = 'code' | 'configuration' | 'regression';

export interface ReleaseSystem {
  system: Ref;
  impact: Impact;
}

export interface ManifestEntry {
  system: Ref;
  version: { id: string; number: string; commit: string | null; digest: string | null };
  release: Ref;
}

export interface ReleaseDependency {
  release: Ref;
  hard: boolean;
  note: string;
}

export interface ReleaseDependencies {
  needs: ReleaseDependency[];
  needed_by: ReleaseDependency[];
}

export type RaciRole = 'accountable' | 'responsible' | 'consulted' | 'informed';

export interface RaciEntry {
  person?: PersonRef | null;
  team?: Ref | null;
  role: RaciRole;
}

export interface BaselineItem {
  number: number;
  at: string;
  by: PersonRef;
  reason: string | null;
  moved: number;
}

export interface Baseline extends BaselineItem {
  plan: {
    start: string | null;
    target: Deadline | null;
    phases: { id: string; name: string; start: string; end: string }[];
    milestones: { id: string; kind: MilestoneKind; name: string; start?: string | null; due: Deadline }[];
  };
}

export interface Comparison {
  added: Ref[];
  removed: Ref[];
  kept: number;
}

export interface Change {
  field: string;
  before: unknown;
  after: unknown;
}

export interface JournalEvent {
  id: string;
  position: number;
  at: string;
  actor: PersonRef | null;
  kind: string;
  subject: string;
  about: string | null;
  name: string;
  changes: Change[];
  reason: string | null;
}

/** What the live stream says: enough to know what to read again, never the data itself. */
export interface LiveEvent {
  position: number;
  kind: string;
  subject: string;
  about: string | null;
}

export interface SearchHit {
  kind: string;
  id: string;
  key: string;
  name: string;
  detail: string;
}

export interface CalendarRelease {
  id: string;
  key: string;
  name: string;
  kind: ReleaseKind;
  status: string;
  category: StatusCategory;
  health: HealthState;
  risk: Risk | null;
  type: string;
  portfolio: string;
  parent: string | null;
  accountable: PersonRef | null;
  start: string | null;
  end: string | null;
  rev: number;
  phases: { id: string; name: string; start: string; end: string }[];
  milestones: {
    id: string;
    kind: MilestoneKind;
    name: string;
    start: string | null;
    date: string;
    at: string;
    zone: string;
    state: MilestoneState;
  }[];
}

export interface Calendar {
  from: string;
  to: string;
  now: string;
  total: number;
  complete: boolean;
  portfolios: { id: string; key: string; name: string; parent: string | null }[];
  releases: CalendarRelease[];
}

export interface ProblemFault {
  pointer: string;
  code: string;
  detail: string;
}

export interface ProblemReason {
  code: string;
  detail: string;
  who?: string | null;
  until?: string | null;
}

export interface ProblemDocument {
  type: string;
  title: string;
  status: number;
  detail: string;
  request_id?: string | null;
  errors?: ProblemFault[] | null;
  reasons?: ProblemReason[] | null;
}
