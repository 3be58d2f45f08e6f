/** Stands for "no id" where a typed array cannot hold `undefined`. */
export const NOBODY = -1;

/**
 * Many queues over the integers 0, 1, 2, ...: each id is in one queue at most. All operations take constant time and
 * allocate nothing, except that room for a larger id doubles the arrays.
 */
export class Fifos {
  #next: Int32Array;
  #previous: Int32Array;
  /** The queue that an id is in, NOBODY when in none. */
  #queues: Int32Array;
  readonly #heads: Int32Array;
  readonly #tails: Int32Array;
  readonly #lengths: Int32Array;

  /**
   * @param queues how many queues; they are numbered from 0.
   * @param ids how many ids fit before the arrays grow.
   */
  constructor(queues: number, ids = 64) {
    const room = Math.max(1, ids);
    this.#next = new Int32Array(room);
    this.#previous = new Int32Array(room);
    this.#queues = new Int32Array(room).fill(NOBODY);
    this.#heads = new Int32Array(queues).fill(NOBODY);
    this.#tails = new Int32Array(queues).fill(NOBODY);
    this.#lengths = new Int32Array(queues);
  }

  /** How many wait in the queue. */
  length(queue: number): number {
    return this.#lengths[queue] as number;
  }

  /** The first of the queue, NOBODY when it is empty. */
  head(queue: number): number {
    return this.#heads[queue] as number;
  }

  /** The one behind this id in its queue, NOBODY at the end. */
  after(id: number): number {
    return this.#next[id] as number;
  }

  /** The queue that the id waits in, NOBODY when it does not wait. */
  queueOf(id: number): number {
    return id < this.#queues.length ? (this.#queues[id] as number) : NOBODY;
  }

  /** Puts the id last. Throws RangeError when it waits already. */
  append(queue: number, id: number): void {
    this.#enter(queue, id);
    const tail = this.#tails[queue] as number;
    this.#next[id] = NOBODY;
    this.#previous[id] = tail;
    this.#tails[queue] = id;
    if (tail === NOBODY) this.#heads[queue] = id;
    else this.#next[tail] = id;
  }

  /** Puts the id first. Throws RangeError when it waits already. */
  prepend(queue: number, id: number): void {
    this.#enter(queue, id);
    const head = this.#heads[queue] as number;
    this.#next[id] = head;
    this.#previous[id] = NOBODY;
    this.#heads[queue] = id;
    if (head === NOBODY) this.#tails[queue] = id;
    else this.#previous[head] = id;
  }

  /** Takes the first out; NOBODY when the queue is empty. */
  take(queue: number): number {
    const id = this.#heads[queue] as number;
    if (id !== NOBODY) this.remove(id);
    return id;
  }

  /** Takes the id out of whatever queue it is in. False when it does not wait. */
  remove(id: number): boolean {
    const queue = this.queueOf(id);
    if (queue === NOBODY) return false;
    const next = this.#next[id] as number;
    const previous = this.#previous[id] as number;
    if (previous === NOBODY) this.#heads[queue] = next;
    else this.#next[previous] = next;
    if (next === NOBODY) this.#tails[queue] = previous;
    else this.#previous[next] = previous;
    this.#queues[id] = NOBODY;
    this.#lengths[queue] = (this.#lengths[queue] as number) - 1;
    return true;
  }

  /** Empties all queues; keeps its memory. */
  clear(): void {
    this.#queues.fill(NOBODY);
    this.#heads.fill(NOBODY);
    this.#tails.fill(NOBODY);
    this.#lengths.fill(0);
  }

  #enter(queue: number, id: number): void {
    if (id >= this.#queues.length) this.#grow(id);
    if (this.#queues[id] !== NOBODY) throw new RangeError(`${id} already waits in queue ${this.#queues[id]}`);
    this.#queues[id] = queue;
    this.#lengths[queue] = (this.#lengths[queue] as number) + 1;
  }

  #grow(id: number): void {
    const used = this.#queues.length;
    const room = Math.max(2 * used, id + 1);
    this.#next = grown(this.#next, room);
    this.#previous = grown(this.#previous, room);
    this.#queues = grown(this.#queues, room).fill(NOBODY, used);
  }
}

function grown(from: Int32Array, room: number): Int32Array {
  const to = new Int32Array(room);
  to.set(from);
  return to;
}
