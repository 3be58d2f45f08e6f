import { NOBODY } from '@tierline/engine';

import type { Organisation } from '../organisation/organisation.ts';
import type { TicketClass } from '../organisation/ticket-classes.ts';
import type { Draws } from './draws.ts';
import type { Measures } from './measures.ts';
import {
  AFTER,
  ASKS,
  CLASS,
  COMES_BACK,
  COUNTED,
  CREATED,
  FIND_OUT_1,
  FIND_OUT_2,
  FIX,
  FLAGS,
  GOOD_HANDOVER,
  HANDLE,
  IS_BUG,
  IS_MISTAKEN,
  KNOWN_BY,
  MOVES,
  NUMBER,
  PATIENCE_ENDS,
  REASSIGNED,
  REPLY,
  TicketPool,
  TIER,
  VISITED,
  WORKED,
} from './ticket-pool.ts';

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
    const { numbers, facts } = this.#pool;
    const at = TicketPool.numbersOf(ticket);
    const small = TicketPool.factsOf(ticket);
    numbers[at + CREATED] = now;
    numbers[at + NUMBER] = this.#created++;
    numbers[at + WORKED] = 0;
    numbers[at + HANDLE] = handle.quantile(draws.handle.next()) * MINUTE;
    numbers[at + FIND_OUT_1] = draws.findOut1.next();
    numbers[at + FIND_OUT_2] = draws.findOut2.next();
    numbers[at + PATIENCE_ENDS] = this.#patienceEnds(now);
    facts[small + CLASS] = kind;
    facts[small + TIER] = start;
    facts[small + FLAGS] = this.#chances(at) | this.#counted(now, start, needs);
    facts[small + MOVES] = 0;
    facts[small + REASSIGNED] = 0;
    facts[small + KNOWN_BY] = NOBODY;
    facts[small + VISITED] = 1 << start;
    return ticket;
  }

  /** What will happen to the ticket, as flags. What never happens takes no numbers. */
  #chances(at: number): number {
    const draws = this.#draws;
    const { numbers } = this.#pool;
    let flags = 0;
    if (this.#asks > 0) {
      if (draws.asks.next() < this.#asks) flags |= ASKS;
      numbers[at + REPLY] = draws.reply.next();
    }
    if (this.#mistakes > 0 && draws.mistaken.next() < this.#mistakes) flags |= IS_MISTAKEN;
    if (this.#reopens > 0) {
      if (draws.back.next() < this.#reopens) flags |= COMES_BACK;
      numbers[at + AFTER] = draws.after.next();
    }
    if (this.#bugs > 0) {
      if (draws.bug.next() < this.#bugs) flags |= IS_BUG;
      numbers[at + FIX] = draws.fix.next();
    }
    if (this.#goodHandovers >= 0 && draws.handover.next() < this.#goodHandovers) flags |= GOOD_HANDOVER;
    return flags;
  }

  #patienceEnds(now: number): number {
    const { patience, scenario } = this.#organisation;
    const stated = scenario.customers.patience;
    if (patience === undefined || stated === undefined) return Infinity;
    const stream = this.#draws.patience;
    const waitsNot = stated.atOnce > 0 && stream.next() < stated.atOnce;
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
