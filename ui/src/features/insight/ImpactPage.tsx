import { Checkbox } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useIntl } from 'react-intl';
import { impactQuery } from '../../api/insight';
import type { ImpactMatrix } from '../../api/types';
import { ExportMenu } from '../../components/ExportMenu';
import { SearchFilter } from '../../components/Filters';
import { GridTable } from '../../components/GridTable';
import { Icon } from '../../components/Icon';
import { Page } from '../../components/Page';
import { EmptyState, PageState } from '../../components/PageState';
import { RefLink } from '../../components/RefLink';
import { SidePanel } from '../../components/SidePanel';
import { usePhone } from '../../components/usePhone';
import { useFilters, usePanel } from '../../components/useSearchState';
import { useText } from '../../i18n/text';
import { addDays, today } from '../../time/day';
import { formatDay, formatShortDay, ownZone } from '../../time/format';
import styles from './ImpactPage.module.css';
import { pairsOf, type ShownImpact, shownOf } from './impact';
import { SpanBar } from './SpanBar';
import { lengthOf, spanOf } from './span';

const FILTERS = ['from', 'weeks', 'portfolio', 'q', 'all'] as const;
const USUAL = '13';

/** Which releases touch which systems, and who gets into each other's way. */
export function ImpactPage() {
  const text = useText();
  const [filters, change] = useFilters(FILTERS);
  const panel = usePanel();
  const span = spanOf(filters, today(ownZone()), USUAL);
  const query = useQuery(impactQuery(span));
  return (
    <Page
      title={text('impact.title')}
      actions={
        <ExportMenu
          table="/tables/impact-matrix"
          filters={{ ...span, q: filters.q, colliding: filters.all === 'true' ? undefined : 'true' }}
        />
      }
      filters={
        <>
          <SpanBar
            from={span.from}
            weeks={lengthOf(filters.weeks, USUAL)}
            portfolio={filters.portfolio}
            onChange={change}
          />
          <SearchFilter label={text('impact.search')} value={filters.q} onChange={(q) => change({ q })} />
          <Checkbox
            label={text('impact.all')}
            checked={filters.all === 'true'}
            onChange={(event) => change({ all: event.currentTarget.checked ? 'true' : undefined })}
          />
        </>
      }
    >
      <PageState query={query}>
        {(matrix) => (
          <>
            <Shown
              matrix={matrix}
              q={filters.q}
              all={filters.all}
              onOpen={(key) => panel.open('pairs', key)}
            />
            {panel.name === 'pairs' && panel.subject && (
              <PairsPanel matrix={matrix} system={panel.subject} onClose={panel.close} />
            )}
          </>
        )}
      </PageState>
    </Page>
  );
}

interface ShownProps {
  matrix: ImpactMatrix;
  q: string | undefined;
  all: string | undefined;
  onOpen: (system: string) => void;
}

function Shown({ matrix, q, all, onOpen }: ShownProps) {
  const text = useText();
  const { locale } = useIntl();
  const shown = useMemo(
    () => shownOf(matrix, { ...(q ? { q } : {}), ...(all ? { all } : {}) }),
    [matrix, q, all],
  );
  const days = { from: formatDay(matrix.from, locale), to: formatDay(addDays(matrix.to, -1), locale) };
  return (
    <>
      <p className={styles.what} role="status">
        {text('impact.sum', {
          ...days,
          count: matrix.collisions_total,
          systems: shown.systems.length,
          releases: shown.releases.length,
        })}
        {matrix.collisions.length < matrix.collisions_total &&
          ` ${text('impact.cut', { count: matrix.collisions.length })}`}
        {!matrix.complete && ` ${text('insight.incomplete')}`}
      </p>
      {shown.systems.length === 0 ? (
        <EmptyState
          title={text(all === 'true' || q ? 'impact.none' : 'impact.noCollision')}
          detail={text(all === 'true' || q ? 'impact.none.detail' : 'impact.noCollision.detail')}
        />
      ) : (
        <Grid shown={shown} onOpen={onOpen} />
      )}
    </>
  );
}

function Grid({ shown, onOpen }: { shown: ShownImpact; onOpen: (system: string) => void }) {
  const text = useText();
  const { locale } = useIntl();
  const isPhone = usePhone();
  return (
    <GridTable
      caption={text('impact.caption')}
      rows={shown.systems}
      columns={shown.releases}
      rowKey={({ system }) => system.id}
      columnKey={({ release }) => release.id}
      rowHeight={34}
      columnWidth={132}
      nameWidth={isPhone ? 168 : 300}
      corner={
        <>
          {text('column.system')}
          <span className={styles.count}>{text('impact.collisions')}</span>
        </>
      }
      head={({ release }) => (
        <span className={styles.release}>
          <RefLink kind="release" reference={release}>
            {release.key}
          </RefLink>
          <span className={styles.days} title={release.name}>
            {formatShortDay(release.first, locale, release.first.slice(0, 4))} –{' '}
            {formatShortDay(release.last, locale, release.last.slice(0, 4))}
          </span>
        </span>
      )}
      name={({ system }) => (
        <>
          <span className={styles.system}>
            <RefLink kind="system" reference={system} />
          </span>
          {system.collisions > 0 && (
            <button
              type="button"
              className={styles.pairs}
              aria-label={text('impact.open', { count: system.collisions, system: system.name })}
              onClick={() => onOpen(system.key)}
            >
              {system.collisions}
            </button>
          )}
        </>
      )}
      cell={({ place, system }, { place: at, release }) => {
        const cell = shown.cell(place, at);
        if (cell === undefined) return { content: null };
        const { impact, collisions } = cell;
        const word = text(`impact.${impact}`);
        return {
          level:
            collisions > 0 ? 'far' : impact === 'code' ? 'three' : impact === 'configuration' ? 'two' : 'one',
          title: `${system.name} × ${release.name}\n${word}${collisions > 0 ? `\n${text('impact.with', { count: collisions })}` : ''}`,
          content: (
            <>
              {word}
              {collisions > 0 && (
                <strong className={styles.clash}>
                  <Icon name="alert" size={12} />
                  <span className="visually-hidden">{text('impact.with', { count: collisions })}</span>
                  <span aria-hidden="true">{collisions}</span>
                </strong>
              )}
            </>
          ),
        };
      }}
    />
  );
}

interface PairsPanelProps {
  matrix: ImpactMatrix;
  /** Its key. */
  system: string;
  onClose: () => void;
}

/** Who collides on one system, and on which days. */
function PairsPanel({ matrix, system, onClose }: PairsPanelProps) {
  const text = useText();
  const { locale } = useIntl();
  const pairs = pairsOf(matrix, system);
  const name = matrix.systems.find(({ key }) => key === system)?.name ?? system;
  return (
    <SidePanel title={text('impact.on', { system: name })} onClose={onClose}>
      {pairs.length === 0 ? (
        <p>{text('impact.noCollision')}</p>
      ) : (
        <ul className={styles.list}>
          {pairs.map(({ left, right, from, to }) => (
            <li key={`${left.id} ${right.id}`}>
              <RefLink kind="release" reference={left} />
              <RefLink kind="release" reference={right} />
              <p>{text('impact.days', { from: formatDay(from, locale), to: formatDay(to, locale) })}</p>
            </li>
          ))}
        </ul>
      )}
    </SidePanel>
  );
}
