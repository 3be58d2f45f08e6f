import { type Organisation, type Replication, simulate } from '@tierline/model';

import { type Evaluation, evaluate, type EvaluationLimits } from './evaluate.ts';
import { organisationOf, type Plan } from './plan.ts';
import { appendRecords, type RecordsFormat } from './records.ts';

/** Work for a thread. */
export interface ReplicationTask {
  readonly plan: Plan;
  readonly seed: number;
  readonly replication: number;
  readonly hash: boolean;
}

export interface EvaluationTask {
  readonly plan: Plan;
  readonly seed: number;
  readonly limits: EvaluationLimits;
}

export interface RecordsTask {
  readonly plan: Plan;
  readonly seed: number;
  readonly replication: number;
  /** A file that was begun. */
  readonly file: string;
  readonly format: RecordsFormat;
}

/** The organisation that was compiled last, by the text of its plan. */
let compiled: { readonly text: string; readonly organisation: Organisation } | undefined;

function organisationFor(plan: Plan): Organisation {
  const text = JSON.stringify(plan);
  if (compiled?.text !== text) compiled = { text, organisation: organisationOf(plan) };
  return compiled.organisation;
}

/** One run of a plan. */
export function replicate({ plan, seed, replication, hash }: ReplicationTask): Replication {
  return simulate(organisationFor(plan), { seed, replication, hash });
}

/** Runs of a plan until it is known whether it reaches its targets. */
export function evaluatePlan({ plan, seed, limits }: EvaluationTask): Evaluation {
  return evaluate(organisationFor(plan), seed, limits);
}

/** Appends the records of one run of a plan to a file; how many they are. */
export function record({ plan, seed, replication, file, format }: RecordsTask): number {
  return appendRecords(organisationFor(plan), { seed, replication }, { file, format });
}
