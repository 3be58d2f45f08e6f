import type { Distribution } from '@tierline/engine';

import type { Organisation } from '../organisation/organisation.ts';
import {
  ESCALATED,
  MOVES as MOVE_STATES,
  PLAN_BITS,
  planRow,
  type PlanTable,
} from '../organisation/plan-table.ts';
import { GOOD_HANDOVER, type TicketPool } from './ticket-pool.ts';

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
    const pool = this.#pool;
    const flags = pool.flags[ticket] as number;
    const moves = pool.moves[ticket] as number;
    const tier = pool.tier[ticket] as number;
    const state =
      moves >= this.#maxMoves ? MOVE_STATES.atLimit : moves === 0 ? MOVE_STATES.none : MOVE_STATES.some;
    const row = planRow(tier, this.#needs[pool.kind[ticket] as number] as number, state, flags & PLAN_BITS);
    this.row = row;
    const { findsOut, untilShares, totalShares } = this.#plans;
    const finds = findsOut[row] as number;
    let until: number;
    let total: number;
    if (finds === 0) {
      const handle = pool.handle[ticket] as number;
      until = handle * (untilShares[row] as number);
      total = handle * (totalShares[row] as number);
    } else {
      const share = (finds === 1 ? pool.findOut1 : pool.findOut2)[ticket] as number;
      until = (this.#findOut[finds - 1] as Distribution).quantile(share) * MINUTE;
      total = until;
    }
    const handover = this.#handover;
    if (handover !== undefined && (flags & ESCALATED) !== 0) {
      const saved = (flags & GOOD_HANDOVER) !== 0 ? 1 - handover.saves : 1;
      until = until * saved + handover.readMinutes * MINUTE;
      total = total * saved + handover.readMinutes * MINUTE;
    }
    this.until = until;
    const answer = this.#firstAnswers[tier] as number;
    this.firstAnswer = total < answer ? total : answer;
  }
}
