import type { Approval, ApprovalRequest } from '../../api/types';

/** One sitting: what was said before it does not belong to it. */
export interface Sitting {
  began: string;
  /** Who is there, as somebody typed it. */
  present: string;
  /** The requests on the agenda, each with what had been said to it when it came there. */
  agenda: Record<string, string[]>;
}

/** What happened to one request in a sitting. */
export interface Entry {
  request: ApprovalRequest;
  /** What was said in the sitting. */
  said: Approval[];
  /** When the last of it happened. */
  at: string;
}

/** The agenda with what came to it meanwhile; the same object when nothing did. */
export function withRequests(sitting: Sitting, requests: readonly ApprovalRequest[]): Sitting {
  const fresh = requests.filter(({ id }) => sitting.agenda[id] === undefined);
  if (fresh.length === 0) return sitting;
  const more = fresh.map(({ id, approvals }) => [id, approvals.map((approval) => approval.id)]);
  return { ...sitting, agenda: { ...sitting.agenda, ...Object.fromEntries(more) } };
}

/** What was decided in a sitting, in the order in which it happened. */
export function entriesOf(sitting: Sitting, requests: readonly ApprovalRequest[]): Entry[] {
  const entries = requests.flatMap((request): Entry[] => {
    const before = sitting.agenda[request.id];
    if (before === undefined) return [];
    const said = request.approvals.filter(({ id }) => !before.includes(id));
    const at = request.ended_at ?? said.at(-1)?.at;
    return at === undefined ? [] : [{ request, said, at }];
  });
  return entries.sort((left, right) => left.at.localeCompare(right.at));
}

/** The words and times of minutes, in the language of whoever takes them. */
export interface MinuteWords {
  title: string;
  began: string;
  present: string;
  nothing: string;
  due: (request: ApprovalRequest) => string;
  outcome: (request: ApprovalRequest) => string;
  said: (approval: Approval) => string;
  signed: (digest: string) => string;
}

/** People's own words stay in one line and are no marks of the page. */
const plain = (words: string) => words.replace(/\s+/g, ' ').replace(/([\\`*_[\]<>#|])/g, '\\$1');

/** The minutes as a Markdown file: who said what to which gate, in order. */
export function minutesText(sitting: Sitting, entries: readonly Entry[], words: MinuteWords): string {
  const lines = [`# ${words.title}`, '', words.began];
  if (sitting.present.trim() !== '') lines.push('', `${words.present} ${plain(sitting.present.trim())}`);
  if (entries.length === 0) lines.push('', words.nothing);
  for (const [index, { request, said }] of entries.entries()) {
    const { release, gate_name } = request;
    lines.push('', `## ${index + 1}. ${plain(release.key)} ${plain(release.name)}: ${plain(gate_name)}`, '');
    lines.push(`${words.due(request)} · ${words.outcome(request)}`, '');
    if (request.note) lines.push(`> ${plain(request.note)}`, '');
    for (const approval of said) {
      lines.push(`- ${plain(words.said(approval))}`);
      if (approval.comment) lines.push(`  > ${plain(approval.comment)}`);
      if (approval.statement_digest) lines.push(`  ${words.signed(approval.statement_digest)}`);
    }
    if (request.reason && !said.some(({ comment }) => comment === request.reason)) {
      lines.push(`- ${plain(request.reason)}`);
    }
  }
  return `${lines.join('\n').trimEnd()}\n`;
}
