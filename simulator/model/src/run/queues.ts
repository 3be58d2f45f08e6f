import { NOBODY } from '@tierline/engine';

import type { Lanes } from '../organisation/lanes.ts';
import type { Measures } from './measures.ts';
import { type TicketPool, WAITS } from './ticket-pool.ts';
import { WaitingLine } from './waiting-line.ts';

/** What waits for each tier, lane by lane, and how many tickets waited how long. */
export class Queues {
  readonly #pool: TicketPool;
  readonly #measures: Measures;
  readonly #lines: readonly WaitingLine[];
  readonly #waiting: Int32Array;
  readonly #since: Float64Array;

  readonly #tierOf: Int32Array;
  #came = 0;
  readonly #lanesOf: readonly Int32Array[];

  constructor({ all, lanesOf }: Lanes, tiers: number, start: number, pool: TicketPool, measures: Measures) {
    this.#pool = pool;
    this.#measures = measures;
    this.#lines = all.map(() => new WaitingLine());
    this.#tierOf = Int32Array.from(all, ({ tier }) => tier);
    this.#lanesOf = lanesOf;
    this.#waiting = new Int32Array(tiers);
    this.#since = new Float64Array(tiers).fill(start);
  }

  /** A ticket waits from now on, in its place by rank. */
  add(lane: number, ticket: number, rank: number, now: number): void {
    this.#lines[lane]?.add(ticket, rank, this.hold(lane, ticket, now));
  }

  /** A ticket of a lane waits from now on, but for nobody who takes from the lane. Returns its order of coming. */
  hold(lane: number, ticket: number, now: number): number {
    const pool = this.#pool;
    pool.flags[ticket] = (pool.flags[ticket] as number) | WAITS;
    const place = this.#came++;
    pool.place[ticket] = place;
    this.#count(this.#tierOf[lane] as number, now, 1);
    return place;
  }

  /** Takes the first one that a crew may have; NOBODY where none waits. */
  take(crew: number, now: number): number {
    const pool = this.#pool;
    for (;;) {
      const lane = this.#firstLane(crew);
      const line = this.#lines[lane];
      const ticket = line?.take() ?? NOBODY;
      if (line === undefined || ticket === NOBODY) return NOBODY;
      if (!this.#isThere(ticket, line.taken)) continue;
      pool.flags[ticket] = (pool.flags[ticket] as number) & ~WAITS;
      this.#count(this.#tierOf[lane] as number, now, -1);
      return ticket;
    }
  }

  /** Rank of the first one that a crew may have; Infinity where none waits. */
  bestRank(crew: number): number {
    for (;;) {
      const line = this.#lines[this.#firstLane(crew)];
      if (line === undefined || line.size === 0) return Infinity;
      if (this.#isThere(line.first, line.firstOrder)) return line.bestRank;
      line.take();
    }
  }

  /** Whether the ticket in a place still waits there: it may have left meanwhile, and its row be another's. */
  #isThere(ticket: number, place: number): boolean {
    const flags = this.#pool.flags[ticket] as number;
    return (flags & WAITS) !== 0 && (this.#pool.place[ticket] as number) === place;
  }

  /** The lane of a crew with the best rank. */
  #firstLane(crew: number): number {
    const lanes = this.#lanesOf[crew] as Int32Array;
    let first = lanes.length === 0 ? NOBODY : (lanes[0] as number);
    for (let place = 1; place < lanes.length; place += 1) {
      const lane = lanes[place] as number;
      if ((this.#lines[lane]?.bestRank ?? Infinity) < (this.#lines[first]?.bestRank ?? Infinity))
        first = lane;
    }
    return first;
  }

  /** A ticket waits no longer; its place in the line stays until it comes up. */
  leave(lane: number, ticket: number, now: number): void {
    this.#pool.unset(ticket, WAITS);
    this.#count(this.#tierOf[lane] as number, now, -1);
  }

  /** Counts those that wait until now. */
  settle(now: number): void {
    for (let tier = 0; tier < this.#waiting.length; tier += 1) this.#count(tier, now, 0);
  }

  #count(tier: number, now: number, by: number): void {
    const before = this.#waiting[tier] as number;
    if (before > 0) this.#measures.waited(tier, this.#since[tier] as number, now, before);
    this.#since[tier] = now;
    this.#waiting[tier] = before + by;
  }
}
