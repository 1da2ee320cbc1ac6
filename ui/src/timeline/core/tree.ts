/** Which rows there are: groups, trains, members and phases, of which some are open. */
import type { Span } from './days';
import type { PhaseSpan, Resource, TimelineItem } from './model';

interface RowBase {
  readonly id: string;
  /** 1 is the top, as `aria-level` counts. */
  readonly level: number;
  readonly parent: string | null;
  readonly expandable: boolean;
  readonly open: boolean;
  /** Place among its siblings, from 1, and how many they are. */
  readonly position: number;
  readonly siblings: number;
}

export interface GroupRow extends RowBase {
  readonly type: 'group';
  /** The facet's value, `''` where there is none. */
  readonly key: string;
  /** What lies in time in it: its releases, or the slots of its resources. */
  readonly items: readonly { readonly span: Span }[];
}

export interface ReleaseRow extends RowBase {
  readonly type: 'release';
  readonly item: TimelineItem;
  readonly members: number;
  /** Shown only because something below it matches the filter. */
  readonly context: boolean;
}

export interface PhaseRow extends RowBase {
  readonly type: 'phase';
  readonly item: TimelineItem;
  readonly phase: PhaseSpan;
}

export interface ResourceRow extends RowBase {
  readonly type: 'resource';
  readonly resource: Resource;
}

/** A row of releases; see `rowsOf`. */
export type PlanRow = GroupRow | ReleaseRow | PhaseRow;
/** … or one of resources; see `resourceRowsOf`. */
export type Row = PlanRow | ResourceRow;

export interface Grouping {
  readonly facet: string;
  /** Keys in the order their groups appear; others follow by key. */
  readonly order: readonly string[];
}

export interface TreeOptions {
  readonly grouping: Grouping | null;
  /** Rows that are not as they would be by themselves: groups and trains open, releases with phases closed. */
  readonly toggled: ReadonlySet<string>;
  /** Groups and trains are closed by themselves too. */
  readonly folded: boolean;
  /** Items that match the filter; others show only above them. */
  readonly matching: ReadonlySet<string>;
}

/** Whether two rows show the same, though they were worked out at different times. */
export function isSameRow(one: Row, other: Row): boolean {
  if (one === other) return true;
  if (one.id !== other.id || one.level !== other.level || one.open !== other.open) return false;
  if (one.expandable !== other.expandable) return false;
  if (one.position !== other.position || one.siblings !== other.siblings) return false;
  if (one.type === 'release' && other.type === 'release') {
    return one.item === other.item && one.members === other.members && one.context === other.context;
  }
  if (one.type === 'phase' && other.type === 'phase') return one.phase === other.phase;
  if (one.type === 'resource' && other.type === 'resource') return one.resource === other.resource;
  if (one.type === 'group' && other.type === 'group') {
    return one.items.length === other.items.length && one.items.every((item, at) => item === other.items[at]);
  }
  return false;
}

/** The row id of a group; release rows have the id of their release. */
export function groupRowId(key: string): string {
  return `group:${key}`;
}

/**
 * All rows from top to bottom. A member stays under its train where both fall into the same group; elsewhere it
 * stands in its own group by itself. Items keep the order they come in.
 */
export function rowsOf(items: readonly TimelineItem[], options: TreeOptions): PlanRow[] {
  const visible = withAncestors(items, options.matching);
  const known = new Map(visible.map((item) => [item.id, item]));
  const groupOf = (item: TimelineItem) =>
    options.grouping ? (item.facets[options.grouping.facet] ?? '') : '';
  const children = new Map<string, TimelineItem[]>();
  const roots: TimelineItem[] = [];
  for (const item of visible) {
    const parent = item.parent === null ? undefined : known.get(item.parent);
    if (parent && groupOf(parent) === groupOf(item)) append(children, parent.id, item);
    else roots.push(item);
  }

  const rows: PlanRow[] = [];
  const place = (
    item: TimelineItem,
    level: number,
    parent: string | null,
    position: number,
    siblings: number,
  ) => {
    const members = children.get(item.id) ?? [];
    const expandable = members.length > 0 || item.phases.length > 0;
    const open = expandable && (members.length > 0 && !options.folded) !== options.toggled.has(item.id);
    const context = !options.matching.has(item.id);
    rows.push({
      type: 'release',
      id: item.id,
      level,
      parent,
      expandable,
      open,
      position,
      siblings,
      item,
      members: members.length,
      context,
    });
    if (!open) return;
    if (members.length > 0) {
      members.forEach((member, index) => {
        place(member, level + 1, item.id, index + 1, members.length);
      });
    } else {
      item.phases.forEach((phase, index) => {
        rows.push(phaseRow(item, phase, level + 1, index + 1));
      });
    }
  };

  if (!options.grouping) {
    roots.forEach((item, index) => {
      place(item, 1, null, index + 1, roots.length);
    });
    return rows;
  }
  const groups = new Map<string, TimelineItem[]>();
  for (const item of visible) append(groups, groupOf(item), item);
  const keys = inOrder([...groups.keys()], options.grouping.order);
  keys.forEach((key, index) => {
    const id = groupRowId(key);
    const open = options.folded === options.toggled.has(id);
    const grouped = groups.get(key) ?? [];
    rows.push({
      type: 'group',
      id,
      level: 1,
      parent: null,
      expandable: true,
      open,
      position: index + 1,
      siblings: keys.length,
      key,
      items: grouped,
    });
    if (!open) return;
    const own = roots.filter((item) => groupOf(item) === key);
    own.forEach((item, place_) => {
      place(item, 2, id, place_ + 1, own.length);
    });
  });
  return rows;
}

function phaseRow(item: TimelineItem, phase: PhaseSpan, level: number, position: number): PhaseRow {
  return {
    type: 'phase',
    id: phase.id,
    level,
    parent: item.id,
    expandable: false,
    open: false,
    position,
    siblings: item.phases.length,
    item,
    phase,
  };
}

function append<Key, Value>(map: Map<Key, Value[]>, key: Key, value: Value): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}

function inOrder(keys: string[], order: readonly string[]): string[] {
  const rank = new Map(order.map((key, index) => [key, index]));
  const rankOf = (key: string) => rank.get(key) ?? (key === '' ? order.length + 1 : order.length);
  return keys.sort(
    (left, right) => rankOf(left) - rankOf(right) || (left < right ? -1 : left > right ? 1 : 0),
  );
}

/** Matching items and whatever is above them, in the order given. */
function withAncestors(items: readonly TimelineItem[], matching: ReadonlySet<string>): TimelineItem[] {
  if (matching.size === items.length) return [...items];
  const byId = new Map(items.map((item) => [item.id, item]));
  const wanted = new Set<string>();
  for (const id of matching) {
    let item = byId.get(id);
    while (item && !wanted.has(item.id)) {
      wanted.add(item.id);
      item = item.parent === null ? undefined : byId.get(item.parent);
    }
  }
  return items.filter((item) => wanted.has(item.id));
}
