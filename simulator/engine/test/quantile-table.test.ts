import assert from 'node:assert/strict';

import gammaQuantile from '@stdlib/stats-base-dists-gamma-quantile';
import libraryQuantile from '@stdlib/stats-base-dists-normal-quantile';
import { type Distribution, exponential, gamma, hyperexponential, lognormal } from '@tierline/engine';
import * as fc from 'fast-check';

/** What a stream's 32 bits say. */
const shareOf = (bits: number): number => (bits + 0.5) / 2 ** 32;
const LAST = 2 ** 32 - 1;

/** Some 40,000 shares: all octaves of both tails, cells and places within them of no common measure. */
const SHARES = Array.from({ length: 20_000 }, (_, index) => 2 ** (-1 - (index + 0.5) / 625)).flatMap(
  (tail) => [tail, 1 - tail],
);

const MEAN = 2;
const CVS = [0.01, 0.3, 1, 2, 10];

describe('quantiles by a table', () => {
  for (const cv of CVS) {
    it(`are within a millionth of the lognormal, cv ${cv}`, () => {
      const variance = Math.log1p(cv * cv);
      const [mu, sigma] = [Math.log(MEAN) - variance / 2, Math.sqrt(variance)];
      follows(lognormal(MEAN, cv), (share) => Math.exp(mu + sigma * libraryQuantile(share, 0, 1)));
    });
  }

  for (const cv of [0.045, 0.3, 1, 3, 10]) {
    it(`are within a millionth of the gamma, cv ${cv}`, () => {
      const shape = 1 / (cv * cv);
      follows(gamma(MEAN, cv), gammaQuantile.factory(shape, shape / MEAN));
    });
  }

  it('are within a millionth of the exponential', () => {
    follows(exponential(MEAN), (share) => -MEAN * Math.log1p(-share));
  });

  for (const cv of [1.01, 2, 10, 60]) {
    it(`are within a millionth of the hyperexponential, cv ${cv}`, () => {
      const { quantile } = hyperexponential(MEAN, cv);
      const first = (1 + Math.sqrt((cv * cv - 1) / (cv * cv + 1))) / 2;
      const [quick, slow] = [(2 * first) / MEAN, (2 * (1 - first)) / MEAN];
      for (const share of SHARES) {
        const length = quantile(share);
        // Above and below keep their digits at their ends.
        const [one, two] = [Math.exp(-quick * length), Math.exp(-slow * length)];
        const off =
          share > 0.5
            ? first * one + (1 - first) * two - (1 - share)
            : share + first * Math.expm1(-quick * length) + (1 - first) * Math.expm1(-slow * length);
        const steepness = quick * first * one + slow * (1 - first) * two;
        assert.ok(Math.abs(off / steepness) <= 1e-6 * length, `${length} at ${share}`);
      }
    });
  }

  const all: Readonly<Record<string, Distribution>> = {
    exponential: exponential(MEAN),
    'lognormal, cv 0.01': lognormal(MEAN, 0.01),
    'lognormal, cv 1': lognormal(MEAN, 1),
    'lognormal, cv 10': lognormal(MEAN, 10),
    'gamma, cv 0.02': gamma(MEAN, 0.02),
    'gamma, cv 0.5': gamma(MEAN, 0.5),
    'gamma, cv 10': gamma(MEAN, 10),
    'hyperexponential, cv 2': hyperexponential(MEAN, 2),
    'hyperexponential, cv 60': hyperexponential(MEAN, 60),
  };
  for (const [name, { quantile }] of Object.entries(all)) {
    it(`never fall from one number of a stream to a later one: ${name}`, () => {
      const rises = (from: number, to: number): void => {
        const [low, high] = [quantile(shareOf(from)), quantile(shareOf(to))];
        assert.ok(low >= 0 && low <= high, `${low} at ${from}, then ${high} at ${to}`);
      };
      const bits = fc.integer({ min: 0, max: LAST - 1 });
      fc.assert(
        fc.property(bits, bits, (one, other) => {
          rises(one, one + 1);
          rises(Math.min(one, other), Math.max(one, other));
        }),
        { numRuns: 5000 },
      );
    });

    it(`never fall where cells, octaves and halves meet: ${name}`, () => {
      for (let octave = 0; octave < 32; octave += 1) {
        for (let cell = 0; cell < 512; cell += 1) {
          const edge = 2 ** (31 - octave) * (1 - cell / 1024);
          for (const side of [edge, 2 ** 32 - edge]) {
            const from = Math.max(0, Math.floor(side) - 3);
            for (let bits = from; bits < Math.min(LAST, from + 5); bits += 1)
              assert.ok(quantile(shareOf(bits)) <= quantile(shareOf(bits + 1)), `at ${bits}`);
          }
        }
      }
      assert.ok(quantile(0.5 - 2 ** -40) <= quantile(0.5) && quantile(0.5) <= quantile(0.5 + 2 ** -40));
      assert.ok(quantile(2 ** -40) <= quantile(2 ** -33) && quantile(1 - 2 ** -33) <= quantile(1 - 2 ** -40));
    });
  }

  for (const make of [exponential, lognormal, gamma, hyperexponential] as const) {
    for (const cv of [0.05, 0.3, 1, 1.5]) {
      if (make === exponential && cv !== 1) continue;
      if (make === hyperexponential && cv < 1) continue;
      it(`have the mean and cv that they say to a millionth: ${make.name}, cv ${cv}`, () => {
        const { quantile } = make(MEAN, cv);
        const mean = integral(quantile);
        const variance = integral((share) => (quantile(share) - mean) ** 2);
        assert.ok(Math.abs(mean / MEAN - 1) <= 1e-6, `mean ${mean}`);
        assert.ok(Math.abs(Math.sqrt(variance) / mean / cv - 1) <= 1e-6, `cv ${Math.sqrt(variance) / mean}`);
      });
    }
  }

  it('are those of the formula where no stream comes, and none where there is no share', () => {
    const { quantile } = exponential(MEAN);
    assert.deepEqual(
      [0, 1e-12, 0.5, 1].map(quantile),
      [0, 1e-12, 0.5, 1].map((share) => -MEAN * Math.log1p(-share)),
    );
    assert.deepEqual([-1, 1.2, NaN].map(quantile), [-MEAN * Math.log1p(1), NaN, NaN]);
  });
});

