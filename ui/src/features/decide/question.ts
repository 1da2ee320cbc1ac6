import type { NewDecision } from '../../api/types';

/** What the address says of the question, and of the answer that is shown. */
export const QUESTION = ['environment', 'system', 'version', 'release', 'at', 'minutes', 'decision'] as const;
export type Asked = Partial<Record<(typeof QUESTION)[number], string>>;

/** The question as it is sent: what was left empty is not asked about. */
export function questionOf({ environment, system, version, release, at, minutes }: Asked): NewDecision {
  return {
    environment: environment ?? '',
    ...(system ? { system } : {}),
    ...(system && version ? { version } : {}),
    ...(release ? { release } : {}),
    ...(at ? { at } : {}),
    ...(minutes && Number(minutes) > 0 ? { minutes: Number(minutes) } : {}),
  };
}
