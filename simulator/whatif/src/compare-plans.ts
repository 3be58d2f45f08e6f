import { compare, type Comparison } from '@tierline/engine';
import { type Summary, summarise } from '@tierline/model';

import type { Plan } from './plan.ts';
import type { RunOutcome } from './run-plan.ts';

/** A plan and what its runs say. */
export interface PlanResult {
  readonly plan: Plan;
  readonly outcome: RunOutcome;
  readonly summary: Summary;
}

export function resultOf(plan: Plan, outcome: RunOutcome): PlanResult {
  return { plan, outcome, summary: summarise(outcome.replications, plan.scenario.targets) };
}

/** A figure of another plan against the first, run by run. */
export interface FigureComparison extends Comparison {
  readonly figure: string;
}

/**
 * Another plan against the first, figure by figure, by the runs that both have: those of one number had the same
 * customers, so that what differs comes from the plans.
 */
export function comparePlans(first: PlanResult, other: PlanResult): FigureComparison[] {
  const count = Math.min(first.outcome.replications.length, other.outcome.replications.length);
  return Object.keys(first.summary.figures).flatMap((figure) => {
    const pairs = Array.from({ length: count }, (_, index) => [
      first.outcome.replications[index]?.figures[figure],
      other.outcome.replications[index]?.figures[figure],
    ]).filter((pair): pair is [number, number] => pair[0] !== undefined && pair[1] !== undefined);
    if (pairs.length < 2) return [];
    return [
      {
        figure,
        ...compare(
          pairs.map(([a]) => a),
          pairs.map(([, b]) => b),
        ),
      },
    ];
  });
}
