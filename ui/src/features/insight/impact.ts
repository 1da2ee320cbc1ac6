import type { Impact, ImpactCollision, ImpactMatrix, ImpactRelease, ImpactSystem } from '../../api/types';

export interface ImpactCell {
  impact: Impact;
  /** With how many others it collides on the system. */
  collisions: number;
}

export interface ShownImpact {
  systems: { place: number; system: ImpactSystem }[];
  releases: { place: number; release: ImpactRelease }[];
  cell: (system: number, release: number) => ImpactCell | undefined;
}

interface Asked {
  q?: string;
  /** Also systems and releases that collide with nobody. */
  all?: string;
}

/** Of the answer, what the reader asked to see: systems by name, and who touches them. */
export function shownOf(matrix: ImpactMatrix, { q, all }: Asked): ShownImpact {
  const cells = new Map<string, ImpactCell>();
  for (const { system, release, impact } of matrix.cells) {
    cells.set(`${system} ${release}`, { impact, collisions: 0 });
  }
  for (const { system, left, right } of matrix.collisions) {
    for (const release of [left, right]) {
      const cell = cells.get(`${system} ${release}`);
      if (cell) cell.collisions += 1;
    }
  }
  const typed = q?.toLowerCase();
  const systems = matrix.systems
    .map((system, place) => ({ place, system }))
    .filter(
      ({ system }) =>
        (all === 'true' || system.collisions > 0) &&
        (!typed || system.key.toLowerCase().includes(typed) || system.name.toLowerCase().includes(typed)),
    );
  const shown = new Set(systems.map(({ place }) => place));
  const touching = new Set<number>();
  for (const { system, release } of matrix.cells) {
    const collides = (cells.get(`${system} ${release}`)?.collisions ?? 0) > 0;
    if (shown.has(system) && (all === 'true' || collides)) touching.add(release);
  }
  const releases = matrix.releases
    .map((release, place) => ({ place, release }))
    .filter(({ place }) => touching.has(place));
  return { systems, releases, cell: (system, release) => cells.get(`${system} ${release}`) };
}

/** Who collides on one system, with the days they share. */
export interface Pair {
  left: ImpactRelease;
  right: ImpactRelease;
  from: string;
  to: string;
}

export function pairsOf(matrix: ImpactMatrix, key: string): Pair[] {
  const place = matrix.systems.findIndex((system) => system.key === key);
  return matrix.collisions.flatMap((collision: ImpactCollision) => {
    const left = matrix.releases[collision.left];
    const right = matrix.releases[collision.right];
    if (collision.system !== place || !left || !right) return [];
    return [{ left, right, from: collision.from, to: collision.to }];
  });
}
