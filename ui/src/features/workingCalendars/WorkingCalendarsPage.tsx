import { useQuery } from '@tanstack/react-query';
import { useIntl } from 'react-intl';
import type { WorkingCalendar } from '../../api/types';
import { workingCalendarQuery, workingCalendars } from '../../api/workingCalendars';
import { ListPage, useListFilters } from '../../components/ListPage';
import { OpenButton } from '../../components/OpenButton';
import { DayText } from '../../components/Time';
import { usePanel } from '../../components/useSearchState';
import { useText } from '../../i18n/text';
import { today } from '../../time/day';
import { ownZone, weekdayName } from '../../time/format';
import { runsOf } from './days';
import { WorkingCalendarPanel } from './WorkingCalendarPanel';

/** The days an enterprise works: what portfolios plan by. */
export function WorkingCalendarsPage() {
  const text = useText();
  const { locale } = useIntl();
  const panel = usePanel();
  const [filters] = useListFilters();
  const calendars = useQuery(workingCalendars(filters));
  const wanted = panel.name === 'calendar' ? panel.subject : undefined;
  const open = useQuery({ ...workingCalendarQuery(wanted ?? ''), enabled: wanted !== undefined });
  const week = ({ days }: WorkingCalendar) =>
    runsOf(days)
      .map(([from, to]) =>
        from === to ? weekdayName(from, locale) : `${weekdayName(from, locale)}–${weekdayName(to, locale)}`,
      )
      .join(', ');
  const now = today(ownZone());
  const next = ({ holidays }: WorkingCalendar) => holidays.find(({ date }) => date >= now);
  return (
    <ListPage
      title={text('nav.workingCalendars')}
      newLabel={text('workingCalendars.new')}
      query={calendars}
      none={{ title: text('workingCalendars.none'), detail: text('workingCalendars.none.next') }}
      columns={[
        {
          id: 'name',
          header: text('column.name'),
          size: 'wide',
          cell: ({ id, name }) => <OpenButton onOpen={() => panel.open('calendar', id)}>{name}</OpenButton>,
        },
        {
          id: 'key',
          header: text('column.key'),
          leaves: 'notOnPhone',
          cell: ({ key }) => <span className="mono">{key}</span>,
        },
        { id: 'days', header: text('workingCalendars.days'), cell: week },
        {
          id: 'next',
          header: text('workingCalendars.next'),
          cell: (calendar) => {
            const holiday = next(calendar);
            if (!holiday) return <span className="faint">{text('value.none')}</span>;
            return (
              <>
                <DayText day={holiday.date} /> <span className="faint">{holiday.name}</span>
              </>
            );
          },
        },
        {
          id: 'holidays',
          header: text('workingCalendars.holidays'),
          size: 'end',
          leaves: 'notOnPhone',
          cell: ({ holidays }) => holidays.length,
        },
      ]}
    >
      {panel.name === 'new' && <WorkingCalendarPanel onClose={panel.close} />}
      {wanted !== undefined && open.data && (
        <WorkingCalendarPanel key={open.data.id} calendar={open.data} onClose={panel.close} />
      )}
    </ListPage>
  );
}
