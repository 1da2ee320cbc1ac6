import { queryOptions } from '@tanstack/react-query';
import { answerOf, api, rememberCsrfToken } from './client';
import { keys } from './keys';
import { Problem } from './problem';
import type { Credentials, PasswordChange, Session, SetupInput } from './types';

/** Who is signed in; `null` when nobody is. */
export const sessionQuery = queryOptions({
  queryKey: keys.session,
  queryFn: async ({ signal }): Promise<Session | null> => {
    try {
      return remembered(await answerOf(api.GET('/session', { signal })));
    } catch (problem) {
      if (problem instanceof Problem && problem.isSignedOut) return null;
      throw problem;
    }
  },
  staleTime: Number.POSITIVE_INFINITY,
});

function remembered(session: Session): Session {
  rememberCsrfToken(session.csrf_token);
  return session;
}

export async function setupRequired(): Promise<boolean> {
  const answer = await answerOf(api.GET('/setup'));
  return answer.required;
}

export async function setUp(body: SetupInput): Promise<Session> {
  return remembered(await answerOf(api.POST('/setup', { body })));
}

export async function signIn(body: Credentials): Promise<Session> {
  return remembered(await answerOf(api.POST('/session', { body })));
}

export async function changePassword(body: PasswordChange): Promise<Session> {
  return remembered(await answerOf(api.POST('/session/password', { body })));
}

export async function signOut(): Promise<void> {
  await answerOf(api.DELETE('/session'));
  rememberCsrfToken(null);
}
