import { useMediaQuery } from '@mantine/hooks';
import { useNavigate } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { useIntl } from 'react-intl';
import { Page } from '../../components/Page';
import { PageState } from '../../components/PageState';
import { useNow } from '../../components/Time';
import { useFilters } from '../../components/useSearchState';
import { useText } from '../../i18n/text';
import { ownZone } from '../../time/format';
import { localDayOf, wholeDays } from '../../timeline/core/days';
import { extentOf } from '../../timeline/core/model';
import { fitted, PRESET_DAYS } from '../../timeline/core/scale';
import { Timeline } from '../../timeline/view/Timeline';
import type { TimelineActions } from '../../timeline/view/types';
import { Agenda } from './Agenda';
import styles from './CalendarPage.module.css';
import { Count } from './Count';
import { Detail } from './Detail';
import { FilterBar } from './FilterBar';
import { Legend } from './Legend';
import { Nothing } from './Nothing';
import { needsIn } from './needs';
import { Overview } from './Overview';
import { Corner } from './ShownDays';
import { type CalendarSearch, COLOURS, FILTERS, GROUPINGS, listIn, oneOf, SEARCH, toggledIn } from './search';
import { useCalendarData } from './useCalendarData';
import { useCalendarView } from './useCalendarView';
import { useElsewhere } from './useElsewhere';
import { useLook } from './useLook';
import { spanText, useAxisWords } from './words';
import { ZoomBar } from './ZoomBar';

const CLEARED = Object.fromEntries(FILTERS.map((name) => [name, undefined])) as CalendarSearch;

const NO_DEPENDENCIES: never[] = [];

/** A year of releases on one timeline; on a phone, what is due week by week. */
export function CalendarPage() {
  const text = useText();
  const { locale } = useIntl();
  const navigate = useNavigate();
  const isPhone = useMediaQuery('(max-width: 700px)', undefined, { getInitialValueInEffect: false }) ?? false;
  const [search, change] = useFilters(SEARCH);
  const [zone] = useState(ownZone);
  const today = localDayOf(useNow(), zone);
  const days = isPhone ? PRESET_DAYS.quarter : PRESET_DAYS.year;
  const { controller, shown, range } = useCalendarView(search, today, days, change);
  const grouping = oneOf(GROUPINGS, search.group);
  const colour = oneOf(COLOURS, search.colour) ?? 'category';
  const data = useCalendarData({ search, grouping, range, shown });
  const { query, calendar, facets, items, rows } = data;
  const look = useLook({ calendar, facets, colour, grouping, ghosts: data.ghosts });
  const overviewItems = useMemo(() => items.filter(({ id }) => data.found.has(id)), [items, data.found]);
  const words = useAxisWords();
  const extent = useMemo(() => extentOf(items), [items]);
  const elsewhere = useElsewhere({ controller, data, shown, isNew: search.from === undefined });

  const { toggled } = search;
  const actions: TimelineActions = useMemo(
    () => ({
      fit: () => extent && controller.glide(fitted(controller.heading(), extent)),
      toggle: (row) => change({ toggled: toggledIn(listIn(toggled), row) }),
      open: (row) => {
        if (row.type !== 'group') void navigate({ to: '/releases/$key', params: { key: row.item.key } });
      },
      choose: ({ row, cluster }) => {
        if (row.type === 'group') return;
        change({ release: row.item.id, marker: cluster?.markers.map(({ id }) => id).join(',') });
      },
    }),
    [change, controller, extent, navigate, toggled],
  );

  const chosen = listIn(search.marker);
  const chosenRelease = calendar?.releases.find(({ id }) => id === search.release);
  const chosenItem = items.find(({ id }) => id === search.release);
  return (
    <Page
      title={text('calendar.title')}
      screen="calendar"
      actions={
        <>
          {calendar && (
            <Count found={data.visible.length} all={data.inView.length} complete={calendar.complete} />
          )}
          <ZoomBar controller={controller} today={today} extent={extent} onlyMoves={isPhone} />
        </>
      }
      filters={
        <FilterBar
          search={search}
          facets={facets}
          grouping={grouping}
          colour={colour}
          layers={data.layers}
          onlyFilters={isPhone}
          onChange={change}
        />
      }
    >
      <PageState query={query}>
        {(read) => (
          <div className={styles.calendar} data-waiting={query.isPlaceholderData || undefined}>
            {isPhone ? (
              <Agenda items={data.visible} releases={read.releases} span={shown} today={today} />
            ) : (
              <>
                <div className={styles.timeline}>
                  <Timeline
                    key={grouping}
                    controller={controller}
                    rows={rows}
                    items={data.visible}
                    dependencies={data.layers.dependencies ? read.dependencies : NO_DEPENDENCIES}
                    today={today}
                    words={words}
                    look={look}
                    actions={actions}
                    corner={<Corner controller={controller} />}
                    selected={search.release ? { row: search.release, marker: chosen[0] ?? null } : null}
                  />
                </div>
                <Overview controller={controller} items={overviewItems} whole={range} today={today} />
                <Legend items={data.visible} rows={rows} facets={facets} colour={colour} />
              </>
            )}
            {data.visible.length === 0 && !query.isPlaceholderData && (
              <Nothing
                days={spanText(wholeDays(shown), locale)}
                elsewhere={elsewhere}
                onClear={data.inView.length > 0 ? () => change(CLEARED) : null}
                onNew={() => void navigate({ to: '/releases', search: { panel: 'new' } })}
              />
            )}
          </div>
        )}
      </PageState>
      {chosenRelease && chosenItem && (
        <Detail
          release={chosenRelease}
          item={chosenItem}
          facets={facets}
          needs={needsIn(calendar)(chosenRelease.id)}
          chosen={chosen}
          onClose={() => change({ release: undefined, marker: undefined })}
        />
      )}
    </Page>
  );
}
