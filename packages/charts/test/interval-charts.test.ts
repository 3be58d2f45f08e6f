import assert from 'node:assert/strict';

import { BarChart, IntervalChart } from '@tierline/charts';
import * as fc from 'fast-check';

import { verdict } from '../src/verdict.ts';
import { attributes, drawn, texts } from './fixtures/drawn.ts';
import { bars, intervals } from './fixtures/samples.ts';

describe('a verdict', () => {
  it('is clear exactly where 0 is outside of the interval', () => {
    const ends = fc.tuple(fc.integer({ min: -9, max: 9 }), fc.integer({ min: -9, max: 9 }));
    fc.assert(
      fc.property(ends, ([one, other]) => {
        const [low, high] = [Math.min(one, other), Math.max(one, other)];
        const clear = verdict({ value: (low + high) / 2, low, high }, 'lower') !== 'no clear difference';
        assert.equal(clear, low > 0 || high < 0);
      }),
    );
  });

  it('says better or worse only where one knows which is', () => {
    const less = { value: -2, low: -3, high: -1 };
    const more = { value: 2, low: 1, high: 3 };
    assert.deepEqual(
      [verdict(less), verdict(more), verdict(less, 'lower'), verdict(more, 'lower'), verdict(more, 'higher')],
      ['less', 'more', 'better', 'worse', 'better'],
    );
    assert.equal(verdict({ value: 1, low: NaN, high: NaN }), 'no clear difference');
    assert.equal(verdict({ value: 1, low: -Infinity, high: Infinity }), 'no clear difference');
  });
});

describe('a chart of intervals', () => {
  it('says each difference in a word, around a line at zero', () => {
    const html = drawn(IntervalChart, intervals);
    for (const text of ['−12m, better', '−31m, better', '+4m, no clear difference', '+14m, worse']) {
      assert.ok(texts(html).includes(text), text);
    }
    const zero = Number(attributes(html, 'tl-zero', 'x1')[0]);
    const ends = attributes(html, 'tl-whisker', 'd').map((d) => {
      const [, from, to] = /^M([\d.]+) [\d.]+H([\d.]+)/.exec(d) ?? [];
      return [Number(from) < zero, Number(to) < zero];
    });
    assert.deepEqual(ends, [
      [true, true],
      [true, true],
      [true, false],
      [false, false],
    ]);
  });

  it('is named by what it says', () => {
    assert.match(
      drawn(IntervalChart, intervals),
      /aria-label="11 on T1 less 10 on T1: First response, mean: −12m, better; .* no clear difference; .*"/,
    );
  });

  it('draws no whisker for an interval that is not known', () => {
    const differences = intervals.differences.map((one) => ({ ...one, low: -Infinity, high: Infinity }));
    const html = drawn(IntervalChart, { ...intervals, differences });
    assert.equal(attributes(html, 'tl-whisker', 'd').length, 0);
    assert.doesNotMatch(html, /NaN|Infinity/);
  });

  it('of nothing says so', () => {
    assert.match(drawn(IntervalChart, { ...intervals, differences: [] }), /Nothing to show/);
  });
});

describe('a chart of bars', () => {
  it('draws lengths in proportion, from zero', () => {
    const html = drawn(BarChart, bars);
    const [a = NaN, b = NaN] = attributes(html, 'tl-bar', 'width').map(Number);
    assert.ok(Math.abs(b / a - 0.47 / 0.31) < 0.01);
    assert.ok(texts(html).includes('31 % (29 % to 33 %)'));
  });

  it('of nothing says so', () => {
    assert.match(drawn(BarChart, { ...bars, bars: [] }), /Nothing to show/);
  });
});
