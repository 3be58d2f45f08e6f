import type { Calendar } from './calendar.ts';

/**
 * Reads a calendar at moments that lie near each other, such as those of a simulation: a step or two from where it
 * read last instead of a search. It says what `elapsed` and `add` say, of any moment, in milliseconds that need not be
 * whole.
 */
export class CalendarCursor {
  readonly #starts: Float64Array;
  readonly #ends: Float64Array;
  readonly #before: Float64Array;
  readonly #last: number;
  readonly #name: string;
  /** The last interval that begins before what was read last; -1 before all. */
  #index = -1;

  constructor({ name, starts, ends, before }: Calendar) {
    this.#name = name;
    this.#starts = starts;
    this.#ends = ends;
    this.#before = before;
    this.#last = starts.length - 1;
  }

  /** Open time from the calendar's beginning until `at`: `elapsed(from, to)` is the difference of two of them. */
  openBefore(at: number): number {
    const starts = this.#starts;
    let index = this.#index;
    while (index < this.#last && (starts[index + 1] as number) < at) index += 1;
    while (index >= 0 && (starts[index] as number) >= at) index -= 1;
    this.#index = index;
    if (index < 0) return 0;
    const end = this.#ends[index] as number;
    return (this.#before[index] as number) + (at < end ? at : end) - (starts[index] as number);
  }

  /**
   * The first moment by which so much time was open, counted from the calendar's beginning: `add(from, d)` is
   * `reached(openBefore(from) + d)` for every d above 0. Reads on from where the cursor is.
   * Throws RangeError when the calendar ends before.
   */
  reached(total: number): number {
    const before = this.#before;
    let index = this.#index < 0 ? 0 : this.#index;
    while (index > 0 && (before[index] as number) >= total) index -= 1;
    while (index < this.#last && (before[index + 1] as number) < total) index += 1;
    const at = (this.#starts[index] as number) + total - (before[index] as number);
    if (at > (this.#ends[index] as number))
      throw new RangeError(`calendar ${this.#name} ends before the time asked for`);
    return at;
  }
}
