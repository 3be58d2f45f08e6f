/** Numbers of a ticket: moments and lengths of time in milliseconds. */
export const CREATED = 0;
/** When it began to wait for the piece of work that comes next, and when somebody first took that up. */
export const QUEUED = 1;
export const STARTED = 2;
/** Work done on the present stay. */
export const WORKED = 3;
/** Handle time of all of its work. */
export const HANDLE = 4;
export const FIND_OUT_1 = 5;
export const FIND_OUT_2 = 6;
/** Delay of the customer's answer and of the re-opening, time until engineering has fixed it. */
export const REPLY = 7;
export const AFTER = 8;
export const FIX = 9;
/**
 * Promises. While one runs: open time of its calendar at which nothing was spent, so that now less this is what is
 * spent. While it waits, and once it is kept or missed: what was spent.
 */
export const FIRST_RESPONSE = 10;
export const NEXT_RESPONSE = 11;
export const RESOLUTION = 12;
export const TIER_TARGET = 13;
/** Wall time until the first answer, and until the last solution. */
export const ANSWERED_AFTER = 14;
export const SOLVED_AFTER = 15;
/** When patience ends; Infinity where it does not. */
export const PATIENCE_ENDS = 16;
/** Number in the run, from 0 in order of creation. */
export const NUMBER = 17;
/** When each promise, in the order above, last ran on after a wait or a solution. Only where the flag RAN_ON is set. */
export const RAN_ON_AT = 18;
/** Its order of coming into the queue in which it waits. */
export const PLACE = 22;
/** When somebody last answered the customer, and when the present stay began. */
export const RESPONDED_AT = 23;
export const STAY_BEGAN = 24;
const NUMBERS = 25;

/** Small facts of a ticket. */
export const CLASS = 0;
export const TIER = 1;
export const FLAGS = 2;
export const MOVES = 3;
/** Tiers that it has been on, as bits. */
export const VISITED = 4;
/** Steps of ladders that are done, as bits, for each promise in the order above. Only where a ladder changes tickets. */
export const FIRED = 5;
/** How often a ladder took it out of somebody's hands. */
export const REASSIGNED = 9;
/** Who had it last on its tier; -1 for nobody. */
export const KNOWN_BY = 10;
const FACTS = 11;

/** Bits of FLAGS. */
export const COUNTED = 1;
export const ASKS = 2;
export const ASKED = 4;
export const IS_MISTAKEN = 8;
export const IS_BUG = 16;
export const FILED = 32;
export const COMES_BACK = 64;
export const CAME_BACK = 128;
export const ANSWERED = 256;
export const OWED_ANSWER = 512;
export const WAS_ESCALATED = 1024;
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

/** Tickets that are in the system, as rows of typed arrays; a row is used again when its ticket is done. */
export class TicketPool {
  numbers = new Float64Array(NUMBERS * 256);
  facts = new Int32Array(FACTS * 256);
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
    if ((row + 1) * NUMBERS > this.numbers.length) this.#grow();
    return row;
  }

  release(ticket: number): void {
    this.count -= 1;
    // So that whoever looks at all rows sees that it is nobody's.
    this.facts[ticket * FACTS + CLASS] = -1;
    this.#free.push(ticket);
  }

  /** Where the numbers of a ticket begin in `numbers`, and its facts in `facts`. */
  static numbersOf(ticket: number): number {
    return ticket * NUMBERS;
  }

  static factsOf(ticket: number): number {
    return ticket * FACTS;
  }

  /** Takes a flag away. */
  unset(ticket: number, flag: number): void {
    const at = ticket * FACTS + FLAGS;
    this.facts[at] = (this.facts[at] as number) & ~flag;
  }

  /** For whom outside support a ticket waits, if it does. */
  waitsFor(ticket: number): 'pending' | 'on-hold' | undefined {
    const flags = this.facts[ticket * FACTS + FLAGS] as number;
    if ((flags & IS_PENDING) !== 0) return 'pending';
    return (flags & IS_ON_HOLD) !== 0 ? 'on-hold' : undefined;
  }

  /** All tickets in the system, by their rows. */
  *all(): Generator<number> {
    for (let row = 0; row < this.#used; row += 1)
      if ((this.facts[row * FACTS + CLASS] as number) >= 0) yield row;
  }

  #grow(): void {
    const numbers = new Float64Array(2 * this.numbers.length);
    numbers.set(this.numbers);
    this.numbers = numbers;
    const facts = new Int32Array(2 * this.facts.length);
    facts.set(this.facts);
    this.facts = facts;
  }
}
