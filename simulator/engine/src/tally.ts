/** The centre moves to the mean after 1, 8, 64, ... values. */
const CENTRED_AFTER = 8;

/**
 * Count, mean, variance and extremes of what was added, in constant memory. Sums of the distances from a centre near the
 * mean, and of their squares, which take no division for each value; merged as Chan et al. 1979.
 */
export class Tally {
  #count = 0;
  #centre = 0;
  /** Of the distances from the centre. */
  #sum = 0;
  #squares = 0;
  #min = Infinity;
  #max = -Infinity;
  /** The count at which the centre moves. A first value far from the others would cost digits for ever. */
  #due = 1;

  /** A tally of these values. */
  static of(values: Iterable<number>): Tally {
    const tally = new Tally();
    for (const value of values) tally.add(value);
    return tally;
  }

  add(value: number): void {
    const off = value - this.#centre;
    this.#sum += off;
    this.#squares += off * off;
    if (value < this.#min) this.#min = value;
    if (value > this.#max) this.#max = value;
    this.#count++;
    if (this.#count === this.#due) this.#settle(this.mean, this.#aroundMean());
  }

  /** Adds what the other has seen. */
  merge(other: Tally): void {
    if (other.#count === 0) return;
    const before = this.#count;
    const around = this.#aroundMean() + other.#aroundMean();
    const off = before === 0 ? 0 : other.mean - this.mean;
    const mean = before === 0 ? other.mean : this.mean;
    this.#count += other.#count;
    this.#settle(
      mean + (off * other.#count) / this.#count,
      around + (off * off * before * other.#count) / this.#count,
    );
    this.#min = Math.min(this.#min, other.#min);
    this.#max = Math.max(this.#max, other.#max);
  }

  /** Forgets everything, as at the end of a warm-up. */
  reset(): void {
    this.#count = 0;
    this.#centre = 0;
    this.#sum = 0;
    this.#squares = 0;
    this.#min = Infinity;
    this.#max = -Infinity;
    this.#due = 1;
  }

  get count(): number {
    return this.#count;
  }

  /** NaN while empty. */
  get mean(): number {
    return this.#count === 0 ? Number.NaN : this.#centre + this.#sum / this.#count;
  }

  /** Of the sample (n - 1); NaN with fewer than two. */
  get variance(): number {
    return this.#count < 2 ? Number.NaN : this.#aroundMean() / (this.#count - 1);
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

  /** Moves the centre to the mean. */
  #settle(mean: number, aroundMean: number): void {
    this.#centre = mean;
    this.#sum = 0;
    this.#squares = aroundMean;
    while (this.#due <= this.#count) this.#due *= CENTRED_AFTER;
  }

  /** Sum of the squared distances from the mean. */
  #aroundMean(): number {
    // One value is no distance from itself, even where its square is out of reach.
    if (this.#count < 2) return 0;
    return Math.max(0, this.#squares - (this.#sum * this.#sum) / this.#count);
  }
}
