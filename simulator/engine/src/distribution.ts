import type { Stream } from './stream.ts';

/**
 * A distribution of lengths of time, or of any other number. Everything is drawn by inversion: one uniform number in,
 * one value out, ascending. So a draw takes exactly one number of its stream whatever the distribution, and two
 * scenarios that differ only in a distribution stay aligned.
 */
export interface Distribution {
  readonly mean: number;
  /** Standard deviation divided by mean. */
  readonly cv: number;
  /** The value below which a share `p` lies, 0 < p < 1. */
  quantile(p: number): number;
}

/** One value of the distribution; takes one number of the stream. */
export function draw(distribution: Distribution, stream: Stream): number {
  return distribution.quantile(stream.next());
}

/** Always the same. Throws RangeError unless the value is finite and not negative. */
export function constant(value: number): Distribution {
  if (!(value >= 0 && value < Infinity)) throw new RangeError(`a value of ${value}`);
  return { mean: value, cv: 0, quantile: () => value };
}

/** Anything between, each as likely. Throws RangeError unless 0 <= low < high. */
export function uniform(low: number, high: number): Distribution {
  if (!(low >= 0 && low < high && high < Infinity)) throw new RangeError(`uniform from ${low} to ${high}`);
  const span = high - low;
  const mean = (low + high) / 2;
  return { mean, cv: span / Math.sqrt(12) / mean, quantile: (p) => low + span * p };
}

/**
 * What was measured, each value as likely. Draws are values of the sample, without any between them, so that the mean
 * is that of the sample.
 * Throws RangeError when the sample is empty or has a value that is negative or no number.
 */
export function empirical(values: readonly number[]): Distribution {
  if (values.length === 0) throw new RangeError('an empty sample');
  const bad = values.find((value) => !(value >= 0 && value < Infinity));
  if (bad !== undefined) throw new RangeError(`a value of ${bad} in a sample`);
  const sorted = Float64Array.from(values).toSorted();
  const count = sorted.length;
  const mean = sorted.reduce((sum, value) => sum + value, 0) / count;
  const variance = sorted.reduce((sum, value) => sum + (value - mean) ** 2, 0) / count;
  return {
    mean,
    cv: mean === 0 ? 0 : Math.sqrt(variance) / mean,
    quantile: (p) => sorted[Math.floor(p * count)] as number,
  };
}

/** Throws RangeError unless the mean is positive and finite. */
export function checkMean(mean: number): void {
  if (!(mean > 0 && mean < Infinity)) throw new RangeError(`a mean of ${mean}`);
}

/** Throws RangeError unless the coefficient of variation is finite and not negative. */
export function checkCv(cv: number): void {
  if (!(cv >= 0 && cv < Infinity)) throw new RangeError(`a coefficient of variation of ${cv}`);
}
