import assert from 'node:assert/strict';

import { FanChart, type FanChartProps } from '@tierline/charts';
import * as fc from 'fast-check';

import { attributes, drawn, pointsOf, texts } from './fixtures/drawn.ts';
import { backlog, fan } from './fixtures/samples.ts';

const HOUR = 3_600_000;
const from = Date.UTC(2026, 5, 1);

type Point = FanChartProps['series'][number]['points'][number];

function pointOf(values: readonly number[], hour: number): Point {
  const [p5 = 0, p25 = 0, p50 = 0, p75 = 0, p95 = 0] = values.toSorted((a, b) => a - b);
  return { at: from + hour * HOUR, p5, p25, p50, p75, p95 };
}

function chartOf(points: readonly Point[]): string {
  return drawn(FanChart, { ...fan, series: [{ label: 'T1', points }] });
}

describe('a fan chart', () => {
  it('has the median within the middle 50 % and these within 90 %, at each point', () => {
    const values = fc.array(fc.double({ min: 0, max: 500, noNaN: true }), { minLength: 5, maxLength: 5 });
    fc.assert(
      fc.property(fc.array(values, { minLength: 2, maxLength: 40 }), (rows) => {
        const html = chartOf(rows.map(pointOf));
        const median = pointsOf(attributes(html, 'tl-line', 'd')[0] ?? '');
        assert.equal(median.length, rows.length);
        let inner = median.map(({ y }) => [y, y] as const);
        for (const band of ['tl-band-50', 'tl-band-90']) {
          const outline = pointsOf(attributes(html, band, 'd')[0] ?? '');
          const [upper, lower] = [outline.slice(0, rows.length), outline.slice(rows.length).toReversed()];
          const outer = upper.map(({ y }, index) => [y, lower[index]?.y ?? NaN] as const);
          for (const [index, [top, bottom]] of outer.entries()) {
            const [innerTop, innerBottom] = inner[index] ?? [NaN, NaN];
            assert.ok(top <= innerTop && innerBottom <= bottom);
          }
          inner = outer;
        }
      }),
      { numRuns: 50 },
    );
  });

  it('draws times and values in proportion', () => {
    const html = chartOf([0, 1, 4].map((hour) => pointOf([hour, hour, hour, hour, hour], hour)));
    const [a, b, c] = pointsOf(attributes(html, 'tl-line', 'd')[0] ?? '');
    assert.ok(a && b && c);
    assert.ok(Math.abs((c.x - a.x) / (b.x - a.x) - 4) < 0.01);
    assert.ok(Math.abs((c.y - a.y) / (b.y - a.y) - 4) < 0.05);
  });

  it('prints unit, zone, year, number of runs, method, threshold and the names at the ends of lines', () => {
    const html = drawn(FanChart, fan);
    for (const text of ['tickets', '2026, Europe/Berlin', 'T2 as planned', '50 % band', '90 % band']) {
      assert.ok(texts(html).includes(text), text);
    }
    assert.match(html, /n = 40 replications\. 95 % intervals: Student&#x27;s t over replications\. Seed 7\./);
    assert.match(html, /Mon 23 Mar 2026 00:00 to before Mon 6 Apr 2026 00:00, Europe\/Berlin/);
    assert.match(html, /A week of work.*60/);
  });

  it('is named by what it says', () => {
    const html = drawn(FanChart, fan);
    assert.match(
      html,
      /<svg [^>]*role="img" aria-label="T2 as planned: median 6.2 at the start, 33.1 at the end \(90 % from 3.5 to 73.8\)\."/,
    );
    assert.match(drawn(FanChart, { ...fan, summary: 'It grows.' }), /aria-label="It grows\."/);
  });

  it('tells two series apart by colour and dashes', () => {
    const html = drawn(FanChart, { ...fan, series: [backlog('A', 2, 0.1), backlog('B', 2, 0.2)] });
    assert.deepEqual(attributes(html, 'tl-line', 'class'), [
      'tl-line tl-series-1',
      'tl-line tl-series-2',
      'tl-line tl-series-1',
      'tl-line tl-series-2',
    ]);
  });

  it('has a gap where there is no number, and a dash in its table', () => {
    const points = [0, 1, 2, 3, 4].map((hour) => pointOf([1, 2, hour === 2 ? NaN : 3, 4, 5], hour));
    const broken = points.map((point, hour) => (hour === 2 ? { ...point, p50: NaN } : point));
    const html = chartOf(broken);
    assert.equal(attributes(html, 'tl-line', 'd')[0]?.match(/M/g)?.length, 2);
    assert.ok(texts(html).includes('–'));
    assert.doesNotMatch(html, /NaN/);
  });

  it('of one moment is a dot', () => {
    const html = chartOf([pointOf([1, 2, 3, 4, 5], 0)]);
    assert.equal(attributes(html, 'tl-dot', 'cy').length, 1);
    assert.doesNotMatch(html, /NaN/);
  });

  it('of nothing says so', () => {
    for (const series of [[], [{ label: 'T1', points: [] }]]) {
      const html = drawn(FanChart, { ...fan, series });
      assert.match(html, /aria-label="Nothing to show: there are no data\."/);
      assert.ok(texts(html).includes('nothing to show'));
      assert.doesNotMatch(html, /NaN|Infinity|<path/);
    }
  });
});
