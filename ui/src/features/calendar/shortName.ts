/** Below its train a member need not repeat what the train is called: "nova 2026.1" below "OpenStack 2026.1". */
export function shortName(name: string, train: string | undefined): string {
  if (train === undefined) return name;
  const words = name.split(' ');
  const ending = train.split(' ');
  let same = 0;
  while (same < words.length - 1 && same < ending.length && words.at(-1 - same) === ending.at(-1 - same))
    same += 1;
  return words.slice(0, words.length - same).join(' ');
}
