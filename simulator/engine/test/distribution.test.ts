import assert from 'node:assert/strict';

import libraryQuantile from '@stdlib/stats-base-dists-normal-quantile';
import {
  constant,
  type Distribution,
  empirical,
  erlang,
  exponential,
  gamma,
  hyperexponential,
  lognormal,
  normalQuantile,
  uniform,
} from '@tierline/engine';

const CELLS = 200_000;
/** In the middle of equal cells, as the numbers of a stream are. */
const SHARES = Array.from({ length: CELLS }, (_, index) => (index + 0.5) / CELLS);

const ALL: Readonly<Record<string, Distribution>> = {
  constant: constant(3),
  uniform: uniform(1, 5),
  exponential: exponential(0.75),
  'lognormal, cv 0.8': lognormal(14.5, 0.8),
  'lognormal, cv 0': lognormal(14.5, 0),
  'gamma, cv 0.05': gamma(2, 0.05),
  'gamma, cv 1.5': gamma(2, 1.5),
  'erlang of 2': erlang(1, 2),
  'hyperexponential, cv 2': hyperexponential(1, 2),
  empirical: empirical([4, 1, 1, 10]),
};

describe('distributions', () => {
  for (const [name, distribution] of Object.entries(ALL)) {
    it(`have the mean and spread that they say, and never fall: ${name}`, () => {
      const values = SHARES.map((share) => distribution.quantile(share));
      const mean = values.reduce((sum, value) => sum + value, 0) / CELLS;
      const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / CELLS;
      assert.ok(Math.abs(mean / distribution.mean - 1) < 2e-4, `mean ${mean}`);
      assert.ok(Math.abs(Math.sqrt(variance) / mean - distribution.cv) < 0.01, `cv of ${name}`);
      assert.ok(values.every((value, index) => value >= (values[index - 1] ?? 0)));
    });
  }

  it('of a normal shape agree with the library to its own 11 digits, far into both tails', () => {
    for (const share of [2 ** -33, 1e-6, 0.01, 0.074, 0.5, 0.6, 0.93, 0.999, 1 - 2 ** -33]) {
      const expected = libraryQuantile(share, 0, 1);
      assert.ok(Math.abs(normalQuantile(share) - expected) <= 1e-11 * Math.max(1, Math.abs(expected)));
    }
  });

  it('of a very narrow gamma are those of a Poisson count, of which it is the mirror', () => {
    // A gamma of whole shape k stays below x as often as a Poisson count of mean x reaches k.
    const shape = 2500;
    const narrow = gamma(shape, 0.02);
    for (const share of [0.02, 0.2, 0.5, 0.8, 0.98]) {
      const below = poissonFrom(shape, narrow.quantile(share));
      assert.ok(Math.abs(below - share) < 2e-4, `${below}, not ${share}`);
    }
  });

  it('of two exponentials hold to eleven digits where cells of their table meet, at the knee between them as well', () => {
    const meeting = [2 ** -33, 2 ** -7, 0.5, 15 / 16, 1 - 11 / 512, 1 - 9 / 2048, 1 - 2 ** -13, 1 - 2 ** -33];
    for (const cv of [1.1, 2, 4, 10, 60]) {
      const mixed = hyperexponential(1, cv);
      const first = (1 + Math.sqrt((cv * cv - 1) / (cv * cv + 1))) / 2;
      for (const share of meeting) {
        const length = mixed.quantile(share);
        const [quick, slow] = [2 * first, 2 * (1 - first)];
        const above = first * Math.exp(-quick * length) + (1 - first) * Math.exp(-slow * length);
        const steepness =
          quick * first * Math.exp(-quick * length) + slow * (1 - first) * Math.exp(-slow * length);
        // A share just below 1 has few digits left to say how far it is from there.
        const off = Math.abs(above - (1 - share)) - 2 ** -53;
        assert.ok(off / steepness <= 1e-11 * length, `cv ${cv}, share ${share}`);
      }
    }
  });

  it('refuse what has no mean, a negative spread, or nothing to draw from', () => {
    for (const make of [
      () => exponential(0),
      () => lognormal(1, -1),
      () => lognormal(Infinity, 1),
      () => gamma(1, 11),
      () => erlang(1, 1.5),
      () => hyperexponential(1, 0.5),
      () => uniform(2, 2),
      () => constant(-1),
      () => empirical([]),
      () => empirical([1, -1]),
    ])
      assert.throws(make, RangeError);
  });
});

/** How probable it is that a Poisson count of this mean is `least` or more. */
function poissonFrom(least: number, mean: number): number {
  let log = -mean;
  for (let count = 1; count <= least; count += 1) log += Math.log(mean / count);
  let [sum, term] = [0, Math.exp(log)];
  for (let count = least; term > 1e-18; count += 1) {
    sum += term;
    term *= mean / (count + 1);
  }
  return sum;
}
