import type { RaciEntry, RaciInput, RaciRole } from '../../api/types';

export const RACI_ROLES: RaciRole[] = ['accountable', 'responsible', 'consulted', 'informed'];

export interface RaciLine {
  id: string;
  name: string;
  isTeam: boolean;
  role: RaciRole;
}

export const whoIs = (entry: RaciEntry) => entry.person ?? entry.team;

export function linesOf(entries: RaciEntry[]): RaciLine[] {
  return entries.flatMap((entry) => {
    const who = whoIs(entry);
    return who ? [{ id: who.id, name: who.name, isTeam: Boolean(entry.team), role: entry.role }] : [];
  });
}

export const inputOf = (lines: RaciLine[]): RaciInput[] =>
  lines.map(({ id, isTeam, role }) => (isTeam ? { team: id, role } : { person: id, role }));

/** One more line; the same one in the same role is there already. */
export function withLine(lines: RaciLine[], line: RaciLine): RaciLine[] {
  const kept = lines.filter((one) => !(one.id === line.id && one.role === line.role));
  return [...kept, line].sort(
    (left, right) => RACI_ROLES.indexOf(left.role) - RACI_ROLES.indexOf(right.role),
  );
}
