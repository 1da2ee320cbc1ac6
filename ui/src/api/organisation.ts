import { queryOptions } from '@tanstack/react-query';
import { answerOf, api, idempotent, matching } from './client';
import { type Filters, keys } from './keys';
import { type List, pagesOf, pagesOfPart, suggestions, wholeList } from './lists';
import type {
  CreatedToken,
  Grant,
  NewGrant,
  NewPerson,
  NewPortfolio,
  NewTeam,
  NewToken,
  Person,
  PersonChange,
  Portfolio,
  PortfolioChange,
  Team,
  TeamChange,
  Token,
} from './types';

const PORTFOLIOS: List<Portfolio> = {
  noun: 'portfolios',
  read: (query, signal) => api.GET('/portfolios', { params: { query }, signal }),
};

const PEOPLE: List<Person> = {
  noun: 'people',
  read: (query, signal) => api.GET('/people', { params: { query }, signal }),
};

const TEAMS: List<Team> = {
  noun: 'teams',
  read: (query, signal) => api.GET('/teams', { params: { query }, signal }),
};

const TOKENS: List<Token> = {
  noun: 'tokens',
  read: (query, signal) => api.GET('/tokens', { params: { query }, signal }),
};

export const portfolioList = (filters: Filters = {}) => wholeList(PORTFOLIOS, filters);
export const portfolioSuggestions = (typed: string) => suggestions(PORTFOLIOS, typed);
export const peoplePages = (filters: Filters) => pagesOf(PEOPLE, filters);
export const peopleSuggestions = (typed: string) => suggestions(PEOPLE, typed);
export const teamPages = (filters: Filters) => pagesOf(TEAMS, filters);
export const teamList = () => wholeList(TEAMS);
/** The teams somebody is in, as far as the reader sees them. */
export const teamsOf = (member: string) => wholeList(TEAMS, { member });
export const teamSuggestions = (typed: string) => suggestions(TEAMS, typed);
export const tokenList = () => wholeList(TOKENS);

export const portfolioQuery = (reference: string) =>
  queryOptions({
    queryKey: keys.one('portfolios', reference),
    queryFn: ({ signal }) =>
      answerOf(api.GET('/portfolios/{portfolio}', { params: { path: { portfolio: reference } }, signal })),
  });

export const grantsQuery = (portfolio: string) =>
  pagesOfPart(keys.part('portfolios', portfolio, 'grants'), (query, signal) =>
    api.GET('/portfolios/{portfolio}/grants', { params: { path: { portfolio }, query }, signal }),
  );

export function createPortfolio(body: NewPortfolio, key: string): Promise<Portfolio> {
  return answerOf(api.POST('/portfolios', { body, ...idempotent(key) }));
}

export function changePortfolio(portfolio: string, rev: number, body: PortfolioChange): Promise<Portfolio> {
  return answerOf(
    api.PATCH('/portfolios/{portfolio}', { params: { path: { portfolio }, header: matching(rev) }, body }),
  );
}

export function addGrant(portfolio: string, body: NewGrant, key: string): Promise<Grant> {
  return answerOf(
    api.POST('/portfolios/{portfolio}/grants', { params: { path: { portfolio } }, body, ...idempotent(key) }),
  );
}

export async function removeGrant(portfolio: string, grant: string): Promise<void> {
  await answerOf(
    api.DELETE('/portfolios/{portfolio}/grants/{grant}', { params: { path: { portfolio, grant } } }),
  );
}

export const personQuery = (person: string) =>
  queryOptions({
    queryKey: keys.one('people', person),
    queryFn: ({ signal }) => answerOf(api.GET('/people/{person}', { params: { path: { person } }, signal })),
  });

export function createPerson(body: NewPerson, key: string): Promise<Person> {
  return answerOf(api.POST('/people', { body, ...idempotent(key) }));
}

export function changePerson(person: string, rev: number, body: PersonChange): Promise<Person> {
  return answerOf(
    api.PATCH('/people/{person}', { params: { path: { person }, header: matching(rev) }, body }),
  );
}

export function createTeam(body: NewTeam, key: string): Promise<Team> {
  return answerOf(api.POST('/teams', { body, ...idempotent(key) }));
}

export function changeTeam(team: string, rev: number, body: TeamChange): Promise<Team> {
  return answerOf(api.PATCH('/teams/{team}', { params: { path: { team }, header: matching(rev) }, body }));
}

export function createToken(body: NewToken, key: string): Promise<CreatedToken> {
  return answerOf(api.POST('/tokens', { body, ...idempotent(key) }));
}

export async function revokeToken(token: string): Promise<void> {
  await answerOf(api.DELETE('/tokens/{token}', { params: { path: { token } } }));
}
