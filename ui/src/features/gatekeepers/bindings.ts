import type { Gatekeeper, NewGatekeeperBinding } from '../../api/types';
import { chosen } from '../../components/form/pickers';
import type { Choice } from '../../components/form/RefPicker';

/** One target of a repository; the API has them by repository. */
export interface Line {
  repository: string;
  system: Choice | null;
  target: string;
  environment: Choice | null;
}

/** Each target on a line of its own. */
export const linesOf = (bindings: Gatekeeper['bindings']): Line[] =>
  bindings.flatMap(({ repository, system, targets }) =>
    targets.map(({ name, environment }) => ({
      repository,
      system: chosen(system),
      target: name,
      environment: chosen(environment),
    })),
  );

/** The targets by repository. One that is given two systems comes twice: the server says that it may not. */
export function bindingsOf(lines: Line[]): NewGatekeeperBinding[] {
  const bindings = new Map<string, NewGatekeeperBinding>();
  for (const { repository, system, target, environment } of lines) {
    const name = repository.trim();
    const place = `${name} ${system?.id}`;
    const binding = bindings.get(place) ?? { repository: name, system: system?.id ?? '', targets: [] };
    binding.targets.push({ name: target.trim(), environment: environment?.id ?? '' });
    bindings.set(place, binding);
  }
  return [...bindings.values()];
}
