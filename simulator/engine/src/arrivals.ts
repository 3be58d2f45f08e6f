import { exponential } from './exponential.ts';
import type { RateCurve } from './rate-curve.ts';
import type { Stream } from './stream.ts';

/** Says when the next one comes. */
export interface Arrivals {
  /** The time of the next arrival, not before the one before; Infinity when no more come. */
  next(): number;
}

/** How busy each day (or week, or other stretch of equal length) is, against an ordinary one. */
export interface Busyness {
  /** Length of a stretch; the first begins at 0. */
  readonly every: number;
  /** Multiplies the rate during the stretch of this number. Asked once for each stretch, in order. */
  readonly of: (index: number) => number;
}

/**
 * A Poisson process whose rate follows the curve from time 0, by inverting the cumulative rate: each arrival takes one
 * number of the stream, however the rate varies and whatever is closed, so that two rates compared stay aligned.
 * Arrivals at or after `until` do not come; with busyness there has to be such an end.
 * Throws RangeError for an end that is missing, and from `next` for a busyness that is negative or no number.
 */
export function poissonArrivals(
  curve: RateCurve,
  stream: Stream,
  { until = Infinity, busyness }: { readonly until?: number; readonly busyness?: Busyness } = {},
): Arrivals {
  if (busyness !== undefined && until === Infinity)
    throw new RangeError('arrivals with busyness need an end');
  const { rates, step } = curve;
  const none = curve.perPeriod === 0;
  const { quantile: gap } = exponential(1);
  // The present step counts on from time 0 without end, so that its edges are exact however long the run.
  let place = 0;
  let now = 0;
  let stretch = -1;
  let stretchEnd = busyness === undefined ? Infinity : 0;
  let factor = 1;

  function beginStretch(): void {
    if (busyness === undefined) return;
    stretch++;
    stretchEnd = (stretch + 1) * busyness.every;
    factor = busyness.of(stretch);
    if (!(factor >= 0 && factor < Infinity)) throw new RangeError(`a busyness of ${factor}`);
  }

  return {
    next() {
      if (none || now >= until) return Infinity;
      let left = gap(stream.next());
      for (;;) {
        while (now >= stretchEnd) beginStretch();
        const rate = (rates[place % rates.length] as number) * factor;
        const stepEnd = (place + 1) * step;
        const end = stepEnd < stretchEnd ? stepEnd : stretchEnd;
        const here = (end - now) * rate;
        if (left < here) {
          now += left / rate;
          if (now >= until) now = Infinity;
          return now;
        }
        left -= here;
        now = end;
        if (end === stepEnd) place++;
        if (now >= until) {
          now = Infinity;
          return now;
        }
      }
    },
  };
}

/** A Poisson process of one rate. Throws RangeError unless the rate is positive. */
export function steadyArrivals(rate: number, stream: Stream): Arrivals {
  if (!(rate > 0 && rate < Infinity)) throw new RangeError(`a rate of ${rate}`);
  const { quantile: gap } = exponential(1);
  let now = 0;
  return {
    next() {
      now += gap(stream.next()) / rate;
      return now;
    },
  };
}

/** `size` at once every `gap`, first at `first`, `batches` times (default without end). */
export function batchArrivals({
  first = 0,
  gap,
  size = 1,
  batches = Infinity,
}: {
  readonly first?: number;
  readonly gap: number;
  readonly size?: number;
  readonly batches?: number;
}): Arrivals {
  if (!(gap > 0)) throw new RangeError(`a gap of ${gap}`);
  if (!(Number.isInteger(size) && size >= 1)) throw new RangeError(`a batch of ${size}`);
  let count = 0;
  return {
    next() {
      const batch = Math.floor(count / size);
      if (batch >= batches) return Infinity;
      count++;
      return batch === 0 ? first : first + batch * gap;
    },
  };
}

/** What was recorded. Throws RangeError when the times are not ascending or are no numbers. */
export function recordedArrivals(times: readonly number[]): Arrivals {
  const wrong = times.findIndex((time, index) => !(time >= (times[index - 1] ?? 0) && time < Infinity));
  if (wrong >= 0)
    throw new RangeError(`recorded time ${wrong}, ${times[wrong]}, is not after the one before`);
  let at = 0;
  return { next: () => times[at++] ?? Infinity };
}
