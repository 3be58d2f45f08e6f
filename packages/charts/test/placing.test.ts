import assert from 'node:assert/strict';

import * as fc from 'fast-check';

import { apart, fitted, textWidth } from '../src/labels.ts';
import { thinned } from '../src/thin.ts';

describe('labels', () => {
  it('are moved apart within their room, in their order', () => {
    const positions = fc.array(fc.double({ min: -50, max: 350, noNaN: true }), {
      minLength: 1,
      maxLength: 30,
    });
    fc.assert(
      fc.property(positions, (wanted) => {
        const placed = apart(wanted, 17, [0, 300]);
        const room = Math.min(17, 300 / Math.max(1, wanted.length - 1));
        const order = wanted.map((_, index) => index).toSorted((a, b) => (wanted[a] ?? 0) - (wanted[b] ?? 0));
        const sorted = order.map((index) => placed[index] ?? NaN);
        assert.ok(sorted.every((at) => at >= -1e-6 && at <= 300 + 1e-6));
        assert.ok(sorted.slice(1).every((at, index) => at - (sorted[index] ?? NaN) >= room - 1e-6));
      }),
    );
  });

  it('that have room stay where they are', () => {
    assert.deepEqual(apart([200, 20, 100], 17, [0, 300]), [200, 20, 100]);
  });

  it('that are too long are cut', () => {
    assert.equal(fitted('T1', 100), 'T1');
    const cut = fitted('a very long name of a plan that nobody reads', 120);
    assert.match(cut, /^a very .*…$/);
    assert.ok(textWidth(cut) <= 120);
  });
});

describe('thinned points', () => {
  const point = fc.record({ y: fc.integer({ min: -1000, max: 1000 }) });

  it('keep the ends, the least and the greatest, and their order', () => {
    fc.assert(
      fc.property(fc.array(point, { minLength: 1, maxLength: 500 }), (some) => {
        const points = some.map(({ y }, x) => ({ x, y }));
        const few = thinned(
          points,
          ({ x }) => x,
          ({ y }) => y,
          10,
        );
        const heights = (of: readonly { readonly y: number }[]) => of.map(({ y }) => y);
        assert.ok(few.length <= 50);
        assert.deepEqual([few[0], few.at(-1)], [points[0], points.at(-1)]);
        assert.equal(Math.max(...heights(few)), Math.max(...heights(points)));
        assert.equal(Math.min(...heights(few)), Math.min(...heights(points)));
        assert.deepEqual(
          few,
          few.toSorted((a, b) => a.x - b.x),
        );
      }),
    );
  });

  it('keep a gap', () => {
    const points = Array.from({ length: 1000 }, (_, x) => ({ x, y: x === 503 ? NaN : x % 7 }));
    const few = thinned(
      points,
      ({ x }) => x,
      ({ y }) => y,
      10,
    );
    assert.ok(few.some(({ y }) => Number.isNaN(y)));
  });
});
