/** Priorities of simultaneous events are 0 (first) to 255 (last). */
export const LAST_PRIORITY = 255;

/** A sequence number fits beside a priority in the 53 bits of an exact double: 8 + 44 = 52. */
const SEQUENCES = 2 ** 44;

/**
 * What is going to happen, earliest first. Events of the same time come out by priority, lower first, and those of the
 * same priority in the order in which they were pushed. So the order of a run never depends on how the heap is built.
 *
 * An event is an integer code and one integer payload (an index into the caller's own arrays); both must fit 32 bits.
 * The heap is two typed arrays and allocates only when it grows. An event cannot be taken back: who changes plans
 * recognises the stale event when it comes (by a version in the payload or an array beside it).
 *
 * `pop` leaves a hole at the root that the next `push` fills, since most events of a simulation cause another one.
 */
export class EventHeap {
  /** Time of the event popped last; 0 before the first. */
  time = 0;
  /** Code of the event popped last. */
  code = 0;
  /** Payload of the event popped last. */
  payload = 0;

  #capacity: number;
  #size = 0;
  #hole = false;
  #sequence = 0;
  /** Time and rank (priority * 2^44 + sequence) of each event, side by side, and Infinity twice behind the last. */
  #keys: Float64Array;
  /** Code and payload of each event, side by side. */
  #whats: Int32Array;

  /** @param capacity how many events fit before the heap grows. */
  constructor(capacity = 64) {
    this.#capacity = Math.max(1, capacity);
    this.#keys = new Float64Array(2 * this.#capacity + 2);
    this.#whats = new Int32Array(2 * this.#capacity);
    this.#endAt(0);
  }

  /** How many events are still to come. */
  get size(): number {
    return this.#hole ? this.#size - 1 : this.#size;
  }

  /** Time of the next event, Infinity when there is none. */
  get nextTime(): number {
    if (this.#hole) this.#fill();
    return this.#keys[0] as number;
  }

  /**
   * Puts an event into the future, or last among those of now and its priority.
   * Throws RangeError when the time is before that of the event popped last, or is no number.
   */
  push(time: number, code: number, payload = 0, priority = 0): void {
    if (!(time >= this.time)) throw new RangeError(`an event at ${time} after one at ${this.time}`);
    const sequence = this.#sequence++;
    const rank = priority === 0 ? sequence : priority * SEQUENCES + sequence;
    if (this.#hole) {
      this.#hole = false;
      this.#sink(time, rank, code, payload);
      return;
    }
    if (this.#size === this.#capacity) this.#grow();
    const last = this.#size++;
    this.#endAt(this.#size);
    this.#rise(last, time, rank, code, payload);
  }

  /** Moves the next event to `time`, `code` and `payload`. False, and nothing changes, when there is none. */
  pop(): boolean {
    if (this.#hole) this.#fill();
    if (this.#size === 0) return false;
    this.time = this.#keys[0] as number;
    this.code = this.#whats[0] as number;
    this.payload = this.#whats[1] as number;
    this.#hole = true;
    return true;
  }

  /** Forgets all events and starts again at time 0; keeps its memory. */
  clear(): void {
    this.time = 0;
    this.#size = 0;
    this.#endAt(0);
    this.#hole = false;
    this.#sequence = 0;
  }

  #fill(): void {
    this.#hole = false;
    const last = --this.#size;
    const keys = this.#keys;
    const whats = this.#whats;
    const time = keys[2 * last] as number;
    const rank = keys[2 * last + 1] as number;
    this.#endAt(last);
    if (last > 0) this.#sink(time, rank, whats[2 * last] as number, whats[2 * last + 1] as number);
  }

  /** Who has a left child alone finds one on the right that is never first. */
  #endAt(size: number): void {
    this.#keys[2 * size] = Infinity;
    this.#keys[2 * size + 1] = Infinity;
  }

  // oxlint-disable-next-line max-params -- an event is these fields; an object would allocate
  #rise(from: number, time: number, rank: number, code: number, payload: number): void {
    const keys = this.#keys;
    const whats = this.#whats;
    let at = from;
    while (at > 0) {
      const up = (at - 1) >> 1;
      const other = keys[2 * up] as number;
      if (other < time || (other === time && (keys[2 * up + 1] as number) < rank)) break;
      keys[2 * at] = other;
      keys[2 * at + 1] = keys[2 * up + 1] as number;
      whats[2 * at] = whats[2 * up] as number;
      whats[2 * at + 1] = whats[2 * up + 1] as number;
      at = up;
    }
    keys[2 * at] = time;
    keys[2 * at + 1] = rank;
    whats[2 * at] = code;
    whats[2 * at + 1] = payload;
  }

  #sink(time: number, rank: number, code: number, payload: number): void {
    const keys = this.#keys;
    const whats = this.#whats;
    const size = this.#size;
    let at = 0;
    for (let down = 1; down < size; down = 2 * at + 1) {
      const left = keys[2 * down] as number;
      const right = keys[2 * down + 2] as number;
      // Which child is earlier is anybody's guess, and a branch guessed wrong costs more than all the rest: an addition.
      if (left !== right) down += Number(right < left);
      else if ((keys[2 * down + 3] as number) < (keys[2 * down + 1] as number)) down++;
      const earlier = keys[2 * down] as number;
      if (time < earlier || (time === earlier && rank < (keys[2 * down + 1] as number))) break;
      keys[2 * at] = earlier;
      keys[2 * at + 1] = keys[2 * down + 1] as number;
      whats[2 * at] = whats[2 * down] as number;
      whats[2 * at + 1] = whats[2 * down + 1] as number;
      at = down;
    }
    keys[2 * at] = time;
    keys[2 * at + 1] = rank;
    whats[2 * at] = code;
    whats[2 * at + 1] = payload;
  }

  #grow(): void {
    this.#capacity *= 2;
    const keys = new Float64Array(2 * this.#capacity + 2);
    const whats = new Int32Array(2 * this.#capacity);
    keys.set(this.#keys);
    whats.set(this.#whats);
    this.#keys = keys;
    this.#whats = whats;
  }
}
