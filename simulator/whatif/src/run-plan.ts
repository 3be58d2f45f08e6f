import { intervalOf, Tally } from '@tierline/engine';
import { type Replication, widthOf } from '@tierline/model';

import type { Plan } from './plan.ts';
import type { SimulationPool } from './simulation-pool.ts';

/** How many runs are made. */
export interface RunLimits {
  readonly seed: number;
  /** How far every figure that is `precise` may be off, as `widthOf` has it. */
  readonly precision: number;
  readonly precise: RegExp;
  /** Runs at least, and at most. */
  readonly least: number;
  readonly most: number;
  readonly hash?: boolean;
}

export interface RunProgress {
  /** Runs that count until now, and how many it will take by what is known. */
  readonly done: number;
  readonly expected: number;
  /** The figure that is known least well, and how far it may be off. */
  readonly figure: string;
  readonly width: number;
}

export interface RunOutcome {
  readonly replications: readonly Replication[];
  /** Whether it was ended before it was precise enough. */
  readonly isPartial: boolean;
  readonly isPrecise: boolean;
}

/**
 * Runs a plan until its figures are precise enough. Runs count in the order of their numbers, whichever thread is done
 * first: so the result does not depend on how many threads there are. When the signal aborts, it resolves with the runs
 * that are done, marked as partial. Rejects with what the plan's compilation throws.
 */
export async function runPlan(
  pool: SimulationPool,
  plan: Plan,
  limits: RunLimits,
  {
    signal,
    onProgress,
  }: { readonly signal?: AbortSignal; readonly onProgress?: (progress: RunProgress) => void } = {},
): Promise<RunOutcome> {
  const { seed, least, most, hash = false } = limits;
  const stop = new AbortController();
  const ended = signal === undefined ? stop.signal : AbortSignal.any([signal, stop.signal]);
  const precision = new Precision(limits);
  const counted: Replication[] = [];
  const early = new Map<number, Replication>();
  let next = 0;
  let isPrecise = false;

  function count(replication: Replication): void {
    early.set(replication.replication, replication);
    for (;;) {
      const one = early.get(counted.length);
      if (one === undefined || isPrecise || counted.length >= most) return;
      counted.push(one);
      precision.add(one);
      const { figure, width } = precision.widest();
      isPrecise = counted.length >= least && width <= limits.precision;
      onProgress?.({ done: counted.length, expected: precision.expected(least, most), figure, width });
    }
  }

  async function work(): Promise<void> {
    while (!isPrecise && next < most && !ended.aborted) {
      const replication = next;
      next += 1;
      count(await pool.replicate({ plan, seed, replication, hash }, ended));
    }
    // The others are busy with runs that count no more.
    if (isPrecise) stop.abort();
  }

  try {
    await Promise.all(Array.from({ length: pool.threads }, async () => work()));
  } catch (error) {
    if (!ended.aborted) throw error;
  }
  return { replications: counted, isPartial: signal?.aborted ?? false, isPrecise };
}

/** How well figures are known. */
class Precision {
  readonly #limits: RunLimits;
  readonly #tallies = new Map<string, Tally>();

  constructor(limits: RunLimits) {
    this.#limits = limits;
  }

  add({ figures }: Replication): void {
    for (const [name, value] of Object.entries(figures)) {
      if (!this.#limits.precise.test(name)) continue;
      const tally = this.#tallies.get(name) ?? new Tally();
      tally.add(value);
      this.#tallies.set(name, tally);
    }
  }

  widest(): { readonly figure: string; readonly width: number; readonly count: number } {
    let widest = { figure: '', width: 0, count: 0 };
    for (const [figure, tally] of this.#tallies) {
      const width = widthOf(figure, intervalOf(tally));
      if (width > widest.width) widest = { figure, width, count: tally.count };
    }
    return widest;
  }

  /** By the spread until now: intervals shrink with the root of the number of runs. */
  expected(least: number, most: number): number {
    const { width, count } = this.widest();
    if (!(width < Infinity)) return least;
    return Math.min(most, Math.max(least, Math.ceil(count * (width / this.#limits.precision) ** 2)));
  }
}
