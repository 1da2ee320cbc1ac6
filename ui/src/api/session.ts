import { queryOptions } from '@tanstack/react-query';
import { answerOf, rememberCsrfToken, unpublished } from './client';
import { keys } from './keys';
import { Problem } from './problem';
import type { Session } from './unpublished';

/** Who is signed in; `null` when nobody is. */
export const sessionQuery = queryOptions({
  queryKey: keys.session,
  queryFn: async ({ signal }): Promise<Session | null> => {
    try {
      return remembered(await answerOf<Session>(unpublished.GET('/session', { signal })));
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
  const answer = await answerOf<{ required: boolean }>(unpublished.GET('/setup'));
  return answer.required;
}

export interface SetupInput {
  code: string;
  organisation: string;
  name: string;
  email: string;
  password: string;
}

export async function setUp(body: SetupInput): Promise<Session> {
  return remembered(await answerOf<Session>(unpublished.POST('/setup', { body })));
}

export async function signIn(body: { email: string; password: string }): Promise<Session> {
  return remembered(await answerOf<Session>(unpublished.POST('/session', { body })));
}

export async function signOut(): Promise<void> {
  await answerOf(unpublished.DELETE('/session'));
  rememberCsrfToken(null);
}
