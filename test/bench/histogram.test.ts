import assert from 'node:assert/strict';

import {
  createHistogram,
  difference,
  type Histogram,
  parseHistogram,
  percentile,
  total,
} from './histogram.ts';

const SCRAPE = `# HELP wait_seconds Time waited.
# TYPE wait_seconds histogram
wait_seconds_bucket{le="0.1",service="sla"} 10
wait_seconds_bucket{le="0.2",service="sla"} 30
wait_seconds_bucket{le="+Inf",service="sla"} 31
wait_seconds_sum{service="sla"} 4.5
wait_seconds_count{service="sla"} 31
other_wait_seconds_bucket{le="0.1"} 7
`;

describe('histogram', () => {
  it('reads the buckets of one metric, not cumulated, from what a service exposes', () => {
    assert.deepEqual(parseHistogram(SCRAPE, 'wait_seconds'), { bounds: [0.1, 0.2], counts: [10, 20, 1] });
  });

  it('refuses a text without the metric', () => {
    assert.throws(() => parseHistogram(SCRAPE, 'age_seconds'), RangeError);
  });

  it('interpolates a percentile within its bucket', () => {
    const histogram: Histogram = { bounds: [0.1, 0.2, 0.4], counts: [10, 0, 10, 0] };
    assert.equal(percentile(histogram, 0.25), 0.05);
    assert.equal(percentile(histogram, 0.5), 0.1);
    assert.equal(percentile(histogram, 0.75).toFixed(6), '0.300000');
    assert.equal(percentile(histogram, 1), 0.4);
  });

  it('says Infinity where a percentile lies above the last bound', () => {
    assert.equal(percentile({ bounds: [0.1], counts: [98, 2] }, 0.99), Infinity);
  });

  it('refuses a percentile of nothing', () => {
    assert.throws(() => percentile(createHistogram().read(), 0.5), RangeError);
  });

  it('reads a percentile within a tenth of the exact one', () => {
    const histogram = createHistogram();
    for (let index = 1; index <= 10_000; index += 1) histogram.observe(index / 10_000);
    for (const q of [0.1, 0.5, 0.9, 0.99]) {
      assert.ok(Math.abs(percentile(histogram.read(), q) - q) < q / 10, `q ${q}`);
    }
  });

  it('puts a value on a bound into the bucket below, and what is above all bounds into the last', () => {
    const histogram = createHistogram();
    histogram.observe(0.002);
    histogram.observe(60);
    const { counts } = histogram.read();
    assert.equal(counts[0], 1);
    assert.equal(counts.at(-1), 1);
  });

  it('tells what was observed between two readings', () => {
    const histogram = createHistogram();
    histogram.observe(0.01);
    const before = histogram.read();
    histogram.observe(0.01);
    histogram.observe(1);
    const between = difference(before, histogram.read());
    assert.equal(total(between), 2);
    assert.throws(() => difference({ bounds: [1], counts: [0, 0] }, between), RangeError);
  });
});
