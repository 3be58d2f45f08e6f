/** Buckets per doubling: 2^8. */
const BITS = 8;
const LOWEST_POWER = -20;
const HIGHEST_POWER = 30;
const LAST = (HIGHEST_POWER - LOWEST_POWER) << BITS;

/** A double by its bits: the upper word is sign, exponent and the first 20 bits of the fraction. */
const DOUBLE = new Float64Array(1);
const WORDS = new Uint32Array(DOUBLE.buffer);
const UPPER = new Uint32Array(Float64Array.of(1).buffer)[0] === 0 ? 1 : 0;
const SHIFT = 20 - BITS;
/** Bucket 0 is for zeros, bucket 1 begins at 2^LOWEST_POWER. */
const FIRST = ((1023 + LOWEST_POWER) << BITS) - 1;

/** The largest relative error of a quantile: half of a bucket's width. */
export const QUANTILE_ERROR = 1 / 2 ** (BITS + 1);

/** Values below this count as 0, values from `HISTOGRAM_END` on as if they were just below it. */
export const HISTOGRAM_START = 2 ** LOWEST_POWER;
export const HISTOGRAM_END = 2 ** HIGHEST_POWER;

/**
 * Counts of values not below 0 in buckets of equal relative width, for quantiles in constant memory (50 KB). A quantile
 * is within 0.2 % (QUANTILE_ERROR) of a value of that rank. Histograms add up, in any order, to the same counts.
 */
export class Histogram {
  readonly #counts = new Uint32Array(LAST + 1);
  #count = 0;
  #max = 0;

  get count(): number {
    return this.#count;
  }

  /** Throws RangeError for a value that is negative or no number. */
  add(value: number): void {
    if (!(value >= 0)) throw new RangeError(`a value of ${value}`);
    this.#count++;
    if (value > this.#max) this.#max = value;
    const bucket = bucketOf(value);
    this.#counts[bucket] = (this.#counts[bucket] as number) + 1;
  }

  /** Adds what the other has counted. */
  merge(other: Histogram): void {
    this.mergeCounts(other.#counts, 0, other.#max);
  }

  /** Adds the counts of one of many histograms that are side by side. */
  mergeCounts(counts: Uint32Array, first: number, max: number): void {
    for (let bucket = 0; bucket <= LAST; bucket++) {
      const here = counts[first + bucket] as number;
      this.#counts[bucket] = (this.#counts[bucket] as number) + here;
      this.#count += here;
    }
    this.#max = Math.max(this.#max, max);
  }

  /** Forgets everything. */
  reset(): void {
    this.#counts.fill(0);
    this.#count = 0;
    this.#max = 0;
  }

  /** The value below which a share `p` of the values lies, between buckets' edges by proportion; NaN while empty. */
  quantile(p: number): number {
    if (this.#count === 0) return Number.NaN;
    let left = p * this.#count - (this.#counts[0] as number);
    if (left <= 0) return 0;
    for (let bucket = 1; bucket <= LAST; bucket++) {
      const here = this.#counts[bucket] as number;
      if (left <= here && here > 0) {
        const low = edgeOf(bucket);
        return Math.min(this.#max, low + (edgeOf(bucket + 1) - low) * (left / here));
      }
      left -= here;
    }
    return this.#max;
  }

  /** The share of values below the limit, of those in its own bucket by proportion; NaN while empty. */
  shareBelow(limit: number): number {
    if (this.#count === 0) return Number.NaN;
    if (limit <= 0) return 0;
    if (limit > this.#max) return 1;
    let below = 0;
    // Zeros are below any limit.
    const last = Math.max(1, bucketOf(limit));
    for (let bucket = 0; bucket < last; bucket++) below += this.#counts[bucket] as number;
    const low = edgeOf(last);
    const part = (limit - low) / (edgeOf(last + 1) - low);
    return (below + (this.#counts[last] as number) * Math.max(0, Math.min(1, part))) / this.#count;
  }
}

/**
 * So many histograms and the sums of what is counted in each, side by side: to add a value takes no look at an object of
 * its own. 50 KB each.
 */
export class Histograms {
  readonly #counts: Uint32Array;
  readonly #sums: Float64Array;
  readonly #maxima: Float64Array;

  constructor(size: number) {
    this.#counts = new Uint32Array(size * (LAST + 1));
    this.#sums = new Float64Array(size);
    this.#maxima = new Float64Array(size);
  }

  /** Counts a value in one of them. Throws RangeError for a value that is negative or no number. */
  add(which: number, value: number): void {
    if (!(value >= 0)) throw new RangeError(`a value of ${value}`);
    this.#sums[which] = (this.#sums[which] as number) + value;
    if (value > (this.#maxima[which] as number)) this.#maxima[which] = value;
    const at = which * (LAST + 1) + bucketOf(value);
    this.#counts[at] = (this.#counts[at] as number) + 1;
  }

  /** Some of them as one, with the sum of its values. */
  merged(some: readonly number[]): { readonly sum: number; readonly histogram: Histogram } {
    const histogram = new Histogram();
    let sum = 0;
    for (const which of some) {
      const max = this.#maxima[which] as number;
      const first = which * (LAST + 1);
      if (max === 0 && this.#counts[first] === 0) continue;
      sum += this.#sums[which] as number;
      histogram.mergeCounts(this.#counts, first, max);
    }
    return { sum, histogram };
  }
}

function bucketOf(value: number): number {
  // Not -0, whose upper word is a large one.
  DOUBLE[0] = Math.abs(value);
  const bucket = ((WORDS[UPPER] as number) >>> SHIFT) - FIRST;
  // Waits are 0 every now and then: 0 for what is negative, without a branch that would be guessed wrong as often.
  const low = bucket & ~(bucket >> 31);
  return low < LAST ? low : LAST;
}

function edgeOf(bucket: number): number {
  const place = bucket - 1;
  return 2 ** ((place >> BITS) + LOWEST_POWER) * (1 + (place & (2 ** BITS - 1)) / 2 ** BITS);
}
