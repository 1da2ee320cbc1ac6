import { useCallback, useMemo } from 'react';
import type { MapThing, SystemMap } from '../../api/types';
import { GraphView, type GraphViewProps } from '../../components/graph/GraphView';
import { useText } from '../../i18n/text';
import { ThingIcon } from './MapList';

interface MapGraphProps extends Pick<GraphViewProps, 'placed'> {
  map: SystemMap;
  onGo: (thing: MapThing) => void;
}

/** A click on a thing moves the map to it; the list beside the graph says the same. */
export function MapGraph({ map, onGo, placed }: MapGraphProps) {
  const text = useText();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the words change only with the locale
  const things = useMemo(
    () =>
      map.things.map((thing) => ({
        ...thing,
        detail: thing.stage?.name ?? thing.key,
        icon: <ThingIcon kind={thing.kind} />,
        isCentre: thing.distance === 0,
        isProduction: thing.is_production ?? undefined,
        title: `${thing.name} (${thing.key})`,
        label: thing.distance === 0 ? thing.name : text('map.centre', { name: thing.name }),
        more: thing.more && <span title={text('map.more.what')}>{text('map.more')}</span>,
      })),
    [map],
  );
  const bonds = useMemo(() => bondsShown(map), [map]);
  const go = useCallback(
    (id: string) => {
      const thing = map.things.find((one) => one.id === id);
      if (thing) onGo(thing);
    },
    [map, onGo],
  );
  const label = text('map.graph', { name: map.things[0]?.name ?? '' });
  return <GraphView label={label} things={things} bonds={bonds} onGo={go} placed={placed} />;
}

/** Versions are told only of what runs in, or of, the thing in the middle: on every line they would cover the map. */
function bondsShown({ things, bonds }: SystemMap) {
  const centre = things[0]?.id;
  return bonds.map(({ from, to, kind, detail, both }) => ({
    from,
    to,
    kind,
    both,
    label: detail && (kind !== 'runs' || from === centre || to === centre) ? detail : undefined,
  }));
}
