import { queryOptions } from '@tanstack/react-query';
import { type Answer, answerOf, api, idempotent, matching, unpublished } from './client';
import { type Filters, keys } from './keys';
import { type List, pagesOf, suggestions, wholeList } from './lists';
import type { NewPortfolio, Page, Portfolio, PortfolioChange } from './types';
import type { Grant, Person, Role, Team, Token } from './unpublished';

const PORTFOLIOS: List<Portfolio> = {
  noun: 'portfolios',
  read: (query, signal) => api.GET('/portfolios', { params: { query }, signal }),
};

const PEOPLE: List<Person> = {
  noun: 'people',
  read: (query, signal) =>
    unpublished.GET('/people', { params: { query }, signal }) as Promise<Answer<Page<Person>>>,
};

const TEAMS: List<Team> = {
  noun: 'teams',
  read: (query, signal) =>
    unpublished.GET('/teams', { params: { query }, signal }) as Promise<Answer<Page<Team>>>,
};

const TOKENS: List<Token> = {
  noun: 'tokens',
  read: (query, signal) =>
    unpublished.GET('/tokens', { params: { query }, signal }) as Promise<Answer<Page<Token>>>,
};

export const portfolioList = () => wholeList(PORTFOLIOS);
export const portfolioSuggestions = (typed: string) => suggestions(PORTFOLIOS, typed);
export const peoplePages = (filters: Filters) => pagesOf(PEOPLE, filters);
export const peopleSuggestions = (typed: string) => suggestions(PEOPLE, typed);
export const teamPages = (filters: Filters) => pagesOf(TEAMS, filters);
export const teamSuggestions = (typed: string) => suggestions(TEAMS, typed);
export const tokenList = () => wholeList(TOKENS);

export const portfolioQuery = (reference: string) =>
  queryOptions({
    queryKey: keys.one('portfolios', reference),
    queryFn: ({ signal }) =>
      answerOf(api.GET('/portfolios/{portfolio}', { params: { path: { portfolio: reference } }, signal })),
  });

export const grantsQuery = (id: string) =>
  queryOptions({
    queryKey: keys.part('portfolios', id, 'grants'),
    queryFn: async ({ signal }) => {
      const page = await answerOf<Page<Grant>>(
        unpublished.GET('/portfolios/{id}/grants', { params: { path: { id } }, signal }),
      );
      return page.items;
    },
  });

export function createPortfolio(body: NewPortfolio, key: string): Promise<Portfolio> {
  return answerOf(api.POST('/portfolios', { body, ...idempotent(key) }));
}

export function changePortfolio(portfolio: string, rev: number, body: PortfolioChange): Promise<Portfolio> {
  return answerOf(
    api.PATCH('/portfolios/{portfolio}', { params: { path: { portfolio }, header: matching(rev) }, body }),
  );
}

export interface GrantInput {
  person?: string;
  team?: string;
  role: Role;
}

export function addGrant(id: string, body: GrantInput, key: string): Promise<Grant> {
  return answerOf<Grant>(
    unpublished.POST('/portfolios/{id}/grants', { params: { path: { id } }, body, ...idempotent(key) }),
  );
}

export async function removeGrant(portfolio: { id: string; rev: number }, grant: string): Promise<void> {
  await answerOf(
    unpublished.DELETE('/portfolios/{id}/grants/{grant}', {
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
  return answerOf<Person>(unpublished.POST('/people', { body, ...idempotent(key) }));
}

export function changePerson(id: string, rev: number, body: PersonInput): Promise<Person> {
  return answerOf<Person>(
    unpublished.PATCH('/people/{id}', { params: { path: { id }, header: matching(rev) }, body }),
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
  return answerOf<Team>(unpublished.POST('/teams', { body, ...idempotent(key) }));
}

export function changeTeam(id: string, rev: number, body: TeamInput): Promise<Team> {
  return answerOf<Team>(
    unpublished.PATCH('/teams/{id}', { params: { path: { id }, header: matching(rev) }, body }),
  );
}

export function createToken(
  body: { name: string; expires_at?: string },
  key: string,
): Promise<Token & { token: string }> {
  return answerOf<Token & { token: string }>(unpublished.POST('/tokens', { body, ...idempotent(key) }));
}

export async function revokeToken(id: string): Promise<void> {
  await answerOf(unpublished.DELETE('/tokens/{id}', { params: { path: { id } } }));
}
