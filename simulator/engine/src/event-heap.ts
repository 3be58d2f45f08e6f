/** Priorities of simultaneous events are 0 (first) to 255 (last). */
export const LAST_PRIORITY = 255;

/** A sequence number fits beside a priority in the 53 bits of an exact double: 8 + 44 = 52. */
const SEQUENCES = 2 ** 44;

/**
 * What is going to happen, earliest first. Events of the same time come out by priority, lower first, and those of the
 * same priority in the order in which they were pushed. So the order of a run never depends on how the heap is built.
 *
 * An event is an integer code and one integer payload (an index into the caller's own arrays); both must fit 32 bits.
 * The heap is struct-of-arrays and allocates only when it grows. An event cannot be taken back: who changes plans
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
  #times: Float64Array;
  /** priority * 2^44 + sequence */
  #ranks: Float64Array;
  #codes: Int32Array;
  #payloads: Int32Array;

  /** @param capacity how many events fit before the heap grows. */
  constructor(capacity = 64) {
    this.#capacity = Math.max(1, capacity);
    this.#times = new Float64Array(this.#capacity);
    this.#ranks = new Float64Array(this.#capacity);
    this.#codes = new Int32Array(this.#capacity);
    this.#payloads = new Int32Array(this.#capacity);
  }

  /** How many events are still to come. */
  get size(): number {
    return this.#hole ? this.#size - 1 : this.#size;
  }

  /** Time of the next event, Infinity when there is none. */
  get nextTime(): number {
    if (this.#hole) this.#fill();
    return this.#size === 0 ? Infinity : (this.#times[0] as number);
  }

  /**
   * Puts an event into the future, or last among those of now and its priority.
   * Throws RangeError when the time is before that of the event popped last, or is no number.
   */
  push(time: number, code: number, payload = 0, priority = 0): void {
    if (!(time >= this.time)) throw new RangeError(`an event at ${time} after one at ${this.time}`);
    const rank = priority * SEQUENCES + this.#sequence++;
    if (this.#hole) {
      this.#hole = false;
      this.#sink(time, rank, code, payload);
      return;
    }
    if (this.#size === this.#capacity) this.#grow();
    this.#rise(this.#size++, time, rank, code, payload);
  }

  /** Moves the next event to `time`, `code` and `payload`. False, and nothing changes, when there is none. */
  pop(): boolean {
    if (this.#hole) this.#fill();
    if (this.#size === 0) return false;
    this.time = this.#times[0] as number;
    this.code = this.#codes[0] as number;
    this.payload = this.#payloads[0] as number;
    this.#hole = true;
    return true;
  }

  /** Forgets all events and starts again at time 0; keeps its memory. */
  clear(): void {
    this.time = 0;
    this.#size = 0;
    this.#hole = false;
    this.#sequence = 0;
  }

  #fill(): void {
    this.#hole = false;
    const last = --this.#size;
    if (last === 0) return;
    const time = this.#times[last] as number;
    const rank = this.#ranks[last] as number;
    this.#sink(time, rank, this.#codes[last] as number, this.#payloads[last] as number);
  }

  // oxlint-disable-next-line max-params -- an event is these fields; an object would allocate
  #rise(from: number, time: number, rank: number, code: number, payload: number): void {
    const times = this.#times;
    const ranks = this.#ranks;
    const codes = this.#codes;
    const payloads = this.#payloads;
    let at = from;
    while (at > 0) {
      const up = (at - 1) >> 1;
      const other = times[up] as number;
      if (other < time || (other === time && (ranks[up] as number) < rank)) break;
      times[at] = other;
      ranks[at] = ranks[up] as number;
      codes[at] = codes[up] as number;
      payloads[at] = payloads[up] as number;
      at = up;
    }
    times[at] = time;
    ranks[at] = rank;
    codes[at] = code;
    payloads[at] = payload;
  }

  #sink(time: number, rank: number, code: number, payload: number): void {
    const times = this.#times;
    const ranks = this.#ranks;
    const codes = this.#codes;
    const payloads = this.#payloads;
    const size = this.#size;
    let at = 0;
    for (let down = 1; down < size; down = 2 * at + 1) {
      let earlier = times[down] as number;
      if (down + 1 < size) {
        const right = times[down + 1] as number;
        if (right < earlier || (right === earlier && (ranks[down + 1] as number) < (ranks[down] as number))) {
          down++;
          earlier = right;
        }
      }
      if (time < earlier || (time === earlier && rank < (ranks[down] as number))) break;
      times[at] = earlier;
      ranks[at] = ranks[down] as number;
      codes[at] = codes[down] as number;
      payloads[at] = payloads[down] as number;
      at = down;
    }
    times[at] = time;
    ranks[at] = rank;
    codes[at] = code;
    payloads[at] = payload;
  }

  #grow(): void {
    this.#capacity *= 2;
    this.#times = grown(this.#times, new Float64Array(this.#capacity));
    this.#ranks = grown(this.#ranks, new Float64Array(this.#capacity));
    this.#codes = grown(this.#codes, new Int32Array(this.#capacity));
    this.#payloads = grown(this.#payloads, new Int32Array(this.#capacity));
  }
}

function grown<A extends Float64Array | Int32Array>(from: A, to: A): A {
  to.set(from);
  return to;
}
