import { compareTiers, type Millis, millis, type Tier } from '@tierline/domain';

import { minutesOf } from './scenario/duration.ts';
import type { Scenario } from './scenario/scenario.ts';

/** A ticket in the hands of somebody on a tier, as far as it says what there is to do. */
export interface Visit {
  /** The tier of who has it in hand. */
  readonly tier: Tier;
  /** The lowest tier that can solve it. */
  readonly solver: Tier;
  /** How often it was moved between tiers, how often it may be, and how often upwards. */
  readonly moves: number;
  readonly maxMoves: number;
  readonly escalations: number;
  readonly isReopened: boolean;
  /** The customer has not been asked anything yet, and would answer. */
  readonly mayAsk: boolean;
  /** Engineering could be given an issue, and has none about it. */
  readonly mayFile: boolean;
}

/** What is left to chance about the work on one ticket. */
export interface TicketDraws {
  /** All work on the tier that can solve it. */
  readonly handle: Millis;
  /** Work until somebody of another tier knows that it is not theirs. */
  readonly findOut: (tier: 'T1' | 'T2') => Millis;
  /** T1 hands it up although T1 could solve it. */
  readonly isMistaken: boolean;
  /** A bug of the product: T3 hands it to engineering. */
  readonly isBug: boolean;
  readonly asks: boolean;
}

/** What becomes of the ticket: the customer is asked, it is passed on, or it is solved. */
export type VisitEnd = 'ask' | 'escalate' | 'de-escalate' | 'engineering' | 'solve';

/** The work of one visit. Counted from when the ticket came to the tier, with what was done on it there before. */
export interface WorkPlan {
  readonly end: VisitEnd;
  /** Work until that end. */
  readonly until: Millis;
  /** The part of it until the first answer to the customer, where none was given before. */
  readonly firstAnswer: Millis;
}

/**
 * What somebody does with a ticket: pass on what is not theirs, hand a bug to engineering half-way, ask the customer
 * half-way, or solve it. The synthetic agents of the replay and of the simulation both go by this.
 */
export function workPlan(visit: Visit, draws: TicketDraws, work: Scenario['work']): WorkPlan {
  const { tier } = visit;
  const plan = (end: VisitEnd, total: Millis, until = total): WorkPlan => {
    const answer = minutesOf(work.firstAnswerMinutes[tier]);
    return { end, until, firstAnswer: millis(Math.min(total, answer)) };
  };
  const away = passedOn(visit, draws);
  if (away !== undefined) return plan(away.end, away.total);
  if (visit.mayFile && tier === 'T3' && draws.isBug) return plan('engineering', half(draws.handle));
  if (visit.isReopened) return plan('solve', millis(Math.round(draws.handle * work.reopens.workShare)));
  return visit.mayAsk && draws.asks
    ? plan('ask', draws.handle, half(draws.handle))
    : plan('solve', draws.handle);
}

function half(work: Millis): Millis {
  return millis(Math.round(work / 2));
}

/** Where the policy lets a ticket move no further, whoever has it must do the work. */
function passedOn(
  { tier, solver, moves, maxMoves, escalations }: Visit,
  { findOut, isMistaken }: TicketDraws,
): { readonly end: VisitEnd; readonly total: Millis } | undefined {
  if (moves >= maxMoves) return undefined;
  const order = compareTiers(solver, tier);
  const isHandedUp = order > 0 || (tier === 'T1' && isMistaken && moves === 0);
  if (tier !== 'T3' && isHandedUp) return { end: 'escalate', total: findOut(tier) };
  // What came up for another reason, such as a ladder, is not handed back.
  if (tier !== 'T1' && isMistaken && escalations > 0 && order < 0)
    return { end: 'de-escalate', total: findOut('T2') };
  return undefined;
}
