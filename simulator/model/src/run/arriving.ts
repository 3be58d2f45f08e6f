import { type Distribution, type Stream, streamOf } from '@tierline/engine';

import type { ArrivalCurve } from '../organisation/arrival-curve.ts';

const DAY = 86_400_000;

/** 1 - exp(x) of an x below 0, without digits lost near 0: where many tickets are left, three terms say all of them. */
function shareUntil(x: number): number {
  return x > -1e-5 ? -x * (1 + x * (0.5 + x / 6)) : -Math.expm1(x);
}

/**
 * When tickets come, by inverting the expected arrivals: each takes one number of its stream, however the rate varies, so
 * that two loads compared stay aligned.
 */
export class Arriving {
  readonly #curve: ArrivalCurve;
  readonly #stream: Stream;
  readonly #busyness: { readonly factor: Distribution; readonly stream: Stream } | undefined;
  /** Tickets still to come where their number is fixed, else -1; and the share of the curve that is behind. */
  #left: number;
  #passed = 0;
  #stretch = 0;
  #at: number;
  #day = -Infinity;
  #factor = 1;

  constructor(
    curve: ArrivalCurve,
    { seed, replication }: { readonly seed: number; readonly replication: number },
    { exact, busyness }: { readonly exact: boolean; readonly busyness: Distribution | undefined },
  ) {
    this.#curve = curve;
    this.#stream = streamOf({ seed, replication, purpose: 'arrivals' });
    this.#busyness = busyness && {
      factor: busyness,
      stream: streamOf({ seed, replication, purpose: 'busyness' }),
    };
    this.#left = exact ? Math.round(curve.expected) : -1;
    this.#at = curve.starts[0] ?? Infinity;
  }

  /** The moment of the next; Infinity when no more come. */
  next(): number {
    const amount = this.#left < 0 ? -Math.log(this.#stream.next()) : this.#amountOfShare();
    return this.#advance(amount);
  }

  /** Of so many numbers between 0 and 1, in order, the next: what lies between is a share of the curve. */
  #amountOfShare(): number {
    if (this.#left === 0) return Infinity;
    const rest = 1 - this.#passed;
    const step = rest * shareUntil(Math.log(this.#stream.next()) / this.#left);
    this.#left -= 1;
    this.#passed += step;
    return step * this.#curve.expected;
  }

  #advance(amount: number): number {
    const { starts, ends, rates, offsets } = this.#curve;
    let left = amount;
    while (this.#stretch < starts.length) {
      const end = ends[this.#stretch] as number;
      const rate =
        (rates[this.#stretch] as number) * this.#busyOn(this.#at + (offsets[this.#stretch] as number));
      const here = (end - this.#at) * rate;
      if (left < here) {
        this.#at += left / rate;
        return this.#at;
      }
      left -= here;
      this.#stretch += 1;
      this.#at = starts[this.#stretch] ?? Infinity;
    }
    return Infinity;
  }

  /** By local time. A stretch lies within a day as a rule; a longer one keeps the factor of the day on which it began. */
  #busyOn(at: number): number {
    if (this.#busyness === undefined) return 1;
    const day = Math.floor(at / DAY);
    // Where clocks go back over midnight the day before comes once more, and is as busy as the one after.
    if (day > this.#day) {
      this.#day = day;
      this.#factor = this.#busyness.factor.quantile(this.#busyness.stream.next());
    }
    return this.#factor;
  }
}
