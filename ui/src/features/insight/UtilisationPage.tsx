import { useQuery } from '@tanstack/react-query';
import { useIntl } from 'react-intl';
import { environmentGroups, stages } from '../../api/environments';
import type { TimeAndCost, Utilisation, UtilisationBy } from '../../api/types';
import { utilisationQuery } from '../../api/utilisation';
import { ExportMenu } from '../../components/ExportMenu';
import { Fact, FactList } from '../../components/FactList';
import { SearchFilter, SelectFilter } from '../../components/Filters';
import { shownAmount } from '../../components/money';
import { Page } from '../../components/Page';
import { EmptyState, PageState } from '../../components/PageState';
import { useFilters } from '../../components/useSearchState';
import { useText } from '../../i18n/text';
import { addDays, today } from '../../time/day';
import { formatDay, ownZone } from '../../time/format';
import styles from './CapacityPage.module.css';
import { Segments } from './Segments';
import { SpanBar } from './SpanBar';
import { type Length, spanOf } from './span';
import { ShareBar, UtilisationTable } from './UtilisationTable';
import { hoursOf } from './utilisation';

const FILTERS = ['from', 'weeks', 'portfolio', 'by', 'q', 'stage', 'group'] as const;
const BY: readonly UtilisationBy[] = ['environment', 'team', 'purpose'];
const LENGTHS: readonly Length[] = ['4', '13', '26', '52'];
const USUAL: Length = '13';

const named = ({ key, name }: { key: string; name: string }) => ({ value: key, label: name });

/** How much environments are used, by whom and for what, what that costs, and which are idle. */
export function UtilisationPage() {
  const text = useText();
  const [filters, change] = useFilters(FILTERS);
  const stageList = useQuery(stages()).data ?? [];
  const groups = useQuery(environmentGroups()).data ?? [];
  const weeks = LENGTHS.find((length) => length === filters.weeks) ?? USUAL;
  const by = BY.find((one) => one === filters.by) ?? 'environment';
  const { from, to } = spanOf({ ...filters, weeks }, today(ownZone()), USUAL);
  const { portfolio, q, stage, group } = filters;
  const asked = { from, to, zone: ownZone(), by, portfolio, q, stage, group };
  const query = useQuery(utilisationQuery(asked));
  return (
    <Page
      title={text('utilisation.title')}
      actions={<ExportMenu table="/tables/utilisation" filters={asked} />}
      filters={
        <>
          <SpanBar from={from} weeks={weeks} lengths={LENGTHS} portfolio={portfolio} onChange={change} />
          <Segments
            label={text('utilisation.by')}
            value={by}
            options={BY.map((one) => ({ value: one, label: text(`utilisation.by.${one}`) }))}
            onChange={(one) => change({ by: one })}
          />
          <SearchFilter
            label={text('environments.search')}
            value={q}
            onChange={(typed) => change({ q: typed })}
          />
          <SelectFilter
            label={text('column.stage')}
            value={stage}
            options={stageList.map(named)}
            onChange={(chosen) => change({ stage: chosen })}
          />
          <SelectFilter
            label={text('column.group')}
            value={group}
            options={groups.map(named)}
            onChange={(chosen) => change({ group: chosen })}
          />
        </>
      }
    >
      <PageState query={query}>
        {(report) =>
          report.environments === 0 ? (
            <EmptyState title={text('utilisation.none')} detail={text('utilisation.none.next')} />
          ) : (
            <Report report={report} by={by} from={from} to={to} />
          )
        }
      </PageState>
    </Page>
  );
}

interface ReportProps {
  report: Utilisation;
  by: UtilisationBy;
  from: string;
  to: string;
}

function Report({ report, by, from, to }: ReportProps) {
  const text = useText();
  const { locale } = useIntl();
  const days = { from: formatDay(from, locale), to: formatDay(addDays(to, -1), locale) };
  const hours = (seconds: number) => hoursOf(seconds, locale);
  return (
    <>
      <p className={styles.what} role="status">
        {text(by === 'environment' ? 'utilisation.sum' : 'utilisation.sum.shared', {
          ...days,
          count: report.environments,
        })}
        {!report.complete && ` ${text('utilisation.cut')}`}
      </p>
      <FactList>
        <Fact name={text('utilisation.share')}>
          <ShareBar share={report.share} />
        </Fact>
        <Fact name={text('utilisation.booked')}>{hours(report.booked.seconds)}</Fact>
        <Fact name={text('utilisation.active')}>{hours(report.active_seconds)}</Fact>
        <Fact name={text('utilisation.idle')}>{hours(report.idle.seconds)}</Fact>
        <Fact name={text('utilisation.cost')}>
          <Costs of={report.booked} />
        </Fact>
        <Fact name={text('utilisation.idleCost')}>
          <Costs of={report.idle} />
        </Fact>
      </FactList>
      {report.rows.length === 0 ? (
        <EmptyState title={text('utilisation.unused')} detail={text('utilisation.unused.next')} />
      ) : (
        <UtilisationTable rows={report.rows} by={by} costs={(of) => <Costs of={of} />} />
      )}
    </>
  );
}

/** Amounts, one of each currency, and for how much of the time nobody knows. */
function Costs({ of }: { of: TimeAndCost }) {
  const text = useText();
  const { locale } = useIntl();
  const amounts = of.costs.map((cost) => shownAmount(cost, locale));
  if (of.seconds === 0) return <span className="faint">{text('value.none')}</span>;
  if (amounts.length === 0) return <span className="faint">{text('utilisation.noCost')}</span>;
  const unpriced = text('utilisation.unpriced', { hours: Math.ceil(of.unpriced_seconds / 3_600) });
  return (
    <span title={of.unpriced_seconds > 0 ? unpriced : undefined}>
      {amounts.join(' + ')}
      {of.unpriced_seconds > 0 && (
        <>
          <span aria-hidden="true">*</span>
          <span className="visually-hidden"> {unpriced}</span>
        </>
      )}
    </span>
  );
}
