import { queryOptions } from '@tanstack/react-query';
import { answerOf, api, rememberCsrfToken } from './client';
import { keys } from './keys';
import { Problem } from './problem';
import type {
  Confirmation,
  Credentials,
  FirstPassword,
  PasswordChange,
  Role,
  Session,
  SetupInput,
} from './types';

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

export function remembered(session: Session): Session {
  rememberCsrfToken(session.csrf_token);
  return session;
}

/** Whether somebody holds one of these roles anywhere. What each may see the server says; this only spares vain questions. */
export function holdsAny(session: Session | null | undefined, roles: readonly Role[]): boolean {
  return session?.grants.some(({ role }) => role !== null && roles.includes(role)) ?? false;
}

/** Whether the installation waits for its first administrator, and what they may begin with. */
export const setupQuery = () =>
  queryOptions({
    queryKey: ['setup'],
    queryFn: ({ signal }) => answerOf(api.GET('/setup', { signal })),
    staleTime: 0,
  });

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

/** Enters with a code from the server's command line. */
export async function breakGlass(body: { code: string }): Promise<Session> {
  return remembered(await answerOf(api.POST('/session/break-glass', { body })));
}

/** Shows the second factor that the session lacks. */
export async function showSecondFactor(body: { code: string }): Promise<Session> {
  return remembered(await answerOf(api.POST('/session/second-factor', { body })));
}

/** Sets a password with a code that an administrator made; nobody is signed in by it. */
export async function setPassword(body: FirstPassword): Promise<void> {
  await answerOf(api.POST('/session/password-code', { body }));
}

export async function changePassword(body: PasswordChange): Promise<Session> {
  return remembered(await answerOf(api.POST('/session/password', { body })));
}

export async function confirmSession(body: Confirmation): Promise<Session> {
  return remembered(await answerOf(api.POST('/session/confirmation', { body })));
}

export async function signOut(): Promise<void> {
  await answerOf(api.DELETE('/session'));
  rememberCsrfToken(null);
}
