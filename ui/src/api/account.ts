import { queryOptions } from '@tanstack/react-query';
import { answerOf, api } from './client';
import { keys } from './keys';
import type { NewAuthenticator, PasswordCode } from './types';

/** How one signs in. */
export const accountQuery = () =>
  queryOptions({
    queryKey: keys.lists('account'),
    queryFn: ({ signal }) => answerOf(api.GET('/account', { signal })),
  });

/** Where one is signed in. */
export const sessionList = () =>
  queryOptions({
    queryKey: keys.lists('sessions'),
    queryFn: async ({ signal }) => (await answerOf(api.GET('/sessions', { signal }))).items,
  });

export function beginAuthenticator(): Promise<NewAuthenticator> {
  return answerOf(api.POST('/account/authenticator'));
}

export async function enrolAuthenticator(code: string): Promise<string[]> {
  return (await answerOf(api.POST('/account/authenticator/enrol', { body: { code } }))).codes;
}

export async function removeAuthenticator(): Promise<void> {
  await answerOf(api.DELETE('/account/authenticator'));
}

export async function makeRecoveryCodes(): Promise<string[]> {
  return (await answerOf(api.POST('/account/recovery-codes'))).codes;
}

export async function endSession(session: string): Promise<void> {
  await answerOf(api.DELETE('/sessions/{session}', { params: { path: { session } } }));
}

export async function endOtherSessions(): Promise<void> {
  await answerOf(api.DELETE('/sessions'));
}

/** How somebody signs in, for administrators of the installation. */
export const accessQuery = (person: string) =>
  queryOptions({
    queryKey: keys.part('people', person, 'access'),
    queryFn: ({ signal }) =>
      answerOf(api.GET('/people/{person}/access', { params: { path: { person } }, signal })),
  });

export async function resetSecondFactor(person: string): Promise<void> {
  await answerOf(api.DELETE('/people/{person}/second-factor', { params: { path: { person } } }));
}

/** Makes a code with which a person sets a password; it is told only here. */
export function issuePasswordCode(person: string): Promise<PasswordCode> {
  return answerOf(api.POST('/people/{person}/password-code', { params: { path: { person } } }));
}
