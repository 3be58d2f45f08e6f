import { millis, type Tier, TIERS } from '@tierline/domain';

import { minutesOf } from '../scenario/duration.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { type VisitEnd, workPlan } from '../work-plan.ts';

/** What ends a piece of work, by its number in a plan table. */
export const ENDS = [
  'ask',
  'escalate',
  'de-escalate',
  'engineering',
  'solve',
] as const satisfies readonly VisitEnd[];

/** What is known of a ticket in somebody's hands, as bits of a row's number. */
export const ESCALATED = 1;
export const REOPENED = 2;
export const MAY_ASK = 4;
export const MAY_FILE = 8;
export const MISTAKEN = 16;
const BITS = 5;
/** All of them. */
export const PLAN_BITS = 2 ** BITS - 1;

/** How far a ticket may still be moved: it was not yet, it was, or no further. */
export const MOVES = { none: 0, some: 1, atLimit: 2 } as const;

/**
 * `workPlan` for every visit there can be, so that a simulation looks it up. How much work it is, is a share of the
 * ticket's handle time, or the time to find out of a tier (1: T1, 2: T2; 0: none).
 */
export interface PlanTable {
  readonly ends: Uint8Array;
  readonly untilShares: Float64Array;
  readonly totalShares: Float64Array;
  readonly findsOut: Uint8Array;
}

/** The row of a visit; tiers by their place in TIERS, `bits` as above. */
export function planRow(tier: number, solver: number, moves: number, bits: number): number {
  return (((tier * TIERS.length + solver) * 3 + moves) << BITS) | bits;
}

// Far apart, so that a plan's length tells what it is made of.
const HANDLE = 2 ** 40;
const FIND_OUT = { T1: 1, T2: 3 } as const;
const MAX_MOVES = 2;

/** Asks `workPlan` of every visit. */
export function planTable(work: Scenario['work']): PlanTable {
  const rows = planRow(TIERS.length, 0, 0, 0);
  const table = {
    ends: new Uint8Array(rows),
    untilShares: new Float64Array(rows),
    totalShares: new Float64Array(rows),
    findsOut: new Uint8Array(rows),
  };
  // The first answer takes all of the work, so that the plan tells how much that is.
  const endless = HANDLE / 60_000;
  const asked = { ...work, firstAnswerMinutes: { T1: endless, T2: endless, T3: endless } };
  for (const [tierIndex, tier] of TIERS.entries())
    for (const [solverIndex, solver] of TIERS.entries())
      for (let moves = 0; moves < 3; moves += 1)
        for (let bits = 0; bits < 1 << BITS; bits += 1)
          fill(
            table,
            planRow(tierIndex, solverIndex, moves, bits),
            planned({ tier, solver, moves, bits }, asked),
          );
  return table;
}

function planned(
  {
    tier,
    solver,
    moves,
    bits,
  }: { readonly tier: Tier; readonly solver: Tier; readonly moves: number; readonly bits: number },
  work: Scenario['work'],
) {
  const has = (bit: number) => (bits & bit) !== 0;
  return workPlan(
    {
      tier,
      solver,
      moves,
      maxMoves: MAX_MOVES,
      escalations: has(ESCALATED) ? 1 : 0,
      isReopened: has(REOPENED),
      mayAsk: has(MAY_ASK),
      mayFile: has(MAY_FILE),
    },
    {
      handle: millis(HANDLE),
      findOut: (on) => millis(FIND_OUT[on]),
      isMistaken: has(MISTAKEN),
      isBug: true,
      asks: true,
    },
    work,
  );
}

function fill(
  table: PlanTable,
  row: number,
  { end, until, firstAnswer: total }: ReturnType<typeof workPlan>,
): void {
  table.ends[row] = ENDS.indexOf(end);
  if (until === FIND_OUT.T1 || until === FIND_OUT.T2) {
    table.findsOut[row] = until === FIND_OUT.T1 ? 1 : 2;
    return;
  }
  table.untilShares[row] = until / HANDLE;
  table.totalShares[row] = total / HANDLE;
}

/** Work until the first answer on each tier, in milliseconds. */
export function firstAnswers({ firstAnswerMinutes }: Scenario['work']): Float64Array {
  return Float64Array.from(TIERS, (tier) => minutesOf(firstAnswerMinutes[tier]));
}
