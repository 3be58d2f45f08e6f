/** A rate of arrivals that repeats itself, such as the 168 hours of a week: constant within each of its equal steps. */
export interface RateCurve {
  readonly period: number;
  /** Length of a step: period divided by the number of rates. */
  readonly step: number;
  /** Arrivals per unit of time, step by step. */
  readonly rates: Float64Array;
  /** Arrivals that are expected in one period. */
  readonly perPeriod: number;
}

/** Throws RangeError without a positive period and a rate, or when a rate is negative or no number. */
export function rateCurve(period: number, rates: readonly number[]): RateCurve {
  if (!(period > 0 && period < Infinity)) throw new RangeError(`a period of ${period}`);
  if (rates.length === 0) throw new RangeError('no rates');
  const bad = rates.find((rate) => !(rate >= 0 && rate < Infinity));
  if (bad !== undefined) throw new RangeError(`a rate of ${bad}`);
  const step = period / rates.length;
  return {
    period,
    step,
    rates: Float64Array.from(rates),
    perPeriod: rates.reduce((sum, rate) => sum + rate, 0) * step,
  };
}

/** A smooth rate as a staircase of `steps` steps, each as high as the rate in its middle. */
export function staircase(period: number, steps: number, rate: (time: number) => number): RateCurve {
  const step = period / steps;
  return rateCurve(
    period,
    Array.from({ length: steps }, (_, index) => rate((index + 0.5) * step)),
  );
}

/** Arrivals that are expected from time 0 until `time` (not negative), the integral of the rate. */
export function expectedUntil({ period, step, rates, perPeriod }: RateCurve, time: number): number {
  const cycles = Math.floor(time / period);
  let left = time - cycles * period;
  let sum = cycles * perPeriod;
  for (let index = 0; left > 0 && index < rates.length; index++) {
    sum += (rates[index] as number) * Math.min(left, step);
    left -= step;
  }
  return sum;
}
