import type { Handle } from '../../../api/types';
import { partyName } from '../raid/raid';

/** A comment cut into what is text, what is a link and whom it mentions. */
export type Piece =
  | { kind: 'text'; text: string }
  | { kind: 'link'; text: string }
  | { kind: 'mention'; text: string; name: string };

const WORD = /(https?:\/\/[^\s<>"]+)|(?<![\p{L}\p{N}._+@-])@([\p{L}\p{N}._+@-]+)/gu;

/** Only what the server found to be somebody is a mention; only http and https are links. */
export function pieces(body: string, mentions: Handle[]): Piece[] {
  const known = new Map(mentions.map(({ handle, who }) => [handle, partyName(who) ?? handle]));
  const found: Piece[] = [];
  let end = 0;
  const text = (to: number) => {
    if (to > end) found.push({ kind: 'text', text: body.slice(end, to) });
  };
  for (const match of body.matchAll(WORD)) {
    const at = match.index;
    if (match[1] !== undefined) {
      // A full stop or bracket behind an address belongs to the sentence.
      const address = match[1].replace(/[.,;:!?)\]]+$/, '');
      text(at);
      found.push({ kind: 'link', text: address });
      end = at + address.length;
      continue;
    }
    const handle = (match[2] ?? '').replace(/[.\-@+]+$/, '');
    const name = known.get(handle.toLowerCase());
    if (name === undefined) continue;
    text(at);
    found.push({ kind: 'mention', text: `@${handle}`, name });
    end = at + 1 + handle.length;
  }
  text(body.length);
  return found;
}

/** The handle being typed before the cursor, if one is: where its `@` is and what follows it. */
export function handleAt(value: string, cursor: number): { start: number; typed: string } | null {
  const match = /(?:^|[^\p{L}\p{N}._+@-])@([\p{L}\p{N}._+@-]*)$/u.exec(value.slice(0, cursor));
  if (match === null) return null;
  const typed = match[1] ?? '';
  return { start: cursor - typed.length - 1, typed };
}
