import { isReached } from '@tierline/model';

import type { Evaluation, EvaluationLimits } from './evaluate.ts';
import { type Plan } from './plan.ts';
import type { SimulationPool } from './simulation-pool.ts';

/** One plan of a sweep, and what it is in the grid. */
export interface SweepPoint {
  /** Values of the fields that are swept, by their names. */
  readonly values: Readonly<Record<string, number>>;
  readonly plan: Plan;
}

export interface SweepResult extends Evaluation {
  readonly values: SweepPoint['values'];
  /** All targets are reached, by the means. */
  readonly meets: boolean;
  /** Mean cost of a week. */
  readonly cost: number;
}

/**
 * Evaluates all points of a grid, with the same customers in each. Results are in the order of the points. When the signal
 * aborts, it resolves with those that are done.
 */
export async function sweep(
  pool: SimulationPool,
  points: readonly SweepPoint[],
  { seed, limits }: { readonly seed: number; readonly limits: EvaluationLimits },
  {
    signal,
    onProgress,
  }: { readonly signal?: AbortSignal; readonly onProgress?: (done: number) => void } = {},
): Promise<SweepResult[]> {
  const results = new Map<number, SweepResult>();
  const waiting = [...points.entries()];
  async function work(): Promise<void> {
    for (;;) {
      const entry = waiting.shift();
      if (entry === undefined || signal?.aborted === true) return;
      const [index, { values, plan }] = entry;
      const evaluation = await pool.evaluate({ plan, seed, limits }, signal);
      const { summary } = evaluation;
      results.set(index, {
        ...evaluation,
        values,
        meets: summary.targets.length > 0 && summary.targets.every(isReached),
        cost: summary.figures['all.costPerWeek']?.mean ?? 0,
      });
      onProgress?.(results.size);
    }
  }
  try {
    // Twice as many as threads, so that none waits for the next message.
    await Promise.all(Array.from({ length: 2 * pool.threads }, async () => work()));
  } catch (error) {
    if (signal?.aborted !== true) throw error;
  }
  return [...results].toSorted(([a], [b]) => a - b).map(([, result]) => result);
}

/** The cheapest result that meets all targets; of two that cost the same the first. */
export function cheapest(results: readonly SweepResult[]): SweepResult | undefined {
  return results
    .filter(({ meets }) => meets)
    .reduce<SweepResult | undefined>(
      (best, one) => (best === undefined || one.cost < best.cost ? one : best),
      undefined,
    );
}
