import { queryOptions } from '@tanstack/react-query';
import { answerOf, api, idempotent, matching } from './client';
import { keys } from './keys';
import type {
  CustomRole,
  Delegation,
  Guest,
  NewDelegation,
  NewGuest,
  NewRole,
  Right,
  RoleChange,
} from './types';

/** The roles and what each allows. */
export const rolesQuery = () =>
  queryOptions({
    queryKey: keys.lists('roles'),
    queryFn: ({ signal }) => answerOf(api.GET('/roles', { signal })),
  });

/** What one may be allowed to do: it does not change while the server runs. */
export const rightsQuery = () =>
  queryOptions({
    queryKey: keys.list('roles', { of: 'rights' }),
    queryFn: async ({ signal }) => (await answerOf(api.GET('/rights', { signal }))).items,
    staleTime: Number.POSITIVE_INFINITY,
  });

export function createRole(body: NewRole, key: string): Promise<CustomRole> {
  return answerOf(api.POST('/roles', { body, ...idempotent(key) }));
}

export function changeRole(role: string, rev: number, body: RoleChange): Promise<CustomRole> {
  return answerOf(api.PATCH('/roles/{role}', { params: { path: { role }, header: matching(rev) }, body }));
}

export async function deleteRole({ id, rev }: CustomRole): Promise<void> {
  await answerOf(api.DELETE('/roles/{role}', { params: { path: { role: id }, header: matching(rev) } }));
}

/** Who may do what on a portfolio, or one thing there. */
export const holdersQuery = (portfolio: string, right?: Right) =>
  queryOptions({
    queryKey: keys.part('portfolios', portfolio, 'holders', right ?? ''),
    queryFn: async ({ signal }) =>
      (
        await answerOf(
          api.GET('/portfolios/{portfolio}/holders', {
            params: { path: { portfolio }, query: { right } },
            signal,
          }),
        )
      ).items,
  });

/** What a person may do on a portfolio, or everywhere, and why. */
export const standingQuery = (person: string, portfolio?: string) =>
  queryOptions({
    queryKey: keys.part('people', person, 'rights', portfolio ?? ''),
    queryFn: ({ signal }) =>
      answerOf(
        api.GET('/people/{person}/rights', { params: { path: { person }, query: { portfolio } }, signal }),
      ),
  });

export const delegationsQuery = () =>
  queryOptions({
    queryKey: keys.lists('delegations'),
    queryFn: async ({ signal }) => (await answerOf(api.GET('/delegations', { signal }))).items,
  });

export function delegate(body: NewDelegation, key: string): Promise<Delegation> {
  return answerOf(api.POST('/delegations', { body, ...idempotent(key) }));
}

export async function endDelegation(delegation: string): Promise<void> {
  await answerOf(api.DELETE('/delegations/{delegation}', { params: { path: { delegation } } }));
}

export const guestsQuery = (release: string) =>
  queryOptions({
    queryKey: keys.part('releases', release, 'guests'),
    queryFn: async ({ signal }) =>
      (await answerOf(api.GET('/releases/{release}/guests', { params: { path: { release } }, signal })))
        .items,
  });

export function inviteGuest(release: string, body: NewGuest, key: string): Promise<Guest> {
  return answerOf(
    api.POST('/releases/{release}/guests', { params: { path: { release } }, body, ...idempotent(key) }),
  );
}

export async function dismissGuest(release: string, guest: string): Promise<void> {
  await answerOf(api.DELETE('/releases/{release}/guests/{guest}', { params: { path: { release, guest } } }));
}
