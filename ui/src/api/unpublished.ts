/** Shapes of docs/api-design.md that openapi.json does not hold yet. Each goes to types.ts when it does. */
import type { PersonRef, Ref } from './types';

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
