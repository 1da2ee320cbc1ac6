import type { ReleaseTemplate, ReleaseTemplateChange } from '../../api/types';

/** The lists of a template that are edited item by item. */
export type ListName = 'phases' | 'milestones' | 'activities';
export type ItemOf<Name extends ListName> = ReleaseTemplate[Name][number];
/** An item as the API takes it. */
export type InputOf<Name extends ListName> = NonNullable<ReleaseTemplateChange[Name]>[number];

/** The list with one item put in its place, added at the end, or taken out. */
export function replaced<Item>(list: Item[], index: number | null, item: Item | null): Item[] {
  if (index === null) return item === null ? list : [...list, item];
  return item === null
    ? list.filter((_, place) => place !== index)
    : list.map((one, place) => (place === index ? item : one));
}

/**
 * What a list becomes, with everything that names a phase by its name: whoever renames a phase does not lose what is
 * in it, and what was in a phase that goes is in none.
 */
export function withPhase(
  template: ReleaseTemplate,
  index: number | null,
  phase: InputOf<'phases'> | null,
): ReleaseTemplateChange {
  const former = index === null ? undefined : template.phases[index]?.name;
  const inPhase = <Item extends { phase: string | null }>(items: Item[]): Item[] =>
    items.map((item) =>
      former !== undefined && item.phase === former ? { ...item, phase: phase?.name ?? null } : item,
    );
  const change = { phases: replaced<InputOf<'phases'>>(template.phases, index, phase) };
  if (former === undefined || former === phase?.name) return change;
  return { ...change, milestones: inPhase(template.milestones), activities: inPhase(template.activities) };
}
