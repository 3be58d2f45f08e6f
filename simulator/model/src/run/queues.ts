import { NOBODY } from '@tierline/engine';

import type { Measures } from './measures.ts';
import { FLAGS, TicketPool, WAITS } from './ticket-pool.ts';
import { WaitingLine } from './waiting-line.ts';

/** The queue of each tier, and how many tickets waited in it how long. */
export class Queues {
  readonly #pool: TicketPool;
  readonly #measures: Measures;
  readonly #lines: readonly WaitingLine[];
  readonly #waiting: Int32Array;
  readonly #since: Float64Array;

  constructor(tiers: number, start: number, pool: TicketPool, measures: Measures) {
    this.#pool = pool;
    this.#measures = measures;
    this.#lines = Array.from({ length: tiers }, () => new WaitingLine());
    this.#waiting = new Int32Array(tiers);
    this.#since = new Float64Array(tiers).fill(start);
  }

  /** A ticket waits from now on, in its place by rank. */
  add(tier: number, ticket: number, rank: number, now: number): void {
    const { facts } = this.#pool;
    const flags = TicketPool.factsOf(ticket) + FLAGS;
    facts[flags] = (facts[flags] as number) | WAITS;
    this.#lines[tier]?.add(ticket, rank);
    this.#count(tier, now, 1);
  }

  /** Takes the first one; NOBODY where none waits. */
  take(tier: number, now: number): number {
    const { facts } = this.#pool;
    for (;;) {
      const ticket = this.#lines[tier]?.take() ?? NOBODY;
      if (ticket === NOBODY) return NOBODY;
      const flags = TicketPool.factsOf(ticket) + FLAGS;
      if (((facts[flags] as number) & WAITS) === 0) {
        // It gave up while it waited; nobody needs its row any more.
        this.#pool.release(ticket);
        continue;
      }
      facts[flags] = (facts[flags] as number) & ~WAITS;
      this.#count(tier, now, -1);
      return ticket;
    }
  }

  /** A ticket gives up; its place in the line stays until it comes up. */
  giveUp(tier: number, ticket: number, now: number): void {
    this.#pool.unset(ticket, WAITS);
    this.#count(tier, now, -1);
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
