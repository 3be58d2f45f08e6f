/** Bits of `flags`. Below them are those of a row of a plan table, from ESCALATED to MISTAKEN. */
export const COUNTED = 32;
export const COMES_BACK = 64;
export const ANSWERED = 256;
export const OWED_ANSWER = 512;
export const GOOD_HANDOVER = 2048;
export const WAITS = 4096;
export const BEGUN = 8192;
/** Somebody had it in hand on its present stay. */
export const TOUCHED = 16_384;
/** It waits for the customer, for engineering, or is solved and about to come back. */
export const IS_PENDING = 32_768;
export const IS_ON_HOLD = 65_536;
export const IS_SOLVED = 131_072;
/** A promise of it ran on after a wait or a solution. */
export const RAN_ON = 262_144;
/** It waits for one person alone. */
export const KEPT = 524_288;

/** Promises of a ticket that are followed, by their place in PROMISES and in KEPT of the measures; the tier's target is the last. */
export const [FIRST, NEXT, WHOLE, STAY] = [0, 1, 2, 3] as const;
export const CLOCKS = 4;

const FIRST_ROOM = 256;

/**
 * Tickets in the system: the n-th entry of each array is of the ticket in row n, and a row is used again when its ticket is
 * done. Moments and lengths of time are in milliseconds.
 */
export class TicketPool {
  created = new Float64Array(FIRST_ROOM);
  /** When it began to wait for the piece of work that comes next, and when somebody first took that up. */
  queued = new Float64Array(FIRST_ROOM);
  started = new Float64Array(FIRST_ROOM);
  /** Work done on the present stay. */
  worked = new Float64Array(FIRST_ROOM);
  /** Handle time of all of its work, and the numbers that say how long finding out takes on T1 and T2. */
  handle = new Float64Array(FIRST_ROOM);
  findOut1 = new Float64Array(FIRST_ROOM);
  findOut2 = new Float64Array(FIRST_ROOM);
  /** Numbers that say how long the customer's answer, the re-opening and a fix by engineering take. */
  reply = new Float64Array(FIRST_ROOM);
  after = new Float64Array(FIRST_ROOM);
  fix = new Float64Array(FIRST_ROOM);
  /** Wall time until the first answer, and until the last solution. */
  answeredAfter = new Float64Array(FIRST_ROOM);
  solvedAfter = new Float64Array(FIRST_ROOM);
  /** When patience ends; Infinity where it does not. */
  patienceEnds = new Float64Array(FIRST_ROOM);
  /** Number in the run, from 0 in order of creation. */
  number = new Float64Array(FIRST_ROOM);
  /** Its order of coming into the queue in which it waits. */
  place = new Float64Array(FIRST_ROOM);
  /** When somebody last answered the customer, and when the present stay began. */
  respondedAt = new Float64Array(FIRST_ROOM);
  stayBegan = new Float64Array(FIRST_ROOM);
  /** Its class, -1 in a row that is nobody's, and its tier. */
  kind = new Int32Array(FIRST_ROOM);
  tier = new Int32Array(FIRST_ROOM);
  /** What is so of it, as bits. */
  flags = new Int32Array(FIRST_ROOM);
  moves = new Int32Array(FIRST_ROOM);
  /** Tiers that it has been on, as bits. */
  visited = new Int32Array(FIRST_ROOM);
  /** How often a ladder took it out of somebody's hands. */
  reassigned = new Int32Array(FIRST_ROOM);
  /** Who had it last on its tier; -1 for nobody. */
  knownBy = new Int32Array(FIRST_ROOM);
  /**
   * Promises, CLOCKS of each ticket side by side. While one runs: open time of its calendar at which nothing was spent, so
   * that now less this is what is spent. While it waits, and once it is kept or missed: what was spent.
   */
  spent = new Float64Array(CLOCKS * FIRST_ROOM);
  /** When each promise last ran on after a wait or a solution. Only where the flag RAN_ON is set. */
  ranOnAt = new Float64Array(CLOCKS * FIRST_ROOM);
  /** Steps of the ladder of each promise that are done, as bits. Only where a ladder changes tickets. */
  fired = new Int32Array(CLOCKS * FIRST_ROOM);
  #free: number[] = [];
  #used = 0;
  /** Tickets in the system. */
  count = 0;

  /** A row; what is in it is left over from another ticket. */
  take(): number {
    this.count += 1;
    const free = this.#free.pop();
    if (free !== undefined) return free;
    const row = this.#used++;
    if (row === this.kind.length) this.#grow();
    return row;
  }

  release(ticket: number): void {
    this.count -= 1;
    // So that whoever looks at all rows sees that it is nobody's.
    this.kind[ticket] = -1;
    this.#free.push(ticket);
  }

  /** Takes a flag away. */
  unset(ticket: number, flag: number): void {
    this.flags[ticket] = (this.flags[ticket] as number) & ~flag;
  }

  /** For whom outside support a ticket waits, if it does. */
  waitsFor(ticket: number): 'pending' | 'on-hold' | undefined {
    const flags = this.flags[ticket] as number;
    if ((flags & IS_PENDING) !== 0) return 'pending';
    return (flags & IS_ON_HOLD) !== 0 ? 'on-hold' : undefined;
  }

  /** All tickets in the system, by their rows. */
  *all(): Generator<number> {
    for (let row = 0; row < this.#used; row += 1) if ((this.kind[row] as number) >= 0) yield row;
  }

  #grow(): void {
    this.created = longer(this.created);
    this.queued = longer(this.queued);
    this.started = longer(this.started);
    this.worked = longer(this.worked);
    this.handle = longer(this.handle);
    this.findOut1 = longer(this.findOut1);
    this.findOut2 = longer(this.findOut2);
    this.reply = longer(this.reply);
    this.after = longer(this.after);
    this.fix = longer(this.fix);
    this.answeredAfter = longer(this.answeredAfter);
    this.solvedAfter = longer(this.solvedAfter);
    this.patienceEnds = longer(this.patienceEnds);
    this.number = longer(this.number);
    this.place = longer(this.place);
    this.respondedAt = longer(this.respondedAt);
    this.stayBegan = longer(this.stayBegan);
    this.spent = longer(this.spent);
    this.ranOnAt = longer(this.ranOnAt);
    this.kind = longerWhole(this.kind);
    this.tier = longerWhole(this.tier);
    this.flags = longerWhole(this.flags);
    this.moves = longerWhole(this.moves);
    this.visited = longerWhole(this.visited);
    this.reassigned = longerWhole(this.reassigned);
    this.knownBy = longerWhole(this.knownBy);
    this.fired = longerWhole(this.fired);
  }
}

function longer(from: Float64Array<ArrayBuffer>): Float64Array<ArrayBuffer> {
  const to = new Float64Array(2 * from.length);
  to.set(from);
  return to;
}

function longerWhole(from: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  const to = new Int32Array(2 * from.length);
  to.set(from);
  return to;
}
