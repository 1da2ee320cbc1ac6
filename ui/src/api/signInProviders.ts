import { queryOptions } from '@tanstack/react-query';
import { answerOf, api, idempotent, matching } from './client';
import { keys } from './keys';
import type { NewSignInProvider, SignInProvider, SignInRules } from './types';

/** The providers that whoever is not signed in yet may go to. */
export const entrancesQuery = () =>
  queryOptions({
    queryKey: keys.list('sign-in-providers', { of: 'entrances' }),
    queryFn: async ({ signal }) => (await answerOf(api.GET('/session/providers', { signal }))).items,
  });

/** Goes on to a provider, which sends the browser back to the page that was wanted. */
export async function goToProvider({ key, to }: { key: string; to: string }): Promise<void> {
  const { address } = await answerOf(
    api.POST('/session/providers/{provider}', { params: { path: { provider: key } }, body: { to } }),
  );
  window.location.assign(address);
}

export const providersQuery = () =>
  queryOptions({
    queryKey: keys.lists('sign-in-providers'),
    queryFn: async ({ signal }) => (await answerOf(api.GET('/sign-in-providers', { signal }))).items,
  });

export function createProvider(body: NewSignInProvider, key: string): Promise<SignInProvider> {
  return answerOf(api.POST('/sign-in-providers', { body, ...idempotent(key) }));
}

export function changeProvider(
  { id, rev }: SignInProvider,
  body: NewSignInProvider,
): Promise<SignInProvider> {
  return answerOf(
    api.PUT('/sign-in-providers/{provider}', {
      params: { path: { provider: id }, header: matching(rev) },
      body,
    }),
  );
}

export async function removeProvider({ id, rev }: SignInProvider): Promise<void> {
  await answerOf(
    api.DELETE('/sign-in-providers/{provider}', {
      params: { path: { provider: id }, header: matching(rev) },
    }),
  );
}

/** What is asked of everybody who signs in. */
export const signInRulesQuery = () =>
  queryOptions({
    queryKey: keys.lists('sign-in-rules'),
    queryFn: ({ signal }) => answerOf(api.GET('/sign-in-rules', { signal })),
  });

export function changeSignInRules({ rev, second_factor }: SignInRules): Promise<SignInRules> {
  return answerOf(api.PUT('/sign-in-rules', { params: { header: matching(rev) }, body: { second_factor } }));
}
