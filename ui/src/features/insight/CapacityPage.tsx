import { useQuery } from '@tanstack/react-query';
import { useIntl } from 'react-intl';
import { capacityQuery } from '../../api/insight';
import type { Capacity, CapacityMeasure, CapacityPortfolio } from '../../api/types';
import { ExportMenu } from '../../components/ExportMenu';
import { GridTable } from '../../components/GridTable';
import { Page } from '../../components/Page';
import { EmptyState, PageState } from '../../components/PageState';
import { RefLink } from '../../components/RefLink';
import { usePhone } from '../../components/usePhone';
import { useFilters, usePanel } from '../../components/useSearchState';
import { useText } from '../../i18n/text';
import { today } from '../../time/day';
import { formatShortDay, ownZone } from '../../time/format';
import { BehindPanel } from './BehindPanel';
import styles from './CapacityPage.module.css';
import { isMeasure, levelOf, MEASURES, numbersOf } from './capacity';
import { Segments } from './Segments';
import { SpanBar } from './SpanBar';
import { lengthOf, mondayOf, spanOf } from './span';

const FILTERS = ['from', 'weeks', 'portfolio', 'measure'] as const;
const USUAL = '26';
const ROW = 34;

/** How full the weeks of each portfolio are, and who fills them. */
export function CapacityPage() {
  const text = useText();
  const [filters, change] = useFilters(FILTERS);
  const panel = usePanel();
  const now = today(ownZone());
  const span = spanOf(filters, now, USUAL);
  const measure = isMeasure(filters.measure) ? filters.measure : 'active';
  const query = useQuery(capacityQuery(span));
  return (
    <Page
      title={text('capacity.title')}
      actions={
        <ExportMenu
          table="/tables/capacity"
          filters={{ ...span }}
          columns={['key', 'portfolio', 'week', measure]}
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
          <Segments
            label={text('capacity.measure')}
            value={measure}
            options={MEASURES.map((one) => ({ value: one, label: text(`capacity.measure.${one}`) }))}
            onChange={(one) => change({ measure: one })}
          />
        </>
      }
    >
      <PageState query={query}>
        {(capacity) => (
          <>
            <p className={styles.what}>
              {text(`capacity.what.${measure}`)} {text('capacity.shade')}
              {!capacity.complete && ` ${text('insight.incomplete')}`}
            </p>
            {capacity.portfolios.length === 0 ? (
              <EmptyState title={text('capacity.none')} detail={text('capacity.none.detail')} />
            ) : (
              <Grid
                capacity={capacity}
                measure={measure}
                thisWeek={mondayOf(now)}
                onOpen={(portfolio, week) => panel.open('behind', `${portfolio.key}@${week}`)}
              />
            )}
          </>
        )}
      </PageState>
      {panel.name === 'behind' && panel.subject && (
        <BehindPanel subject={panel.subject} measure={measure} onClose={panel.close} />
      )}
    </Page>
  );
}

interface GridProps {
  capacity: Capacity;
  measure: CapacityMeasure;
  /** Its Monday. */
  thisWeek: string;
  onOpen: (portfolio: CapacityPortfolio, week: string) => void;
}

function Grid({ capacity, measure, thisWeek, onOpen }: GridProps) {
  const text = useText();
  const { locale } = useIntl();
  const isPhone = usePhone();
  const rows = capacity.portfolios.map((portfolio) => ({
    portfolio,
    numbers: numbersOf(portfolio, capacity.weeks.length, measure),
  }));
  return (
    <GridTable
      caption={text('capacity.caption', { measure: text(`capacity.measure.${measure}`) })}
      rows={rows}
      columns={capacity.weeks.map((week, index) => ({ ...week, index }))}
      rowKey={({ portfolio }) => portfolio.id}
      columnKey={({ start }) => start}
      rowHeight={ROW}
      columnWidth={54}
      nameWidth={isPhone ? 150 : 280}
      corner={
        <>
          {text('column.portfolio')}
          <span className={styles.most}>{text('capacity.most')}</span>
        </>
      }
      head={({ start, week }) => (
        <span className={styles.week} data-now={start === thisWeek || undefined}>
          <b>{text('capacity.week', { week })}</b>
          {formatShortDay(start, locale, start.slice(0, 4))}
        </span>
      )}
      name={({ portfolio, numbers: { most } }) => (
        <>
          <span className={styles.name} style={{ paddingLeft: isPhone ? 0 : portfolio.depth * 14 }}>
            <RefLink kind="portfolio" reference={portfolio} />
          </span>
          <span className={styles.most}>{most > 0 && most}</span>
        </>
      )}
      cell={({ portfolio, numbers: { each, most } }, { index, start, week }) => {
        const number = each[index] ?? 0;
        if (number === 0) return { content: <span className="visually-hidden">0</span> };
        return {
          level: levelOf(number, most),
          content: (
            <button
              type="button"
              className={styles.number}
              aria-label={text('capacity.open', {
                number,
                what: text(`capacity.measure.${measure}`),
                portfolio: portfolio.name,
                week,
              })}
              onClick={() => onOpen(portfolio, start)}
            >
              {number}
            </button>
          ),
        };
      }}
    />
  );
}
