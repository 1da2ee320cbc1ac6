/** Rows of resources: in groups, and below what they are part of. */
import type { Resource } from './model';
import { groupRowId, type Row } from './tree';

export interface ResourceGroup {
  readonly key: string;
  /** In the order they are shown. */
  readonly resources: readonly Resource[];
}

export interface ResourceOptions {
  /** Each group has a row of its own. */
  readonly isGrouped: boolean;
  /** Rows that are not as they would be by themselves. */
  readonly toggled: ReadonlySet<string>;
  /** Rows are closed by themselves. */
  readonly folded: boolean;
}

/** All rows from top to bottom. A part stays below its whole where both are in the group. */
export function resourceRowsOf(groups: readonly ResourceGroup[], options: ResourceOptions): Row[] {
  if (!options.isGrouped) return groups.flatMap((group) => treeOf(group, null, options));
  return groups.flatMap((group, index) => {
    const id = groupRowId(group.key);
    const open = isOpen(id, options);
    const row: Row = {
      type: 'group',
      id,
      level: 1,
      parent: null,
      expandable: true,
      open,
      position: index + 1,
      siblings: groups.length,
      key: group.key,
      items: group.resources.flatMap(({ slots }) => slots),
    };
    return open ? [row, ...treeOf(group, id, options)] : [row];
  });
}

function isOpen(id: string, { folded, toggled }: ResourceOptions): boolean {
  return folded === toggled.has(id);
}

/** The rows of one group; the same resource in another group has another row. */
function treeOf({ resources }: ResourceGroup, group: string | null, options: ResourceOptions): Row[] {
  const known = new Set(resources.map(({ id }) => id));
  const below = new Map<string | null, Resource[]>();
  for (const resource of resources) {
    const parent = resource.parent !== null && known.has(resource.parent) ? resource.parent : null;
    below.set(parent, [...(below.get(parent) ?? []), resource]);
  }
  const rowOf = (id: string) => (group === null ? id : `${group}/${id}`);
  const rows: Row[] = [];
  const place = (of: string | null, level: number) => {
    const siblings = below.get(of) ?? [];
    siblings.forEach((resource, index) => {
      const id = rowOf(resource.id);
      const expandable = below.has(resource.id);
      const open = expandable && isOpen(id, options);
      rows.push({
        type: 'resource',
        id,
        level,
        parent: of === null ? group : rowOf(of),
        expandable,
        open,
        position: index + 1,
        siblings: siblings.length,
        resource,
      });
      if (open) place(resource.id, level + 1);
    });
  };
  place(null, group === null ? 1 : 2);
  return rows;
}
