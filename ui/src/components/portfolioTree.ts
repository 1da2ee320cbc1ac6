import type { Portfolio } from '../api/types';

export interface TreeRow {
  portfolio: Portfolio;
  depth: number;
  /** All names from the root on, because the same name may stand in two divisions. */
  path: string;
}

/** Parents before their children, siblings by name. Who sees only a branch sees it start at the left. */
export function inTreeOrder(portfolios: Portfolio[]): TreeRow[] {
  const seen = new Set(portfolios.map(({ id }) => id));
  const children = new Map<string | null, Portfolio[]>();
  for (const portfolio of portfolios) {
    const parent = portfolio.parent && seen.has(portfolio.parent.id) ? portfolio.parent.id : null;
    children.set(parent, [...(children.get(parent) ?? []), portfolio]);
  }
  const rows: TreeRow[] = [];
  const walk = (parent: string | null, depth: number, above: string) => {
    const siblings = (children.get(parent) ?? []).sort((left, right) => left.name.localeCompare(right.name));
    for (const portfolio of siblings) {
      const path = above === '' ? portfolio.name : `${above} / ${portfolio.name}`;
      rows.push({ portfolio, depth, path });
      walk(portfolio.id, depth + 1, path);
    }
  };
  walk(null, 0, '');
  return rows;
}
