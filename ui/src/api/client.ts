import createClient, { type Middleware } from 'openapi-fetch';
import { say } from '../i18n/text';
import { sendConfirmed } from './confirmation';
import type { PublishedPaths } from './paths';
import { type ProblemWords, problemOf, unreachable } from './problem';

const UNSAFE = new Set(['POST', 'PUT', 'PATCH', 'DELETE']);

/** Problems without an answer of the server are worded here, before any component is there to do it. */
export const problemWords: ProblemWords = {
  get unreachable() {
    return { title: say('problem.unreachable.title'), detail: say('problem.unreachable.detail') };
  },
  get unreadable() {
    return { title: say('problem.unreadable.title'), detail: say('problem.unreadable.detail') };
  },
};

let csrfToken: string | null = null;

/** Unsafe requests carry the token of the session they are made in. */
export function rememberCsrfToken(token: string | null): void {
  csrfToken = token;
}

/** What an unsafe request carries that is not made by the client below. */
export function unsafeHeaders(): Record<string, string> {
  return csrfToken ? { 'X-CSRF-Token': csrfToken } : {};
}

function carryToken(request: Request): void {
  if (UNSAFE.has(request.method) && csrfToken) request.headers.set('X-CSRF-Token', csrfToken);
}

const guard: Middleware = {
  onRequest({ request }) {
    carryToken(request);
    if (request.method === 'PATCH') request.headers.set('Content-Type', 'application/merge-patch+json');
    return request;
  },
};

export const api = createClient<PublishedPaths>({
  baseUrl: '/api/v1',
  credentials: 'same-origin',
  fetch: (request) => sendConfirmed(request, carryToken),
});
api.use(guard);

/** `If-Match` of the revision a change was made from. */
export function matching(rev: number): { 'If-Match': string } {
  return { 'If-Match': `"${rev}"` };
}

/** One key for one intention: pressing a button twice creates one thing. */
export function idempotencyKey(): string {
  return crypto.randomUUID();
}

/** Every POST may carry it, beside whatever else its parameters say. */
export function idempotent(key: string): { headers: { 'Idempotency-Key': string } } {
  return { headers: { 'Idempotency-Key': key } };
}

export interface Answer<Data> {
  data?: Data;
  error?: unknown;
  response: Response;
}

/** The body of a success; everything else is thrown as a `Problem`. */
export async function answerOf<Data>(pending: Promise<Answer<Data>>): Promise<Data> {
  let answer: Answer<Data>;
  try {
    answer = await pending;
  } catch (failure) {
    if (failure instanceof DOMException && failure.name === 'AbortError') throw failure;
    throw unreachable(problemWords);
  }
  if (!answer.response.ok) throw problemOf(answer.response, answer.error, problemWords);
  return answer.data as Data;
}
