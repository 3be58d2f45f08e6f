import { type ClassTable, placeOf } from '../organisation/class-table.ts';
import type { Organisation } from '../organisation/organisation.ts';
import { type Measures, TIMES } from './measures.ts';
import { COUNTED, CLOCKS, type TicketPool, FIRST, WHOLE } from './ticket-pool.ts';

const MINUTE = 60_000;

/** Counts what becomes of the tickets that count: those that were created in the window. */
export class Outcomes {
  readonly #table: ClassTable;
  readonly #satisfaction: Organisation['scenario']['customers']['satisfaction'];
  readonly #pool: TicketPool;
  readonly #measures: Measures;

  constructor({ table, scenario }: Organisation, pool: TicketPool, measures: Measures) {
    this.#table = table;
    this.#satisfaction = scenario.customers.satisfaction;
    this.#pool = pool;
    this.#measures = measures;
  }

  counts(ticket: number): boolean {
    return ((this.#pool.flags[ticket] as number) & COUNTED) !== 0;
  }

  /** One more for the ticket's tier. */
  count(counts: Float64Array, ticket: number): void {
    if (!this.counts(ticket)) return;
    const tier = this.#pool.tier[ticket] as number;
    counts[tier] = (counts[tier] as number) + 1;
  }

  /** Solved for good: its times. */
  solved(ticket: number): void {
    const pool = this.#pool;
    const measures = this.#measures;
    const slice = this.slice(ticket);
    measures.solved[slice] = (measures.solved[slice] as number) + 1;
    const first = slice * TIMES.length;
    const answeredAfter = pool.answeredAfter[ticket] as number;
    measures.times.add(first, positive(pool.spent[CLOCKS * ticket + FIRST] as number) / MINUTE);
    measures.times.add(first + 1, answeredAfter / MINUTE);
    measures.times.add(first + 2, positive(pool.spent[CLOCKS * ticket + WHOLE] as number) / MINUTE);
    measures.times.add(first + 3, (pool.solvedAfter[ticket] as number) / MINUTE);
    const satisfaction = this.#satisfaction;
    if (satisfaction === undefined) return;
    const lost = (satisfaction.lostPerHour * answeredAfter) / (60 * MINUTE);
    measures.satisfied[slice] =
      (measures.satisfied[slice] as number) + Math.max(0, satisfaction.atOnce - lost);
  }

  /** Its customer gave up. */
  abandoned(ticket: number, now: number): void {
    const slice = this.slice(ticket);
    const measures = this.#measures;
    measures.abandoned[slice] = (measures.abandoned[slice] as number) + 1;
    const waited = now - (this.#pool.queued[ticket] as number);
    measures.waits.add(this.#lane(ticket), waited / MINUTE);
  }

  /** It goes from one tier to the next. */
  moved(ticket: number, from: number, to: number): void {
    const measures = this.#measures;
    if (to > from) {
      measures.escalatedOut[from] = (measures.escalatedOut[from] as number) + 1;
      measures.escalatedIn[to] = (measures.escalatedIn[to] as number) + 1;
    }
    const visited = this.#pool.visited[ticket] as number;
    if ((visited & (1 << to)) !== 0) measures.bounces[to] = (measures.bounces[to] as number) + 1;
  }

  /** Somebody takes a ticket up on a tier, whether it counts or not, so long after it began to wait. */
  takenUp(ticket: number, tier: number, waited: number): void {
    if (!this.counts(ticket)) return;
    const measures = this.#measures;
    measures.takenUp[tier] = (measures.takenUp[tier] as number) + 1;
    measures.waits.add(this.#lane(ticket), waited / MINUTE);
  }

  /** The slice of the tickets that it belongs to now. */
  slice(ticket: number): number {
    return this.#table.slices[this.#place(ticket)] as number;
  }

  #lane(ticket: number): number {
    return this.#table.lanes[this.#place(ticket)] as number;
  }

  #place(ticket: number): number {
    const pool = this.#pool;
    return placeOf(pool.kind[ticket] as number, pool.tier[ticket] as number);
  }
}

/** Open times are differences of large numbers: what is below zero by a rounding is zero. */
function positive(value: number): number {
  return value > 0 ? value : 0;
}
