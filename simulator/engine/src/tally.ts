/** Count, mean, variance and extremes of what was added, in constant memory (Welford 1962; merged as Chan et al. 1979). */
export class Tally {
  #count = 0;
  #mean = 0;
  #squares = 0;
  #min = Infinity;
  #max = -Infinity;

  /** A tally of these values. */
  static of(values: Iterable<number>): Tally {
    const tally = new Tally();
    for (const value of values) tally.add(value);
    return tally;
  }

  add(value: number): void {
    this.#count++;
    const off = value - this.#mean;
    this.#mean += off / this.#count;
    this.#squares += off * (value - this.#mean);
    if (value < this.#min) this.#min = value;
    if (value > this.#max) this.#max = value;
  }

  /** Adds what the other has seen. */
  merge(other: Tally): void {
    if (other.#count === 0) return;
    const count = this.#count + other.#count;
    const off = other.#mean - this.#mean;
    this.#squares += other.#squares + (off * off * this.#count * other.#count) / count;
    this.#mean += (off * other.#count) / count;
    this.#count = count;
    this.#min = Math.min(this.#min, other.#min);
    this.#max = Math.max(this.#max, other.#max);
  }

  /** Forgets everything, as at the end of a warm-up. */
  reset(): void {
    this.#count = 0;
    this.#mean = 0;
    this.#squares = 0;
    this.#min = Infinity;
    this.#max = -Infinity;
  }

  get count(): number {
    return this.#count;
  }

  /** NaN while empty. */
  get mean(): number {
    return this.#count === 0 ? Number.NaN : this.#mean;
  }

  /** Of the sample (n - 1); NaN with fewer than two. */
  get variance(): number {
    return this.#count < 2 ? Number.NaN : this.#squares / (this.#count - 1);
  }

  /** Standard deviation of the sample; NaN with fewer than two. */
  get sd(): number {
    return Math.sqrt(this.variance);
  }

  /** Infinity while empty. */
  get min(): number {
    return this.#min;
  }

  /** -Infinity while empty. */
  get max(): number {
    return this.#max;
  }
}
