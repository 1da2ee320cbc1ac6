/** What the general rule would make odd sentences of. */
const SAID: Record<string, string> = {
  'environment.drifted': 'changed, without announcing it, the environment',
  'environment.profile_changed': 'changed the profile of the environment',
};

const PREPOSITION: Record<string, string> = { added: 'to', removed: 'from', set: 'of' };

/**
 * `release.moved` reads "moved the release", `dependency.removed` "removed the dependency". The vocabulary of the
 * journal is made to be read, so a kind this program never heard of reads as well as the others.
 * `release.system_added` reads "added a system to the release".
 */
export function eventWords(kind: string): string {
  const said = SAID[kind];
  if (said) return said;
  const [noun = kind, verb = ''] = kind.split('.');
  const words = (part: string) => part.replaceAll(/[_-]/g, ' ');
  const [, what, done = ''] = /^(.+)_([a-z]+)$/.exec(verb) ?? [];
  const preposition = PREPOSITION[done];
  if (what && preposition) return `${done} a ${words(what)} ${preposition} the ${words(noun)}`;
  return verb === '' ? words(noun) : `${words(verb)} the ${words(noun)}`;
}
