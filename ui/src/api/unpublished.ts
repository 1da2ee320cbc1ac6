/** Shapes of docs/api-design.md that openapi.json does not hold yet. Each goes to types.ts when it does. */
import type { Link, PersonRef, Ref, ReleaseKind, StatusCategory } from './types';

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
}

export interface Grant {
  id: string;
  person: PersonRef | null;
  team: Ref | null;
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

export type FieldType = 'text' | 'number' | 'date' | 'boolean' | 'choice';

export interface ReleaseType {
  id: string;
  key: string;
  name: string;
  description: string;
  kinds: ReleaseKind[];
  statuses: { key: string; name: string; category: StatusCategory }[];
  transitions: { from: string; to: string }[];
  fields: { key: string; name: string; type: FieldType; choices: string[] | null; required: boolean }[];
  rev: number;
}

export type ActivityStatus = 'todo' | 'doing' | 'blocked' | 'done';

export interface Activity {
  id: string;
  name: string;
  phase?: { id: string; name: string | null } | null;
  assignee: PersonRef | null;
  start: string | null;
  due: string | null;
  status: ActivityStatus;
  description: string;
  rev: number;
}
