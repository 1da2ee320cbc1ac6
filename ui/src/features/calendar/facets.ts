import { useMemo } from 'react';
import type {
  Calendar,
  CalendarRelease,
  HealthState,
  ReleaseKind,
  ReleaseType,
  Risk,
  StatusCategory,
} from '../../api/types';
import type { IconName } from '../../components/Icon';
import { useText } from '../../i18n/text';

/** What releases are grouped and coloured by. */
export type Facet = 'category' | 'health' | 'risk' | 'portfolio' | 'type' | 'accountable' | 'kind';

export interface FacetValue {
  readonly key: string;
  readonly name: string;
  /** Where it belongs, for those that form a tree. */
  readonly path: string;
  readonly icon: IconName;
  /** A CSS colour. */
  readonly tone: string;
}

export type Facets = Readonly<Record<Facet, readonly FacetValue[]>>;

const CATEGORIES: Record<StatusCategory, IconName> = {
  active: 'doing',
  planned: 'calendar',
  draft: 'dashed',
  done: 'check',
  cancelled: 'close',
};
const HEALTH: Record<HealthState, IconName> = {
  late: 'alert',
  at_risk: 'alert',
  on_track: 'check',
  unplanned: 'dashed',
  done: 'check',
  cancelled: 'close',
};
const RISKS: Record<Risk, IconName> = { critical: 'alert', high: 'up', medium: 'circle', low: 'down' };
const KINDS: readonly ReleaseKind[] = ['train', 'project', 'independent'];

/** Colours for values that have no meaning of their own; they come round again after these. */
const SERIES = 8;
const series = (index: number) => `var(--timeline-series-${(index % SERIES) + 1})`;

function entries<Key extends string, Value>(record: Record<Key, Value>): [Key, Value][] {
  return Object.entries(record) as [Key, Value][];
}

/** Every value of every facet, in the order they are shown, with its word, sign and colour. */
export function useFacets(
  portfolios: Calendar['portfolios'],
  types: readonly ReleaseType[],
  releases: readonly CalendarRelease[],
): Facets {
  const text = useText();
  // `text` is made anew in every render but says the same.
  // biome-ignore lint/correctness/useExhaustiveDependencies: as above
  return useMemo(() => {
    const names = new Map(portfolios.map((portfolio) => [portfolio.id, portfolio]));
    const pathOf = (id: string | null): string[] => {
      const portfolio = id === null ? undefined : names.get(id);
      return portfolio ? [...pathOf(portfolio.parent), portfolio.name] : [];
    };
    const none: FacetValue = {
      key: '',
      name: text('value.none'),
      path: '',
      icon: 'dashed',
      tone: 'var(--ink-faint)',
    };
    return {
      category: entries(CATEGORIES).map(([key, icon]) => ({
        key,
        name: text(`category.${key}`),
        path: '',
        icon,
        tone: `var(--status-${key})`,
      })),
      health: entries(HEALTH).map(([key, icon]) => ({
        key,
        name: text(`health.${key}`),
        path: '',
        icon,
        tone: `var(--health-${key.replace('_', '-')})`,
      })),
      risk: [
        ...entries(RISKS).map(([key, icon]) => ({
          key,
          name: text(`risk.${key}`),
          path: '',
          icon,
          tone: `var(--risk-${key})`,
        })),
        { ...none, name: text('releases.risk.none') },
      ],
      kind: KINDS.map((key, index) => ({
        key,
        name: text(`kind.${key}`),
        path: '',
        icon: 'releases',
        tone: series(index),
      })),
      accountable: [
        ...peopleIn(releases).map(([key, name], index) => ({
          key,
          name,
          path: '',
          icon: 'people' as const,
          tone: series(index),
        })),
        { ...none, name: text('value.nobody') },
      ],
      type: types.map((type, index) => ({
        key: type.id,
        name: type.name,
        path: '',
        icon: 'releases',
        tone: series(index),
      })),
      portfolio: portfolios
        .map((portfolio) => ({ portfolio, path: pathOf(portfolio.id) }))
        .sort((left, right) => left.path.join('\u0000').localeCompare(right.path.join('\u0000')))
        .map(({ portfolio, path }, index) => ({
          key: portfolio.id,
          name: portfolio.name,
          path: path.slice(0, -1).join(' / '),
          icon: 'portfolios',
          tone: series(index),
        })),
    };
  }, [portfolios, types, releases]);
}

/** Everybody who is accountable for one of the releases, by name. */
function peopleIn(releases: readonly CalendarRelease[]): [string, string][] {
  const people = new Map<string, string>();
  for (const { accountable } of releases) if (accountable) people.set(accountable.id, accountable.name);
  return [...people].sort(([, left], [, right]) => left.localeCompare(right));
}

export function facetValue(facets: Facets, facet: Facet, key: string): FacetValue | undefined {
  return facets[facet].find((value) => value.key === key);
}
