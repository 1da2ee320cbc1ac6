import type { MapBond, MapThing, SystemMap } from '../../api/types';
import type { TextId } from '../../i18n/text';

/** A bond as one of its ends sees it. */
export interface Said {
  /** What it is called from here. */
  words: TextId;
  other: MapThing;
  detail: string | null;
}

/** What each thing has to do with the others, by its id. */
export function bondsOf({ things, bonds }: SystemMap): Map<string, Said[]> {
  const known = new Map(things.map((thing) => [thing.id, thing]));
  const said = new Map<string, Said[]>(things.map(({ id }) => [id, []]));
  const say = (here: string, there: string, words: TextId, { detail }: MapBond) => {
    const other = known.get(there);
    if (other) said.get(here)?.push({ words, other, detail });
  };
  for (const bond of bonds) {
    say(bond.from, bond.to, bond.both ? 'map.bond.both' : `map.bond.${bond.kind}`, bond);
    say(bond.to, bond.from, bond.both ? 'map.bond.both' : `map.bond.back.${bond.kind}`, bond);
  }
  return said;
}
