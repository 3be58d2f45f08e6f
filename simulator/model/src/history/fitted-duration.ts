import { Tally } from '@tierline/engine';

import type { Duration } from '../scenario/duration.ts';

/** Values of an empirical distribution: enough for its shape, few enough to be read. */
const QUANTILES = 100;
/** Of the mean. */
const SHORTEST = 1e-3;

/**
 * Lengths of time in minutes as a scenario states them: a lognormal with their mean and coefficient of variation, or
 * `empirical` by up to 100 of their quantiles, each in the middle of its share. Undefined without any that is above zero.
 */
export function durationOf(
  minutes: readonly number[],
  shape: 'lognormal' | 'empirical',
): Duration | undefined {
  const tally = Tally.of(minutes);
  if (!(tally.mean > 0)) return undefined;
  if (shape === 'empirical') {
    const sorted = minutes.toSorted((a, b) => a - b);
    const count = Math.min(QUANTILES, sorted.length);
    return {
      distribution: 'empirical',
      minutes: Array.from({ length: count }, (_, index) =>
        rounded(sorted[Math.floor(((index + 0.5) / count) * sorted.length)] ?? 0),
      ),
    };
  }
  const cv = minutes.length < 2 ? 0 : tally.sd / tally.mean;
  return {
    distribution: 'lognormal',
    meanMinutes: Math.max(SHORTEST, rounded(tally.mean)),
    cv: rounded(Math.min(10, cv)),
  };
}

/** To what anybody would believe. */
function rounded(value: number): number {
  return Number(value.toFixed(3));
}
