import { NativeSelect } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useCallback } from 'react';
import { mapQuery } from '../../api/map';
import type { MapDirection, MapThing, SystemMap } from '../../api/types';
import { SelectFilter } from '../../components/Filters';
import { EnvironmentPicker, ReleasePicker, SystemPicker } from '../../components/form/pickers';
import type { Choice } from '../../components/form/RefPicker';
import { Page } from '../../components/Page';
import { EmptyState, PageState, Waiting } from '../../components/PageState';
import { useFilters } from '../../components/useSearchState';
import { useText } from '../../i18n/text';
import { MapList } from './MapList';
import styles from './MapPage.module.css';

/** What draws and what places things are large, and fetched beside each other. */
const MapGraph = lazy(async () => {
  const [{ MapGraph }, { placed }] = await Promise.all([
    import('./MapGraph'),
    import('../../components/graph/layout'),
  ]);
  return { default: (props: ShownProps) => <MapGraph {...props} placed={placed} /> };
});

const KINDS = ['environment', 'system', 'release'] as const;
const DIRECTIONS: readonly MapDirection[] = ['upstream', 'downstream', 'both'];
const DEPTHS = ['1', '2', '3', '4', '5'] as const;
const USUAL_DEPTH = '2';
const FILTERS = [...KINDS, 'direction', 'depth'] as const;

const PICKER = { environment: EnvironmentPicker, system: SystemPicker, release: ReleasePicker } as const;

/** Systems and environments as a graph around one of them, and beside it the same as a list. */
export function MapPage() {
  const text = useText();
  const [filters, change] = useFilters(FILTERS);
  const kind = KINDS.find((one) => filters[one]);
  const of = kind && filters[kind];
  const direction = DIRECTIONS.find((one) => one === filters.direction) ?? 'both';
  const depth = DEPTHS.find((one) => one === filters.depth) ?? USUAL_DEPTH;
  const asked = { kind: kind ?? 'environment', of: of ?? '', direction, depth: Number(depth) };
  const query = useQuery({ ...mapQuery(asked), enabled: of !== undefined });
  const centre = of === undefined ? undefined : query.data?.things[0];
  const go = useCallback(
    (to: { kind: MapThing['kind']; key: string } | null) => {
      const nowhere = { environment: undefined, system: undefined, release: undefined };
      change({ ...nowhere, ...(to && { [to.kind]: to.key }) });
    },
    [change],
  );
  return (
    <Page
      title={text('map.title')}
      filters={
        <>
          {KINDS.map((one) => {
            const Picker = PICKER[one];
            const value: Choice | null =
              one === kind && centre ? { id: centre.id, name: centre.name, detail: centre.key } : null;
            return (
              <Picker
                key={one}
                isFilter
                label={text(`map.kind.${one}`)}
                value={value}
                onChange={(chosen) => go(chosen?.detail ? { kind: one, key: chosen.detail } : null)}
              />
            );
          })}
          <SelectFilter
            label={text('map.direction')}
            value={filters.direction}
            options={DIRECTIONS.filter((one) => one !== 'both').map((one) => ({
              value: one,
              label: text(`map.direction.${one}`),
            }))}
            onChange={(chosen) => change({ direction: chosen })}
          />
          <NativeSelect
            aria-label={text('map.depth')}
            value={depth}
            data={DEPTHS.map((one) => ({ value: one, label: text('map.depth.of', { count: Number(one) }) }))}
            onChange={(event) => change({ depth: event.currentTarget.value })}
          />
        </>
      }
    >
      {of === undefined ? (
        <EmptyState title={text('map.empty')} detail={text('map.empty.next')} />
      ) : (
        <PageState query={query}>{(map) => <Shown map={map} onGo={go} />}</PageState>
      )}
    </Page>
  );
}

interface ShownProps {
  map: SystemMap;
  onGo: (thing: MapThing) => void;
}

function Shown({ map, onGo }: ShownProps) {
  const text = useText();
  const count = (kind: MapThing['kind']) => map.things.filter((thing) => thing.kind === kind).length;
  return (
    <>
      <p className={styles.what} role="status">
        {text('map.sum', {
          systems: count('system'),
          environments: count('environment'),
          name: map.things[0]?.name ?? '',
        })}
        {map.things.length === 1 && ` ${text('map.alone')}`}
        {!map.complete && ` ${text('map.cut')}`}
      </p>
      <div className={styles.split}>
        <Suspense fallback={<Waiting />}>
          <MapGraph map={map} onGo={onGo} />
        </Suspense>
        <MapList map={map} onGo={onGo} />
      </div>
    </>
  );
}
