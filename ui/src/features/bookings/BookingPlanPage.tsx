import { NativeSelect, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { bookingPlanQuery } from '../../api/bookings';
import { environmentGroups, stages } from '../../api/environments';
import type { BookingPlanWanted } from '../../api/types';
import { SearchFilter, SelectFilter } from '../../components/Filters';
import { Page } from '../../components/Page';
import { PageState } from '../../components/PageState';
import { PortfolioFilter } from '../../components/PortfolioFilter';
import { Trail } from '../../components/Trail';
import { listIn, toggledIn } from '../../components/timeline/address';
import { useFilters } from '../../components/useSearchState';
import { useText } from '../../i18n/text';
import { addDays, today } from '../../time/day';
import { ownZone } from '../../time/format';
import { named } from './named';
import { PlanAnswer } from './PlanAnswer';

const ASKED = ['from', 'to', 'q', 'portfolio', 'stage', 'group', 'hours', 'effort', 'keep'] as const;
type Asked = Partial<Record<(typeof ASKED)[number], string>>;

/** Two weeks are looked at unless somebody says otherwise. */
const USUAL_DAYS = 14;
const HOURS = ['1', '4', '24'] as const;
/** What a patient asker allows: some seconds. */
const PATIENT_STEPS = 2_000_000;

function wantedOf(asked: Asked): BookingPlanWanted {
  const zone = ownZone();
  const from = asked.from ?? today(zone);
  return {
    from,
    // The last day is said; the server leaves out the day it is told.
    to: addDays(asked.to ?? addDays(from, USUAL_DAYS - 1), 1),
    zone,
    step_hours: Number(asked.hours ?? '24'),
    ...(asked.q ? { q: asked.q } : {}),
    ...(asked.portfolio ? { portfolio: asked.portfolio } : {}),
    ...(asked.stage ? { stage: asked.stage } : {}),
    ...(asked.group ? { group: asked.group } : {}),
    ...(asked.effort ? { steps: PATIENT_STEPS } : {}),
    ...(asked.keep ? { keep: listIn(asked.keep) } : {}),
  };
}

/** How the bookings of some environments would have to move so that none clash any more; and doing that. */
export function BookingPlanPage() {
  const text = useText();
  const [asked, ask] = useFilters(ASKED);
  const wanted = wantedOf(asked);
  const query = useQuery(bookingPlanQuery(wanted));
  const stageList = useQuery(stages()).data ?? [];
  const groups = useQuery(environmentGroups()).data ?? [];
  return (
    <Page
      title={text('bookingPlan.title')}
      trail={<Trail home={{ to: '/bookings', name: text('nav.bookings') }} />}
      filters={
        <>
          {(['from', 'to'] as const).map((end) => (
            <TextInput
              key={end}
              type="date"
              aria-label={text(`bookingPlan.${end}`)}
              value={end === 'from' ? wanted.from : addDays(wanted.to, -1)}
              onChange={(event) => ask({ [end]: event.currentTarget.value || undefined })}
            />
          ))}
          <NativeSelect
            aria-label={text('bookingPlan.hours')}
            value={String(wanted.step_hours)}
            data={HOURS.map((hours) => ({ value: hours, label: text(`bookingPlan.hours.${hours}`) }))}
            onChange={(event) => ask({ hours: event.currentTarget.value })}
          />
          <SearchFilter label={text('environments.search')} value={asked.q} onChange={(q) => ask({ q })} />
          <SelectFilter
            label={text('column.stage')}
            value={asked.stage}
            options={stageList.map(named)}
            onChange={(stage) => ask({ stage })}
          />
          <SelectFilter
            label={text('column.group')}
            value={asked.group}
            options={groups.map(named)}
            onChange={(group) => ask({ group })}
          />
          <PortfolioFilter value={asked.portfolio} onChange={(portfolio) => ask({ portfolio })} />
        </>
      }
    >
      <PageState query={query}>
        {(plan) => (
          <PlanAnswer
            key={JSON.stringify(wanted)}
            plan={plan}
            isPatient={asked.effort !== undefined}
            onPatience={() => ask({ effort: 'patient' })}
            kept={listIn(asked.keep).length}
            onKeep={(booking) => ask({ keep: booking ? toggledIn(listIn(asked.keep), booking) : undefined })}
          />
        )}
      </PageState>
    </Page>
  );
}
