/** A level that changes at moments (a backlog, how many are busy) and its average weighted by time. */
export class TimeAverage {
  #since: number;
  #changed: number;
  #level: number;
  #area = 0;
  #max: number;

  /** @param start when the level begins to count. */
  constructor(level = 0, start = 0) {
    this.#level = level;
    this.#since = start;
    this.#changed = start;
    this.#max = level;
  }

  get level(): number {
    return this.#level;
  }

  /** The highest level since the start or the last reset. */
  get max(): number {
    return this.#max;
  }

  /** From `now` on the level is this. Times must not go back. */
  set(now: number, level: number): void {
    this.#area += this.#level * (now - this.#changed);
    this.#changed = now;
    this.#level = level;
    if (level > this.#max) this.#max = level;
  }

  /** From `now` on the level is higher by this much, or lower when it is negative. */
  change(now: number, by: number): void {
    this.set(now, this.#level + by);
  }

  /** Level times time until `now`. */
  areaUntil(now: number): number {
    return this.#area + this.#level * (now - this.#changed);
  }

  /** The average until `now`; NaN when no time has passed. */
  meanUntil(now: number): number {
    return now === this.#since ? Number.NaN : this.areaUntil(now) / (now - this.#since);
  }

  /** Keeps the level and forgets the past, as at the end of a warm-up. */
  reset(now: number): void {
    this.#since = now;
    this.#changed = now;
    this.#area = 0;
    this.#max = this.#level;
  }
}
