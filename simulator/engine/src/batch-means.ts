import { type Interval, intervalOf } from './interval.ts';
import { Tally } from './tally.ts';

/**
 * The mean of one long run whose values depend on their neighbours, with an interval: means of batches long enough to
 * be nearly independent. An unfinished batch does not count.
 */
export class BatchMeans {
  readonly #size: number;
  readonly #means: number[] = [];
  #sum = 0;
  #filled = 0;

  /** @param size values per batch; throws RangeError unless it is a whole number from 1. */
  constructor(size: number) {
    if (!(Number.isInteger(size) && size >= 1)) throw new RangeError(`a batch of ${size}`);
    this.#size = size;
  }

  add(value: number): void {
    this.#sum += value;
    if (++this.#filled < this.#size) return;
    this.#means.push(this.#sum / this.#size);
    this.#sum = 0;
    this.#filled = 0;
  }

  /** The means of the batches that are full, in order. */
  get means(): readonly number[] {
    return this.#means;
  }

  /** Student's interval over batches. Throws RangeError before the first is full. */
  interval(confidence = 0.95): Interval {
    return intervalOf(this.#means, confidence);
  }

  /**
   * Correlation of each batch with the next, NaN with fewer than three: well above 0 means that batches are too short
   * and the interval is too narrow.
   */
  get correlation(): number {
    const means = this.#means;
    if (means.length < 3) return Number.NaN;
    const { mean, variance, count } = Tally.of(means);
    const products = means
      .slice(1)
      .reduce((sum, value, index) => sum + (value - mean) * ((means[index] as number) - mean), 0);
    return products / (variance * (count - 1));
  }
}