/** Relative, or 1e-12 of the mean where that is more. */
function follows({ mean, quantile }: Distribution, exact: (share: number) => number): void {
  for (const share of SHARES) {
    const expected = exact(share);
    const off = Math.abs(quantile(share) - expected);
    assert.ok(
      off <= Math.max(1e-6 * expected, 1e-12 * mean),
      `${quantile(share)}, not ${expected} at ${share}`,
    );
  }
}

/** Over all shares, by Gauss and Legendre's five points in each of 64 parts of each octave of both tails. */
function integral(of: (share: number) => number): number {
  const points = [
    [0, 128 / 225],
    ...[-1, 1].flatMap((sign) => [
      [(sign * Math.sqrt(5 - 2 * Math.sqrt(10 / 7))) / 3, (322 + 13 * Math.sqrt(70)) / 900],
      [(sign * Math.sqrt(5 + 2 * Math.sqrt(10 / 7))) / 3, (322 - 13 * Math.sqrt(70)) / 900],
    ]),
  ] as const;
  let sum = 0;
  for (let octave = 1; octave <= 50; octave += 1) {
    const width = 2 ** -octave / 2 / 64;
    for (let part = 0; part < 64; part += 1) {
      for (const [place = 0, weight = 0] of points) {
        const tail = 2 ** -octave / 2 + width * (part + (1 + place) / 2);
        sum += ((of(tail) + of(1 - tail)) * weight * width) / 2;
      }
    }
  }
  return sum;
}
