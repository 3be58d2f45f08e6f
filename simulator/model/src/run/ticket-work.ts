import type { Distribution } from '@tierline/engine';

import type { Organisation } from '../organisation/organisation.ts';
import {
  ESCALATED,
  MAY_ASK,
  MAY_FILE,
  MISTAKEN,
  MOVES as MOVE_STATES,
  planRow,
  type PlanTable,
  REOPENED,
} from '../organisation/plan-table.ts';
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
  readonly #pool: TicketPool;
  readonly #maxMoves: number;
  readonly #needs: Int32Array;
  readonly #plans: PlanTable;
  readonly #firstAnswers: Float64Array;
  readonly #findOut: readonly Distribution[];
  readonly #handover: Organisation['scenario']['work']['handover'];
  /** Of the ticket that was looked at last: the row of the plan table that says what its present piece of work is. */
  row = 0;
  /** Work of this stay until the piece of work ends, and until the first answer. */
  until = 0;
  firstAnswer = 0;

  constructor({ policy, table, plans, firstAnswers, findOut, scenario }: Organisation, pool: TicketPool) {
    this.#pool = pool;
    this.#maxMoves = policy.escalation.max;
    this.#needs = table.needs;
    this.#plans = plans;
    this.#firstAnswers = firstAnswers;
    this.#findOut = findOut;
    this.#handover = scenario.work.handover;
  }

  /** Looks at a ticket in somebody's hands. */
  lookAt(ticket: number): void {
    const { numbers, facts } = this.#pool;
    const at = TicketPool.numbersOf(ticket);
    const small = TicketPool.factsOf(ticket);
    const flags = facts[small + FLAGS] as number;
    const moves = facts[small + MOVES] as number;
    const tier = facts[small + TIER] as number;
    const state =
      moves >= this.#maxMoves ? MOVE_STATES.atLimit : moves === 0 ? MOVE_STATES.none : MOVE_STATES.some;
    const bits =
      ((flags & WAS_ESCALATED) !== 0 ? ESCALATED : 0) |
      ((flags & CAME_BACK) !== 0 ? REOPENED : 0) |
      ((flags & (ASKS | ASKED)) === ASKS ? MAY_ASK : 0) |
      ((flags & (IS_BUG | FILED)) === IS_BUG ? MAY_FILE : 0) |
      ((flags & IS_MISTAKEN) !== 0 ? MISTAKEN : 0);
    const row = planRow(tier, this.#needs[facts[small + CLASS] as number] as number, state, bits);
    this.row = row;
    const { findsOut, untilShares, totalShares } = this.#plans;
    const finds = findsOut[row] as number;
    let until: number;
    let total: number;
    if (finds === 0) {
      const handle = numbers[at + HANDLE] as number;
      until = handle * (untilShares[row] as number);
      total = handle * (totalShares[row] as number);
    } else {
      const share = numbers[at + (finds === 1 ? FIND_OUT_1 : FIND_OUT_2)] as number;
      until = (this.#findOut[finds - 1] as Distribution).quantile(share) * MINUTE;
      total = until;
    }
    const handover = this.#handover;
    if (handover !== undefined && (flags & WAS_ESCALATED) !== 0) {
      const saved = (flags & GOOD_HANDOVER) !== 0 ? 1 - handover.saves : 1;
      until = until * saved + handover.readMinutes * MINUTE;
      total = total * saved + handover.readMinutes * MINUTE;
    }
    this.until = until;
    const answer = this.#firstAnswers[tier] as number;
    this.firstAnswer = total < answer ? total : answer;
  }
}
