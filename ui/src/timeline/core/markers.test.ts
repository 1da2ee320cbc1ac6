import { describe, expect, it } from 'vitest';
import { centreOf, clustersOf, leadOf, MARKER_GAP, placeLabels, pxPerDayOf, zoomStepOf } from './markers';
import { between, randomFrom, someMarkers } from './samples';

const measure = (text: string) => text.length * 6;

describe('clusters', () => {
  it('hold every marker once, in order, and never come too near', () => {
    for (let seed = 1; seed <= 40; seed += 1) {
      const random = randomFrom(seed);
      const markers = someMarkers(random, between(random, 0, 60), 20_000, 20_200);
      const pxPerDay = 0.5 + random() * 30;
      const clusters = clustersOf(markers, pxPerDay);
      expect(clusters.flatMap((cluster) => cluster.markers.map((marker) => marker.id)).sort()).toEqual(
        markers.map((marker) => marker.id).sort(),
      );
      clusters.forEach((cluster, index) => {
        const next = clusters[index + 1];
        if (next) expect((next.at - cluster.at) * pxPerDay).toBeGreaterThanOrEqual(MARKER_GAP - 1e-9);
        for (const marker of cluster.markers) {
          expect(centreOf(marker)).toBeGreaterThanOrEqual(cluster.at);
          expect((centreOf(marker) - cluster.at) * pxPerDay).toBeLessThan(MARKER_GAP);
        }
      });
    }
  });

  it('fall apart when there is room, but not on the same day', () => {
    const [one, two] = someMarkers(randomFrom(1), 2, 20_000, 20_001);
    if (!one || !two) throw new Error('two markers expected');
    expect(clustersOf([one, { ...two, day: 20_001 }], 5)).toHaveLength(1);
    expect(clustersOf([one, { ...two, day: 20_001 }], 20)).toHaveLength(2);
    expect(clustersOf([one, two], 2_000)).toHaveLength(1);
  });

  it('speak with their most urgent gate', () => {
    const [one, two, three] = someMarkers(randomFrom(1), 3, 20_000, 20_001);
    if (!one || !two || !three) throw new Error('three markers expected');
    const cluster = {
      id: 'any',
      at: 20_000.5,
      markers: [
        { ...one, kind: 'gate', state: 'passed' },
        { ...two, kind: 'milestone', state: 'failed' },
        { ...three, kind: 'gate', state: 'pending' },
      ],
    } as const;
    expect(leadOf(cluster).id).toBe(two.id);
    expect(leadOf({ ...cluster, markers: [cluster.markers[0], cluster.markers[2]] }).id).toBe(three.id);
  });
});

describe('labels', () => {
  it('never overlap in one lane, and no leader line crosses one', () => {
    let hidden = 0;
    for (let seed = 1; seed <= 60; seed += 1) {
      const random = randomFrom(seed);
      const pxPerDay = 0.5 + random() * 20;
      const markers = someMarkers(random, 40, 20_000, 20_200);
      const labels = placeLabels(clustersOf(markers, pxPerDay), { pxPerDay, lanes: 3, measure });
      hidden += markers.length - labels.length;
      const boxes = labels.map((label) => {
        const from = label.at * pxPerDay;
        return { lane: label.lane, from, to: from + measure(label.marker.name) };
      });
      for (const [index, box] of boxes.entries()) {
        for (const other of boxes.slice(index + 1)) {
          if (box.lane === other.lane) expect(box.to <= other.from || other.to <= box.from).toBe(true);
          const [upper, lower] = box.lane < other.lane ? [box, other] : [other, box];
          if (upper.lane < lower.lane) expect(lower.from <= upper.from || lower.from > upper.to).toBe(true);
        }
      }
    }
    expect(hidden).toBeGreaterThan(0);
  });

  it('stand as high as they can', () => {
    const [one] = someMarkers(randomFrom(1), 1, 20_000, 20_001);
    if (!one) throw new Error('a marker expected');
    const at = (day: number, name: string) => ({ ...one, id: name, name, day });
    const markers = [at(20_000, 'long name of the first'), at(20_010, 'second'), at(20_013, 'third')];
    const labels = placeLabels(clustersOf(markers, 10), { pxPerDay: 10, lanes: 3, measure });
    const lanes = Object.fromEntries(labels.map(({ marker, lane }) => [marker.name, lane]));
    expect(lanes).toEqual({ 'long name of the first': 2, second: 1, third: 0 });
    const alone = placeLabels(clustersOf(markers.slice(1, 2), 10), { pxPerDay: 10, lanes: 3, measure });
    expect(alone[0]?.lane).toBe(0);
  });

  it('begin with the lead of every cluster that has one', () => {
    const random = randomFrom(5);
    const clusters = clustersOf(someMarkers(random, 40, 20_000, 20_200), 2);
    const labels = placeLabels(clusters, { pxPerDay: 2, lanes: 3, measure });
    for (const cluster of clusters) {
      const own = labels.filter((label) => cluster.markers.includes(label.marker));
      if (own.length > 0) expect(own.map((label) => label.marker)).toContain(leadOf(cluster));
    }
  });

  it('all appear where there is room, one below the other on one day', () => {
    const markers = someMarkers(randomFrom(8), 20, 20_000, 20_200).map((marker) => ({
      ...marker,
      name: 'short',
    }));
    const alone = markers.map((marker, index) => ({ ...marker, day: 20_000 + index }));
    const options = { pxPerDay: 2_000, lanes: 3, measure };
    expect(placeLabels(clustersOf(alone, 2_000), options).map(({ lane }) => lane)).toEqual(
      alone.map(() => 0),
    );
    const together = markers.slice(0, 5).map((marker) => ({ ...marker, day: 20_000 }));
    expect(placeLabels(clustersOf(together, 2_000), options).map(({ lane }) => lane)).toEqual([0, 1, 2]);
  });
});

describe('steps of zoom', () => {
  it('hold what fits at their narrow end', () => {
    for (let pxPerDay = 0.5; pxPerDay < 2_000; pxPerDay *= 1.013) {
      const step = zoomStepOf(pxPerDay);
      expect(pxPerDayOf(step)).toBeLessThanOrEqual(pxPerDay * (1 + 1e-9));
      expect(pxPerDayOf(step + 1)).toBeGreaterThan(pxPerDay * (1 - 1e-9));
    }
  });
});
