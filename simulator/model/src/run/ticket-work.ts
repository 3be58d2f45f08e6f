import type { Organisation } from '../organisation/organisation.ts';
import {
  ESCALATED,
  MAY_ASK,
  MAY_FILE,
  MISTAKEN,
  MOVES as MOVE_STATES,
  planRow,
  REOPENED,
} from '../organisation/plan-table.ts';
import type { TicketClass } from '../organisation/ticket-classes.ts';
import {
  ASKED,
  ASKS,
  CAME_BACK,
  CLASS,
  FILED,
  FIND_OUT_1,
  FIND_OUT_2,
  FLAGS,
  GOOD_HANDOVER,
  HANDLE,
  IS_BUG,
  IS_MISTAKEN,
  MOVES,
  TicketPool,
  TIER,
  WAS_ESCALATED,
} from './ticket-pool.ts';

const MINUTE = 60_000;

/** What there is to do on a ticket: `workPlan`, looked up, with the lengths of time of this ticket. In milliseconds. */
export class TicketWork {
  readonly #organisation: Organisation;
  readonly #pool: TicketPool;
  readonly #maxMoves: number;

  constructor(organisation: Organisation, pool: TicketPool) {
    this.#organisation = organisation;
    this.#pool = pool;
    this.#maxMoves = organisation.policy.escalation.max;
  }

  /** The row of the plan table that says what its present piece of work is. */
  row(ticket: number): number {
    const { facts } = this.#pool;
    const small = TicketPool.factsOf(ticket);
    const flags = facts[small + FLAGS] as number;
    const moves = facts[small + MOVES] as number;
    const state =
      moves >= this.#maxMoves ? MOVE_STATES.atLimit : moves === 0 ? MOVE_STATES.none : MOVE_STATES.some;
    const bits =
      ((flags & WAS_ESCALATED) !== 0 ? ESCALATED : 0) |
      ((flags & CAME_BACK) !== 0 ? REOPENED : 0) |
      ((flags & (ASKS | ASKED)) === ASKS ? MAY_ASK : 0) |
      ((flags & (IS_BUG | FILED)) === IS_BUG ? MAY_FILE : 0) |
      ((flags & IS_MISTAKEN) !== 0 ? MISTAKEN : 0);
    const { needs } = this.#organisation.classes[facts[small + CLASS] as number] as TicketClass;
    return planRow(facts[small + TIER] as number, needs, state, bits);
  }

  /** Work of this stay until the piece of work ends. */
  until(ticket: number, row: number): number {
    return this.#length(ticket, row, this.#organisation.plans.untilShares);
  }

  /** Work of this stay until the first answer. */
  firstAnswer(ticket: number, row: number): number {
    const tier = this.#pool.facts[TicketPool.factsOf(ticket) + TIER] as number;
    const answer = this.#organisation.firstAnswers[tier] as number;
    if (answer === 0) return 0;
    const total = this.#length(ticket, row, this.#organisation.plans.totalShares);
    return total < answer ? total : answer;
  }

  #length(ticket: number, row: number, shares: Float64Array): number {
    const { numbers, facts } = this.#pool;
    const at = TicketPool.numbersOf(ticket);
    const { plans, findOut, scenario } = this.#organisation;
    const { handover } = scenario.work;
    const finds = plans.findsOut[row] as number;
    const plain =
      finds === 0
        ? (numbers[at + HANDLE] as number) * (shares[row] as number)
        : (findOut[finds - 1]?.quantile(numbers[at + (finds === 1 ? FIND_OUT_1 : FIND_OUT_2)] as number) ??
            0) * MINUTE;
    if (handover === undefined) return plain;
    const flags = facts[TicketPool.factsOf(ticket) + FLAGS] as number;
    if ((flags & WAS_ESCALATED) === 0) return plain;
    const saved = (flags & GOOD_HANDOVER) !== 0 ? 1 - handover.saves : 1;
    return plain * saved + handover.readMinutes * MINUTE;
  }
}
