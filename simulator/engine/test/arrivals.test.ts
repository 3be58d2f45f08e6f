import assert from 'node:assert/strict';

import {
  batchArrivals,
  expectedUntil,
  poissonArrivals,
  rateCurve,
  recordedArrivals,
  staircase,
  steadyArrivals,
  streamOf,
} from '@tierline/engine';

const stream = (purpose = 'arrivals') => streamOf({ seed: 2, replication: 0, purpose });

function all(arrivals: { next(): number }): number[] {
  const times: number[] = [];
  for (let time = arrivals.next(); time < Infinity; time = arrivals.next()) times.push(time);
  return times;
}

describe('arrivals', () => {
  const week = rateCurve(
    168,
    Array.from({ length: 168 }, (_, hour) => (hour % 24 >= 8 && hour % 24 < 18 ? 12 : 0)),
  );

  it('come as often as the rate of their hour says, and never in an hour of rate zero', () => {
    const times = all(poissonArrivals(week, stream(), { until: 168 * 200 }));
    const expected = expectedUntil(week, 168 * 200);
    assert.equal(expected, 200 * 7 * 10 * 12);
    assert.ok(Math.abs(times.length - expected) < 4 * Math.sqrt(expected), `${times.length}`);
    assert.ok(
      times.every((time, index) => time > (times[index - 1] ?? -1) && time % 24 >= 8 && time % 24 < 18),
    );
  });

  it('stay aligned when the rate changes: the same numbers, nearer together', () => {
    const double = rateCurve(
      168,
      [...week.rates].map((rate) => 2 * rate),
    );
    const slow = all(poissonArrivals(week, stream(), { until: 168 }));
    const fast = all(poissonArrivals(double, stream(), { until: 168 }));
    for (const [index, time] of fast.slice(0, slow.length).entries())
      assert.ok(Math.abs(expectedUntil(double, time) - expectedUntil(week, slow[index] ?? NaN)) < 1e-6);
  });

  it('are more of a busy day and none of an idle one', () => {
    const flat = rateCurve(24, [10]);
    const busyness = { every: 24, of: (day: number) => (day === 0 ? 2 : day === 1 ? 0 : 1) };
    const times = all(poissonArrivals(flat, stream(), { until: 72, busyness }));
    const days = [0, 1, 2].map((day) => times.filter((time) => Math.floor(time / 24) === day).length);
    assert.ok((days[0] ?? 0) > 400 && days[1] === 0 && (days[2] ?? 0) < 300, days.join());
    assert.throws(() => poissonArrivals(flat, stream(), { busyness }), RangeError);
  });

  it('of a steady rate are as far apart as it says', () => {
    const arrivals = steadyArrivals(4, stream());
    let last = 0;
    for (let count = 0; count < 40_000; count += 1) last = arrivals.next();
    assert.ok(Math.abs(last / 10_000 - 1) < 0.02, `${last}`);
  });

  it('come in batches, or as they were recorded', () => {
    assert.deepEqual(all(batchArrivals({ first: 1, gap: 5, size: 2, batches: 2 })), [1, 1, 6, 6]);
    assert.deepEqual(all(recordedArrivals([0, 2, 2, 7])), [0, 2, 2, 7]);
    assert.throws(() => recordedArrivals([3, 2]), RangeError);
  });

  it('of a smooth rate follow it by steps', () => {
    const smooth = staircase(24, 240, (hour) => 10 * (1 + 0.5 * Math.sin((2 * Math.PI * hour) / 24)));
    assert.ok(Math.abs(expectedUntil(smooth, 24) - 240) < 1e-9);
    assert.ok(Math.abs(expectedUntil(smooth, 12) - (120 + 120 / Math.PI)) < 0.01);
  });

  it('refuse rates that are none', () => {
    assert.throws(() => rateCurve(24, []), RangeError);
    assert.throws(() => rateCurve(24, [1, -1]), RangeError);
    assert.throws(() => steadyArrivals(0, stream()), RangeError);
  });
});
