import studentQuantile from '@stdlib/stats-base-dists-t-quantile';

import { Tally } from './tally.ts';

/** A mean and how sure it is. */
export interface Interval {
  readonly mean: number;
  /** The true mean lies within this of the mean, with the confidence asked for; Infinity when one value says nothing. */
  readonly halfWidth: number;
  readonly low: number;
  readonly high: number;
  /** How many values, such as replications. */
  readonly count: number;
}

/**
 * Student's interval of the mean of independent values, such as one figure over replications.
 * Throws RangeError without values or for a confidence that is not between 0 and 1.
 */
export function intervalOf(values: Iterable<number> | Tally, confidence = 0.95): Interval {
  const tally = values instanceof Tally ? values : Tally.of(values);
  const { mean, sd, count } = tally;
  if (count === 0) throw new RangeError('an interval of nothing');
  const factor = studentFactor(count - 1, confidence);
  const halfWidth = count === 1 ? Infinity : (factor * sd) / Math.sqrt(count);
  return { mean, halfWidth, low: mean - halfWidth, high: mean + halfWidth, count };
}

/** The half-width as a share of the mean; 0 when both are 0. */
export function relativeHalfWidth({ mean, halfWidth }: Interval): number {
  return halfWidth === 0 ? 0 : halfWidth / Math.abs(mean);
}

/**
 * How many values in all it takes, by the spread seen so far, until the relative half-width is at most `target`; at
 * least as many as there are. Infinity when the mean is 0 or one value says nothing.
 */
export function countFor(interval: Interval, target: number): number {
  const relative = relativeHalfWidth(interval);
  return relative <= target ? interval.count : Math.ceil(interval.count * (relative / target) ** 2);
}

/** What a comparison of two scenarios says. */
export interface Comparison {
  /** The second less the first, pair by pair. */
  readonly difference: Interval;
  readonly verdict: 'higher' | 'lower' | 'no clear difference';
}

/**
 * The second scenario against the first, run with common random numbers: value i of both comes from replication i. No
 * clear difference when 0 lies in the interval.
 * Throws RangeError when the two have different numbers of values, or none.
 */
export function compare(first: readonly number[], second: readonly number[], confidence = 0.95): Comparison {
  if (first.length !== second.length) {
    throw new RangeError(`${first.length} values against ${second.length}: pairs are needed`);
  }
  const difference = intervalOf(
    second.map((value, index) => value - (first[index] as number)),
    confidence,
  );
  return {
    difference,
    verdict: difference.low > 0 ? 'higher' : difference.high < 0 ? 'lower' : 'no clear difference',
  };
}

/** Student's t for a two-sided interval; Infinity without a degree of freedom. */
function studentFactor(degrees: number, confidence: number): number {
  if (!(confidence > 0 && confidence < 1)) throw new RangeError(`a confidence of ${confidence}`);
  return degrees < 1 ? Infinity : studentQuantile((1 + confidence) / 2, degrees);
}
