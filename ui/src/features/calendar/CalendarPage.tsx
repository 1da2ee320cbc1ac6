import { useNavigate } from '@tanstack/react-router';
import { lazy, Suspense, useMemo, useRef, useState } from 'react';
import { useIntl } from 'react-intl';
import { Page } from '../../components/Page';
import { PageState } from '../../components/PageState';
import { useNow } from '../../components/Time';
import { listIn, oneOf, toggledIn } from '../../components/timeline/address';
import { Count } from '../../components/timeline/Count';
import styles from '../../components/timeline/Frame.module.css';
import { Corner } from '../../components/timeline/ShownDays';
import { useTimelineView } from '../../components/timeline/useTimelineView';
import { spanText, useAxisWords } from '../../components/timeline/words';
import { ZoomBar } from '../../components/timeline/ZoomBar';
import { usePhone } from '../../components/usePhone';
import { useFilters } from '../../components/useSearchState';
import { useText } from '../../i18n/text';
import { ownZone } from '../../time/format';
import { localDayOf, wholeDays } from '../../timeline/core/days';
import { extentOf } from '../../timeline/core/model';
import { fitted } from '../../timeline/core/scale';
import type { PlanRow } from '../../timeline/core/tree';
import { Timeline } from '../../timeline/view/Timeline';
import type { Target, TimelineActions } from '../../timeline/view/types';
import { Agenda } from './Agenda';
import { useRange } from './asked';
import { useBands } from './bands/useBands';
import { Detail } from './Detail';
import { FilterBar } from './FilterBar';
import { Legend } from './Legend';
import { useMove } from './move/useMove';
import { useMoveAddress } from './move/useMoveAddress';
import { Nothing } from './Nothing';
import { needsIn } from './needs';
import { Overview } from './Overview';
import { Sheets } from './paper/Sheets';
import { usePaper } from './paper/usePaper';
import { type CalendarSearch, COLOURS, daysOn, FILTERS, GROUPINGS, SEARCH } from './search';
import { useCalendarData } from './useCalendarData';
import { useElsewhere } from './useElsewhere';
import { useLook } from './useLook';

// Nothing is moved at first.
const MovePanel = lazy(async () => ({ default: (await import('./move/MovePanel')).MovePanel }));

const CLEARED = Object.fromEntries(FILTERS.map((name) => [name, undefined])) as CalendarSearch;

const NO_DEPENDENCIES: never[] = [];

/** A year of releases on one timeline; on a phone, what is due week by week. */
export function CalendarPage() {
  const text = useText();
  const { locale } = useIntl();
  const navigate = useNavigate();
  const isPhone = usePhone();
  const [search, change] = useFilters(SEARCH);
  const [zone] = useState(ownZone);
  const today = localDayOf(useNow(), zone);
  const { controller, shown } = useTimelineView(search, today, daysOn(isPhone), change);
  const range = useRange(shown);
  const grouping = oneOf(GROUPINGS, search.group);
  const colour = oneOf(COLOURS, search.colour) ?? 'category';
  const data = useCalendarData({ search, grouping, range, shown });
  const { query, calendar, facets, items, rows } = data;
  const look = useLook({ calendar, facets, colour, grouping, ghosts: data.ghosts });
  const { bands, bandLook } = useBands({
    calendar,
    portfolio: search.portfolio,
    isShown: data.layers.windows,
  });
  const overviewItems = useMemo(() => items.filter(({ id }) => data.found.has(id)), [items, data.found]);
  const words = useAxisWords();
  const dependencies = (data.layers.dependencies && calendar?.dependencies) || NO_DEPENDENCIES;
  const paper = usePaper({
    controller,
    rows,
    bands,
    items: data.visible,
    dependencies,
    today,
    words,
    look,
    values: facets[colour],
    isTimeline: !isPhone,
  });
  const extent = useMemo(() => extentOf(items), [items]);
  const elsewhere = useElsewhere({ controller, data, shown, isNew: search.from === undefined });

  const { editing, open: move, begin } = useMove(calendar);
  useMoveAddress(calendar !== undefined && !query.isPlaceholderData, move, begin);
  const beginMove = useRef(begin);
  beginMove.current = begin;

  const { toggled } = search;
  const actions: TimelineActions = useMemo(
    () => ({
      fit: () => extent && controller.glide(fitted(controller.heading(), extent)),
      toggle: (row) => change({ toggled: toggledIn(listIn(toggled), row) }),
      open: (row: PlanRow) => {
        if (row.type !== 'group') void navigate({ to: '/releases/$key', params: { key: row.item.key } });
      },
      choose: ({ row, cluster }: Target<PlanRow>) => {
        if (row.type === 'group') return;
        change({ release: row.item.id, marker: cluster?.markers.map(({ id }) => id).join(',') });
      },
      move: ({ row, cluster }: Target<PlanRow>) => {
        if (row.type === 'group') return;
        const part = cluster?.markers[0]?.id ?? (row.type === 'phase' ? row.phase.id : undefined);
        beginMove.current(row.item.id, part);
      },
    }),
    [change, controller, extent, navigate, toggled],
  );

  const chosen = listIn(search.marker);
  const chosenRelease = calendar?.releases.find(({ id }) => id === search.release);
  const movedRelease = calendar?.releases.find(({ id }) => id === move?.wish.release);
  const chosenItem = items.find(({ id }) => id === search.release);
  return (
    <Page
      title={text('calendar.title')}
      screen="calendar"
      actions={
        <>
          {calendar && (
            <Count complete={calendar.complete}>
              {data.visible.length === data.inView.length
                ? text('calendar.count', { count: data.inView.length })
                : text('calendar.countOf', { shown: data.visible.length, total: data.inView.length })}
            </Count>
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
          actions={paper.actions}
          onlyFilters={isPhone}
          onChange={change}
        />
      }
    >
      <PageState query={query}>
        {(read) => (
          <div className={styles.frame} data-waiting={query.isPlaceholderData || undefined}>
            {isPhone ? (
              <Agenda
                items={data.visible}
                releases={read.releases}
                bands={bands}
                span={shown}
                today={today}
                onMove={begin}
              />
            ) : (
              <>
                <div className={styles.timeline}>
                  <Timeline
                    key={grouping}
                    controller={controller}
                    rows={rows}
                    items={data.visible}
                    dependencies={dependencies}
                    bands={bands}
                    bandLook={bandLook}
                    today={today}
                    words={words}
                    look={look}
                    actions={actions}
                    editing={editing}
                    corner={
                      <Corner
                        controller={controller}
                        columns={['column.name', 'column.status']}
                        folded={search.fold !== undefined}
                        onFold={() => change({ fold: search.fold ? undefined : 'all', toggled: undefined })}
                      />
                    }
                    selected={search.release ? { row: search.release, part: chosen[0] ?? null } : null}
                  />
                </div>
                <Overview controller={controller} items={overviewItems} whole={range} today={today} />
                <Legend items={data.visible} rows={rows} bands={bands} facets={facets} colour={colour} />
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
      <Suspense>
        {move && movedRelease && <MovePanel key={move.opened} release={movedRelease} move={move} />}
      </Suspense>
      <Sheets sheets={paper.sheets} />
      {!movedRelease && chosenRelease && chosenItem && (
        <Detail
          release={chosenRelease}
          item={chosenItem}
          facets={facets}
          needs={needsIn(calendar)(chosenRelease.id)}
          chosen={chosen}
          onMove={() => begin(chosenRelease.id, chosen[0])}
          onClose={() => change({ release: undefined, marker: undefined })}
        />
      )}
    </Page>
  );
}
