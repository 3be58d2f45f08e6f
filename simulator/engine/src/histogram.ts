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
    for (let bucket = 0; bucket <= LAST; bucket++) {
      this.#counts[bucket] = (this.#counts[bucket] as number) + (other.#counts[bucket] as number);
    }
    this.#count += other.#count;
    this.#max = Math.max(this.#max, other.#max);
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
