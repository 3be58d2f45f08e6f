import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

import {
  organisationOf,
  type Plan,
  type PlanResult,
  resultOf,
  runPlan,
  settleWarmUp,
  type SimulationPool,
  type WarmUpDecision,
  withoutPilots,
} from '@tierline/whatif';

import { tellProgress, progress } from '../output.ts';
import { limitsOf, type RunOptions } from './options.ts';
import { warmUpInWords } from './words.ts';

/** What identifies a result beside its figures. */
export interface RunHeader {
  /** Of Tierline, and of the Node.js that ran it. */
  readonly version: string;
  readonly node: string;
  readonly seed: number;
  readonly plan: string;
  /** Of scenario and policy: the same hash, seed and version give the same figures. */
  readonly scenarioHash: string;
  /** Where it was left to MSER-5. */
  readonly warmUp?: WarmUpDecision;
  readonly replications: number;
  readonly tickets: number;
  readonly partial: boolean;
}

/** Aborts on Ctrl-C, once; the second one ends the process as usual. */
export function interruptible(): { readonly signal: AbortSignal; readonly release: () => void } {
  const stop = new AbortController();
  const abort = () => stop.abort();
  process.once('SIGINT', abort);
  process.once('SIGTERM', abort);
  return {
    signal: stop.signal,
    release() {
      process.off('SIGINT', abort);
      process.off('SIGTERM', abort);
    },
  };
}

/**
 * Plans with the warm-up that was left to MSER-5 decided, the same for all. What is wrong with one is told before: throws
 * ScenarioError. Where the signal aborts, nothing is left out.
 */
export async function settled(
  pool: SimulationPool,
  plans: readonly Plan[],
  { seed, quiet }: RunOptions,
  signal: AbortSignal,
): Promise<readonly Plan[]> {
  if (plans.every(({ scenario }) => scenario.run.warmUpDays !== 'mser')) return plans;
  for (const plan of plans) organisationOf(withoutPilots(plan));
  if (quiet !== true) tellProgress('pilot runs for the warm-up');
  try {
    const decided = await settleWarmUp(pool, plans, seed, signal);
    for (const { name, warmUp } of decided)
      if (warmUp?.isSteady === false) process.stderr.write(`warning: ${name}: ${warmUpInWords(warmUp)}\n`);
    return decided;
  } catch (error) {
    if (!signal.aborted) throw error;
    return plans.map(withoutPilots);
  }
}

/** Runs a plan and tells on stderr how far it is. Warnings are told first. */
export async function runTold(
  pool: SimulationPool,
  plan: Plan,
  options: RunOptions,
  signal: AbortSignal,
): Promise<PlanResult> {
  // Here first: what is wrong with a plan is told before a thread begins.
  const { warnings } = organisationOf(plan);
  for (const warning of warnings) process.stderr.write(`warning: ${plan.name}: ${warning}\n`);
  const started = performance.now();
  let told = 0;
  const outcome = await runPlan(pool, plan, limitsOf(options), {
    signal,
    onProgress({ done, expected, figure, width }) {
      const now = performance.now();
      const isTime = process.stderr.isTTY ? now - told > 70 : now - told > 2000;
      if (options.quiet === true || !isTime) return;
      told = now;
      const left = ((now - started) / done) * Math.max(0, expected - done);
      const sure = width < Infinity && figure !== '' ? `, ${figure} ±${(width * 100).toFixed(1)}%` : '';
      tellProgress(`${plan.name}: run ${done} of about ${expected}${sure}, ${Math.ceil(left / 1000)} s left`);
    },
  });
  progress('');
  return resultOf(plan, outcome);
}

export function headerOf({ plan, outcome, summary }: PlanResult, { seed }: RunOptions): RunHeader {
  return {
    version: VERSION,
    node: process.version,
    seed,
    plan: plan.name,
    scenarioHash: hashOf(plan),
    ...(plan.warmUp && { warmUp: plan.warmUp }),
    replications: summary.replications,
    tickets: summary.tickets,
    partial: outcome.isPartial,
  };
}

/** The command as it was typed, for whoever wants to repeat it. */
export function commandLine(): string {
  return ['tierline', ...process.argv.slice(2)].join(' ');
}

/** The version of Tierline that this is. */
export const VERSION = (
  JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
    readonly version: string;
  }
).version;

export function hashOf({ scenario, policy }: Plan): string {
  return createHash('sha256').update(JSON.stringify(scenario)).update(policy).digest('hex').slice(0, 12);
}
