import assert from 'node:assert/strict';

import {
  BatchMeans,
  compare,
  countFor,
  Histogram,
  Histograms,
  HISTOGRAM_END,
  HISTOGRAM_START,
  intervalOf,
  lognormal,
  QUANTILE_ERROR,
  relativeHalfWidth,
  streamOf,
  Tally,
  TimeAverage,
  warmUp,
} from '@tierline/engine';
import * as fc from 'fast-check';

const near = (actual: number, expected: number, error = 1e-9) =>
  assert.ok(
    Math.abs(actual - expected) <= error * Math.max(1, Math.abs(expected)),
    `${actual}, not ${expected}`,
  );

describe('tallies', () => {
  it('have the count, mean and variance of what was added, however it was split and merged', () => {
    const values = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 2, maxLength: 50 });
    fc.assert(
      fc.property(values, fc.nat(50), (all, cut) => {
        const tally = Tally.of(all.slice(0, cut));
        tally.merge(Tally.of(all.slice(cut)));
        const mean = all.reduce((sum, one) => sum + one, 0) / all.length;
        const variance = all.reduce((sum, one) => sum + (one - mean) ** 2, 0) / (all.length - 1);
        assert.deepEqual(
          [tally.count, tally.min, tally.max],
          [all.length, Math.min(...all), Math.max(...all)],
        );
        near(tally.mean, mean);
        near(tally.variance, variance);
      }),
    );
  });

  it('keep ten digits of the variance when the first value is far from all others, or all are far from 0', () => {
    const stream = streamOf({ seed: 9, replication: 0, purpose: 'tally' });
    const noise = Array.from({ length: 100_000 }, () => stream.next());
    for (const all of [[1e5, ...noise], [-1e5, ...noise], noise.map((value) => value + 1e5)]) {
      const [, other = 0] = all;
      const mean = all.reduce((sum, one) => sum + (one - other), 0) / all.length + other;
      const variance = all.reduce((sum, one) => sum + (one - mean) ** 2, 0) / (all.length - 1);
      near(Tally.of(all).mean / mean, 1, 1e-10);
      near(Tally.of(all).variance / variance, 1, 1e-10);
    }
    assert.equal(Tally.of([1e200]).mean, 1e200);
  });

  it('begin again after a reset', () => {
    const tally = Tally.of([1, 2, 3, 1e6]);
    tally.reset();
    for (const value of [5, 7]) tally.add(value);
    assert.deepEqual([tally.count, tally.mean, tally.variance, tally.min, tally.max], [2, 6, 2, 5, 7]);
  });

  it('know nothing of nothing', () => {
    const { count, mean, variance } = new Tally();
    assert.deepEqual([count, mean, variance], [0, NaN, NaN]);
  });
});

describe('histograms', () => {
  const stream = streamOf({ seed: 1, replication: 0, purpose: 'histogram' });
  const values = Array.from({ length: 20_001 }, () => lognormal(30, 1.2).quantile(stream.next()));

  it('give quantiles within their error, merged as in one', () => {
    const [whole, left, right] = [new Histogram(), new Histogram(), new Histogram()];
    for (const [index, value] of values.entries()) {
      whole.add(value);
      (index % 3 === 0 ? left : right).add(value);
    }
    left.merge(right);
    const sorted = values.toSorted((a, b) => a - b);
    for (const share of [0.01, 0.25, 0.5, 0.9, 0.95, 0.99]) {
      const exact = sorted[Math.floor(share * sorted.length)] ?? NaN;
      assert.equal(left.quantile(share), whole.quantile(share));
      near(whole.quantile(share) / exact, 1, 2 * QUANTILE_ERROR);
      near(whole.shareBelow(exact), share, 0.002);
    }
    assert.deepEqual([whole.shareBelow(0), whole.shareBelow(1e9)], [0, 1]);
  });

  it('may be many side by side, and some of them read as one', () => {
    const [many, whole] = [new Histograms(4), new Histogram()];
    for (const [index, value] of values.entries()) {
      many.add(index % 4, value);
      if (index % 4 > 1) whole.add(value);
    }
    const { sum, histogram } = many.merged([2, 3]);
    assert.equal(histogram.count, whole.count);
    for (const share of [0.1, 0.5, 0.99, 1]) assert.equal(histogram.quantile(share), whole.quantile(share));
    near(
      sum,
      values.reduce((total, value, index) => (index % 4 > 1 ? total + value : total), 0),
      1e-6,
    );
    assert.deepEqual([new Histograms(2).merged([0, 1]).histogram.count, many.merged([]).sum], [0, 0]);
    assert.throws(() => many.add(0, NaN), RangeError);
  });

  it('count zeros, and refuse what is no length', () => {
    const histogram = new Histogram();
    for (const value of [0, -0, HISTOGRAM_START / 2, 8]) histogram.add(value);
    assert.deepEqual([histogram.quantile(0.5), histogram.quantile(1)], [0, 8]);
    assert.deepEqual(
      [HISTOGRAM_START / 4, 1, 9].map((limit) => histogram.shareBelow(limit)),
      [0.75, 0.75, 1],
    );
    histogram.add(HISTOGRAM_END * 8);
    assert.deepEqual([histogram.quantile(1), histogram.shareBelow(9)], [HISTOGRAM_END, 0.8]);
    assert.throws(() => histogram.add(-1), RangeError);
    assert.throws(() => histogram.add(NaN), RangeError);
  });
});

