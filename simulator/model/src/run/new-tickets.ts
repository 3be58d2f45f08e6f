import { NOBODY } from '@tierline/engine';

import type { Organisation } from '../organisation/organisation.ts';
import { MAY_ASK, MAY_FILE, MISTAKEN } from '../organisation/plan-table.ts';
import type { TicketClass } from '../organisation/ticket-classes.ts';
import type { Draws } from './draws.ts';
import type { Measures } from './measures.ts';
import { COMES_BACK, COUNTED, GOOD_HANDOVER, type TicketPool } from './ticket-pool.ts';

const MINUTE = 60_000;

/**
 * Creates tickets. Everything about one that is left to chance is drawn when it is created, a number of each stream, so
 * that the n-th ticket is the same in two scenarios whatever becomes of it.
 */
export class NewTickets {
  readonly #organisation: Organisation;
  /** Shares of tickets; of good handovers -1 where handovers are as they are. */
  readonly #asks: number;
  readonly #mistakes: number;
  readonly #reopens: number;
  readonly #bugs: number;
  readonly #goodHandovers: number;
  /** Share of customers who do not wait at all. */
  readonly #atOnce: number;
  readonly #pool: TicketPool;
  readonly #draws: Draws;
  readonly #measures: Measures;
  #created = 0;

  constructor(organisation: Organisation, pool: TicketPool, draws: Draws, measures: Measures) {
    this.#organisation = organisation;
    const { questions, mistakes, reopens, engineering, handover } = organisation.scenario.work;
    this.#asks = questions.share;
    this.#mistakes = mistakes.share;
    this.#reopens = reopens.share;
    this.#bugs = engineering.share;
    this.#goodHandovers = handover === undefined ? -1 : handover.goodShare;
    this.#atOnce = organisation.scenario.customers.patience?.atOnce ?? 0;
    this.#pool = pool;
    this.#draws = draws;
    this.#measures = measures;
  }

  /** Tickets that were ever created. */
  get created(): number {
    return this.#created;
  }

  /** A ticket of a class, on the tier on which it begins. */
  create(kind: number, now: number): number {
    const { start, needs, handle } = this.#organisation.classes[kind] as TicketClass;
    const draws = this.#draws;
    const ticket = this.#pool.take();
    const pool = this.#pool;
    pool.created[ticket] = now;
    pool.number[ticket] = this.#created++;
    pool.worked[ticket] = 0;
    pool.handle[ticket] = handle.quantile(draws.handle.next()) * MINUTE;
    pool.findOut1[ticket] = draws.findOut1.next();
    pool.findOut2[ticket] = draws.findOut2.next();
    pool.patienceEnds[ticket] = this.#patienceEnds(now);
    pool.kind[ticket] = kind;
    pool.tier[ticket] = start;
    pool.flags[ticket] = this.#chances(ticket) | this.#counted(now, start, needs);
    pool.moves[ticket] = 0;
    pool.reassigned[ticket] = 0;
    pool.knownBy[ticket] = NOBODY;
    pool.visited[ticket] = 1 << start;
    return ticket;
  }

  /** What will happen to the ticket, as flags. What never happens takes no numbers. */
  #chances(ticket: number): number {
    const draws = this.#draws;
    const pool = this.#pool;
    let flags = 0;
    if (this.#asks > 0) {
      if (draws.asks.next() < this.#asks) flags |= MAY_ASK;
      pool.reply[ticket] = draws.reply.next();
    }
    if (this.#mistakes > 0 && draws.mistaken.next() < this.#mistakes) flags |= MISTAKEN;
    if (this.#reopens > 0) {
      if (draws.back.next() < this.#reopens) flags |= COMES_BACK;
      pool.after[ticket] = draws.after.next();
    }
    if (this.#bugs > 0) {
      if (draws.bug.next() < this.#bugs) flags |= MAY_FILE;
      pool.fix[ticket] = draws.fix.next();
    }
    if (this.#goodHandovers >= 0 && draws.handover.next() < this.#goodHandovers) flags |= GOOD_HANDOVER;
    return flags;
  }

  #patienceEnds(now: number): number {
    const patience = this.#organisation.patience;
    if (patience === undefined) return Infinity;
    const stream = this.#draws.patience;
    const waitsNot = this.#atOnce > 0 && stream.next() < this.#atOnce;
    const waits = patience.quantile(stream.next()) * MINUTE;
    return waitsNot ? now : now + waits;
  }

  #counted(now: number, start: number, needs: number): number {
    const measures = this.#measures;
    if (!measures.counts(now)) return 0;
    measures.created += 1;
    if (start !== needs) measures.misrouted += 1;
    return COUNTED;
  }
}
