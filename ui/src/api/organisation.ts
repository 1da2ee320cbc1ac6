import { queryOptions } from '@tanstack/react-query';
import { answerOf, api, matching } from './client';
import { type Filters, keys } from './keys';
import { pagesOf, suggestions, wholeList } from './lists';
import type { Grant, Page, Person, Portfolio, Role, Team, Token } from './types';

const PORTFOLIOS = { noun: 'portfolios', path: '/portfolios' } as const;
const PEOPLE = { noun: 'people', path: '/people' } as const;
const TEAMS = { noun: 'teams', path: '/teams' } as const;

export const portfolioList = () => wholeList<Portfolio>(PORTFOLIOS);
export const portfolioSuggestions = (typed: string) => suggestions<Portfolio>(PORTFOLIOS, typed);
export const peoplePages = (filters: Filters) => pagesOf<Person>(PEOPLE, filters);
export const peopleSuggestions = (typed: string) => suggestions<Person>(PEOPLE, typed);
export const teamPages = (filters: Filters) => pagesOf<Team>(TEAMS, filters);
export const teamSuggestions = (typed: string) => suggestions<Team>(TEAMS, typed);
export const tokenList = () => wholeList<Token>({ noun: 'tokens', path: '/tokens' });

export const portfolioQuery = (reference: string) =>
  queryOptions({
    queryKey: keys.one('portfolios', reference),
    queryFn: ({ signal }) =>
      answerOf<Portfolio>(api.GET('/portfolios/{id}', { params: { path: { id: reference } }, signal })),
  });

export const grantsQuery = (id: string) =>
  queryOptions({
    queryKey: keys.part('portfolios', id, 'grants'),
    queryFn: async ({ signal }) => {
      const page = await answerOf<Page<Grant>>(
        api.GET('/portfolios/{id}/grants', { params: { path: { id } }, signal }),
      );
      return page.items;
    },
  });

const idempotent = (key: string) => ({ header: { 'Idempotency-Key': key } });

export interface PortfolioInput {
  key?: string;
  name?: string;
  description?: string;
  parent?: string | null;
}

export function createPortfolio(body: PortfolioInput, key: string): Promise<Portfolio> {
  return answerOf<Portfolio>(api.POST('/portfolios', { params: idempotent(key), body }));
}

export function changePortfolio(id: string, rev: number, body: PortfolioInput): Promise<Portfolio> {
  return answerOf<Portfolio>(
    api.PATCH('/portfolios/{id}', { params: { path: { id }, header: matching(rev) }, body }),
  );
}

export interface GrantInput {
  person?: string;
  team?: string;
  role: Role;
}

export function addGrant(id: string, body: GrantInput, key: string): Promise<Grant> {
  return answerOf<Grant>(
    api.POST('/portfolios/{id}/grants', { params: { path: { id }, ...idempotent(key) }, body }),
  );
}

export async function removeGrant(portfolio: { id: string; rev: number }, grant: string): Promise<void> {
  await answerOf(
    api.DELETE('/portfolios/{id}/grants/{grant}', {
      params: { path: { id: portfolio.id, grant }, header: matching(portfolio.rev) },
    }),
  );
}

export interface PersonInput {
  name?: string;
  email?: string;
  password?: string;
  zone?: string;
}

export function createPerson(body: PersonInput, key: string): Promise<Person> {
  return answerOf<Person>(api.POST('/people', { params: idempotent(key), body }));
}

export function changePerson(id: string, rev: number, body: PersonInput): Promise<Person> {
  return answerOf<Person>(
    api.PATCH('/people/{id}', { params: { path: { id }, header: matching(rev) }, body }),
  );
}

export interface TeamInput {
  key?: string;
  name?: string;
  description?: string;
  portfolio?: string;
  members?: string[];
}

export function createTeam(body: TeamInput, key: string): Promise<Team> {
  return answerOf<Team>(api.POST('/teams', { params: idempotent(key), body }));
}

export function changeTeam(id: string, rev: number, body: TeamInput): Promise<Team> {
  return answerOf<Team>(api.PATCH('/teams/{id}', { params: { path: { id }, header: matching(rev) }, body }));
}

export function createToken(
  body: { name: string; expires_at?: string },
  key: string,
): Promise<Token & { token: string }> {
  return answerOf<Token & { token: string }>(api.POST('/tokens', { params: idempotent(key), body }));
}

export async function revokeToken(id: string): Promise<void> {
  await answerOf(api.DELETE('/tokens/{id}', { params: { path: { id } } }));
}
