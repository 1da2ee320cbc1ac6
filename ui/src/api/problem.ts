import type { ProblemDocument, ProblemFault, ProblemReason } from './types';

/** What a problem needs; one found on this side has no request id. */
type Said = Omit<ProblemDocument, 'request_id'> & { request_id?: string | null };

/** A refusal of the server, as something that can be thrown and shown. */
export class Problem extends Error {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly requestId: string | null;
  readonly faults: ProblemFault[];
  readonly reasons: ProblemReason[];

  constructor(document: Said) {
    super(document.title);
    this.name = 'Problem';
    this.type = document.type;
    this.title = document.title;
    this.status = document.status;
    this.detail = document.detail;
    this.requestId = document.request_id ?? null;
    this.faults = document.errors ?? [];
    this.reasons = document.reasons ?? [];
  }

  /** Someone else changed the thing since it was read. */
  get isStale(): boolean {
    return this.status === 412;
  }

  get isSignedOut(): boolean {
    return this.status === 401;
  }

  /** The session lacks a second factor that is asked for. */
  get isLackingFactor(): boolean {
    return this.status === 403 && this.reasons.some(({ code }) => code === 'second_factor');
  }

  get isNotFound(): boolean {
    return this.status === 404;
  }
}

/** Titles of what happens when there is no answer of the server to quote. */
export interface ProblemWords {
  unreachable: { title: string; detail: string };
  unreadable: { title: string; detail: string };
}

const isText = (value: unknown): value is string => typeof value === 'string';

function isProblemDocument(body: unknown): body is ProblemDocument {
  return typeof body === 'object' && body !== null && 'title' in body && isText(body.title);
}

/** Reads an answer that is not a success. A proxy's HTML page becomes a problem of its own. */
export function problemOf(
  response: { status: number; headers: Headers },
  body: unknown,
  words: ProblemWords,
): Problem {
  if (isProblemDocument(body)) {
    return new Problem({
      ...body,
      type: isText(body.type) ? body.type : 'about:blank',
      status: response.status,
      detail: isText(body.detail) ? body.detail : '',
      request_id: body.request_id ?? response.headers.get('x-request-id'),
    });
  }
  return new Problem({
    type: 'about:blank',
    status: response.status,
    ...words.unreadable,
    request_id: response.headers.get('x-request-id'),
  });
}

/** … of an answer that was read as text; none at all when the status is 0. */
export function problemOfText(status: number, text: string, words: ProblemWords): Problem {
  if (status === 0) return unreachable(words);
  let body: unknown = null;
  try {
    body = JSON.parse(text);
  } catch {
    body = null;
  }
  return problemOf({ status, headers: new Headers() }, body, words);
}

export function unreachable(words: ProblemWords): Problem {
  return new Problem({ type: '/problems/unreachable', status: 0, ...words.unreachable });
}

/**
 * Splits the faults of an input between the fields of a form and the rest.
 * A fault belongs to the deepest field whose pointer is a prefix of it: `/target/date` to a field `/target`.
 */
export function faultsByField(
  faults: ProblemFault[],
  pointers: string[],
): { fields: Record<string, string>; rest: ProblemFault[] } {
  const deepestFirst = [...pointers].sort((left, right) => right.length - left.length);
  const fields: Record<string, string> = {};
  const rest: ProblemFault[] = [];
  for (const fault of faults) {
    const pointer = deepestFirst.find(
      (candidate) => fault.pointer === candidate || fault.pointer.startsWith(`${candidate}/`),
    );
    if (pointer === undefined) rest.push(fault);
    else fields[pointer] = fields[pointer] ? `${fields[pointer]} ${fault.detail}` : fault.detail;
  }
  return { fields, rest };
}
