/**
 * `release.moved` reads "moved the release", `dependency.removed` "removed the dependency". The vocabulary of the
 * journal is made to be read, so a kind this program never heard of reads as well as the others.
 */
export function eventWords(kind: string): string {
  const [noun = kind, verb = ''] = kind.split('.');
  const words = (part: string) => part.replaceAll(/[_-]/g, ' ');
  return verb === '' ? words(noun) : `${words(verb)} the ${words(noun)}`;
}