describe('intervals', () => {
  it("are Student's: by his tables, 2.262 standard errors for ten values", () => {
    const values = [3, 4, 5, 6, 7, 3, 4, 5, 6, 7];
    const { mean, halfWidth, count } = intervalOf(values);
    assert.equal(count, 10);
    near(mean, 5);
    near(halfWidth, (2.262157 * Math.sqrt(20 / 9)) / Math.sqrt(10), 1e-6);
    assert.equal(intervalOf([4]).halfWidth, Infinity);
    assert.throws(() => intervalOf([]), RangeError);
  });

  it('hold the true mean in 95 of 100 cases', () => {
    const { quantile } = lognormal(1, 0.3);
    const stream = streamOf({ seed: 5, replication: 0, purpose: 'coverage' });
    let held = 0;
    for (let run = 0; run < 2000; run += 1) {
      const { low, high } = intervalOf(Array.from({ length: 12 }, () => quantile(stream.next())));
      if (low <= 1 && 1 <= high) held += 1;
    }
    assert.ok(held > 1850 && held < 1940, `${held} of 2000`);
  });

  it('say how many values it takes until they are narrow enough', () => {
    const interval = intervalOf([9, 10, 11, 10]);
    assert.equal(countFor(interval, relativeHalfWidth(interval)), 4);
    assert.equal(countFor(interval, relativeHalfWidth(interval) / 2), 16);
  });

  it('of pairs show a difference that is small beside the noise of both, and admit when there is none', () => {
    const before = [10, 20, 30, 40, 50];
    const after = before.map((value, index) => value + 1 + (index % 2) / 10);
    assert.equal(compare(before, after).verdict, 'higher');
    assert.equal(compare(after, before).verdict, 'lower');
    assert.equal(compare([1, 2, 3], [2, 1, 3]).verdict, 'no clear difference');
    assert.throws(() => compare([1], [1, 2]), RangeError);
  });

  it('of batches use full batches alone and show when neighbours hang together', () => {
    const batches = new BatchMeans(2);
    for (const value of [1, 3, 2, 4, 3, 5, 100]) batches.add(value);
    assert.deepEqual(batches.means, [2, 3, 4]);
    assert.equal(batches.interval().mean, 3);
    const slow = new BatchMeans(1);
    for (let index = 0; index < 200; index += 1) slow.add(Math.sin(index / 10));
    assert.ok(slow.correlation > 0.9);
  });
});

describe('averages over time', () => {
  it('weight each level by how long it lasted, and forget the warm-up', () => {
    const busy = new TimeAverage(0, 0);
    busy.set(2, 4);
    busy.change(3, -2);
    assert.deepEqual([busy.meanUntil(4), busy.max], [(4 + 2) / 4, 4]);
    busy.reset(4);
    assert.deepEqual([busy.meanUntil(4), busy.meanUntil(6), busy.max], [NaN, 2, 2]);
  });
});

describe('a warm-up', () => {
  it('ends where a run has settled', () => {
    const noise = streamOf({ seed: 3, replication: 0, purpose: 'noise' });
    const run = Array.from(
      { length: 1000 },
      (_, index) => (index < 100 ? 10 - index / 10 : 0) + noise.next(),
    );
    const cut = warmUp(run) ?? 0;
    assert.ok(cut >= 70 && cut <= 130, `${cut}`);
  });

  it('cannot be told from a run that is short, or never settles', () => {
    assert.equal(warmUp([1, 2, 3]), undefined);
    assert.equal(warmUp(Array.from({ length: 500 }, (_, index) => index)), undefined);
  });
});
