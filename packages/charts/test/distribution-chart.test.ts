import assert from 'node:assert/strict';

import { DistributionChart } from '@tierline/charts';
import * as fc from 'fast-check';

import { shareWithin } from '../src/share-within.ts';
import { attributes, drawn, pointsOf, texts } from './fixtures/drawn.ts';
import { distribution } from './fixtures/samples.ts';

const HOUR = 3_600_000;

describe('the share within a length', () => {
  const points = [
    { length: HOUR, share: 0.5 },
    { length: 3 * HOUR, share: 0.9 },
  ];

  it('is read straight between points, is 0 before them and the last after', () => {
    const lengths = [HOUR / 2, HOUR, 2 * HOUR, 3 * HOUR, 9 * HOUR];
    assert.deepEqual(
      lengths.map((length) => shareWithin(points, length)),
      [0, 0.5, 0.7, 0.9, 0.9],
    );
  });

  it('never falls, and is the point’s own at a point', () => {
    const ascending = fc
      .uniqueArray(fc.integer({ min: 1, max: 1000 }), { minLength: 1, maxLength: 20 })
      .map((lengths) =>
        lengths
          .toSorted((a, b) => a - b)
          .map((length, index) => ({ length, share: (index + 1) / lengths.length })),
      );
    fc.assert(
      fc.property(
        ascending,
        fc.integer({ min: 0, max: 1100 }),
        fc.integer({ min: 0, max: 100 }),
        (some, at, more) => {
          assert.ok(shareWithin(some, at) <= shareWithin(some, at + more) + 1e-12);
          for (const { length, share } of some) assert.equal(shareWithin(some, length), share);
        },
      ),
    );
  });
});

describe('a distribution chart', () => {
  it('prints the share that keeps each target, at its line', () => {
    const html = drawn(DistributionChart, distribution);
    assert.match(html, />T1 73 %</);
    assert.match(html, />T2 69 %</);
    assert.match(html, />T3 87 %</);
    assert.match(
      html,
      /aria-label="Share of tickets within target: T1 73 % within 1h; T2 69 % within 8h; T3 87 % within 3d\."/,
    );
    const [lines, dots] = [attributes(html, 'tl-target', 'x1'), attributes(html, 'tl-dot', 'cx')];
    assert.deepEqual(lines, dots);
  });

  it('has a target without a series on every curve', () => {
    const html = drawn(DistributionChart, { ...distribution, targets: [{ length: 8 * HOUR, label: 'All' }] });
    assert.equal(attributes(html, 'tl-target', 'x1').length, 1);
    assert.equal(attributes(html, 'tl-dot', 'cx').length, 3);
  });

  it('places lengths by their logarithm, or in proportion', () => {
    const series = [
      { label: 'T1', points: [1, 10, 100].map((length) => ({ length: length * HOUR, share: length / 100 })) },
    ];
    const xs = (scale: 'log' | 'linear') => {
      const html = drawn(DistributionChart, { ...distribution, series, targets: [], scale });
      return pointsOf(attributes(html, 'tl-line', 'd')[0] ?? '').map(({ x }) => x);
    };
    const [a = 0, b = 0, c = 0] = xs('log');
    assert.ok(Math.abs(b - a - (c - b)) < 0.3);
    const [d = 0, e = 0, f = 0] = xs('linear');
    assert.ok(Math.abs((f - d) / (e - d) - 11) < 0.1);
  });

  it('leaves out on a linear axis what a few took, and says so', () => {
    const points = [
      ...Array.from({ length: 100 }, (_, index) => ({
        length: (index + 1) * HOUR,
        share: (index + 1) / 101,
      })),
      { length: 10_000 * HOUR, share: 1 },
    ];
    const html = drawn(DistributionChart, {
      ...distribution,
      series: [{ label: 'T1', points }],
      targets: [],
      scale: 'linear',
    });
    assert.match(html, /The axis ends where 99 % of each are done/);
    assert.ok(texts(html).includes('3d'));
    assert.ok(!texts(html).includes('400d'));
  });

  it('stays below 100 % where some never end', () => {
    const points = [1, 2, 3].map((length) => ({ length: length * HOUR, share: length / 5 }));
    const html = drawn(DistributionChart, {
      ...distribution,
      series: [{ label: 'T3', points }],
      targets: [{ length: 9 * HOUR, label: 'T3' }],
    });
    assert.match(html, />T3 60 %</);
  });

  it('leaves out what takes no time on a logarithmic axis', () => {
    const points = [
      { length: 0, share: 0.2 },
      { length: HOUR, share: 1 },
    ];
    const html = drawn(DistributionChart, { ...distribution, series: [{ label: 'T1', points }] });
    assert.doesNotMatch(html, /NaN|Infinity/);
  });

  it('of nothing says so', () => {
    for (const series of [[], [{ label: 'T1', points: [] }]]) {
      const html = drawn(DistributionChart, { ...distribution, series });
      assert.match(html, /Nothing to show/);
      assert.doesNotMatch(html, /NaN|Infinity|<path/);
    }
  });
});
