import { describe, expect, it } from 'vitest';
import { toggledIn } from '../../components/timeline/address';
import { randomFrom, someItems } from '../../timeline/core/samples';
import { LAYERS, layersIn, withLayers } from './layers';

describe('layers in the address', () => {
  it('are what they are at first, but for those it names', () => {
    expect(layersIn(undefined)).toEqual({
      windows: true,
      dependencies: true,
      baselines: false,
      gates: true,
      milestones: true,
    });
    for (const layer of LAYERS) {
      const once = toggledIn([], layer);
      expect(layersIn(once)[layer]).toBe(!layersIn(undefined)[layer]);
      expect(layersIn(once && toggledIn([layer], layer))).toEqual(layersIn(undefined));
    }
  });
});

describe('gates and milestones', () => {
  const items = someItems(randomFrom(11), 80);
  const at = (gates: boolean, milestones: boolean) => ({
    windows: true,
    dependencies: true,
    baselines: false,
    gates,
    milestones,
  });

  it('go away by kind and leave everything else as it was', () => {
    const kindsOf = (shown: typeof items) =>
      new Set(shown.flatMap(({ markers }) => markers.map(({ kind }) => kind)));
    expect(kindsOf(withLayers(items, at(true, true)))).toEqual(new Set(['gate', 'milestone']));
    expect(kindsOf(withLayers(items, at(true, false)))).toEqual(new Set(['gate']));
    expect(kindsOf(withLayers(items, at(false, true)))).toEqual(new Set(['milestone']));
    expect(kindsOf(withLayers(items, at(false, false)))).toEqual(new Set());
    expect(withLayers(items, at(false, false)).map(({ span }) => span)).toEqual(
      items.map(({ span }) => span),
    );
  });

  it('come from the same objects every time, so that no row is drawn anew', () => {
    const once = withLayers(items, at(false, true));
    withLayers(items, at(true, false)).forEach((item, index) => {
      expect(item).toBe(withLayers(items, at(true, false))[index]);
    });
    expect(withLayers(items, at(false, true)).every((item, index) => item === once[index])).toBe(true);
    expect(withLayers(items, at(true, true)).every((item, index) => item === items[index])).toBe(true);
  });
});
