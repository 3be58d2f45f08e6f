import { readFileSync } from 'node:fs';

import { intervalOf, QUANTILE_ERROR, Tally } from '@tierline/engine';
import { type Organisation, type Replication, simulate, type VisitRecord } from '@tierline/model';

import { SEED } from './desk.ts';

/** A value that somebody else has found, in the units of its source. */
interface ReferenceCase {
  readonly id: string;
  readonly model: string;
  readonly quantity: string;
  readonly value: number;
}

const CASES = JSON.parse(
  readFileSync(new URL('../../../engine/test/reference-cases.json', import.meta.url), 'utf8'),
) as readonly ReferenceCase[];

export const CASE_NAMES: readonly string[] = CASES.map(({ id }) => id);

function reference(id: string): ReferenceCase {
  const found = CASES.find((one) => one.id === id);
  if (found === undefined) throw new RangeError(`no reference case ${id}`);
  return found;
}

/** One simulation that answers one or several cases of `simulator/engine/test/reference-cases.json`. */
export interface Experiment {
  /** What is said of the case in a scenario. */
  readonly scenario: string;
  /** How often it is run. */
  readonly runs: number;
  /** What one run says of each case, in the units of the case. */
  readonly figures: (replication: number) => Readonly<Record<string, number>>;
  /** By case: how far the reference itself may be off (half of a 95 % interval), in its units. */
  readonly tolerances?: Readonly<Record<string, number>>;
}

/** What the model says of a case, and how far that is from the reference. */
export interface Outcome {
  readonly id: string;
  readonly model: string;
  readonly quantity: string;
  readonly scenario: string;
  readonly mean: number;
  /** Half of the 95 % interval over the runs. */
  readonly halfWidth: number;
  readonly expected: number;
  /** The difference in standard errors, those of the reference included. */
  readonly z: number;
}

/** Runs an experiment, with replications from a number on: of its own, so that one case says nothing about another. */
export function outcomesOf(
  { scenario, runs, figures, tolerances = {} }: Experiment,
  first: number,
): Outcome[] {
  const all = Array.from({ length: runs }, (_, index) => figures(first + index));
  return Object.keys(all[0] ?? {}).map((id) => {
    const { model, quantity, value: expected } = reference(id);
    const tally = Tally.of(all.map((one) => one[id] ?? Number.NaN));
    const { mean, halfWidth } = intervalOf(tally);
    // A histogram's quantile is near one of that rank.
    const reading = /^p\d+ /.test(quantity) ? expected * QUANTILE_ERROR : 0;
    const error = Math.hypot(tally.sd / Math.sqrt(runs), (tolerances[id] ?? 0) / 1.96, reading);
    return { id, model, quantity, scenario, mean, halfWidth, expected, z: (mean - expected) / error };
  });
}

export function run(organisation: Organisation, replication: number): Replication {
  return simulate(organisation, { seed: SEED, replication });
}

/** One run with its records, those of tickets created before the reported window left out. */
export function runTold(
  organisation: Organisation,
  replication: number,
): { readonly result: Replication; readonly visits: readonly VisitRecord[] } {
  const visits: VisitRecord[] = [];
  const result = simulate(organisation, {
    seed: SEED,
    replication,
    record: (visit) => {
      if (visit.created >= organisation.reportedFrom) visits.push(visit);
    },
  });
  return { result, visits };
}

/** A figure that a run must have. Throws RangeError where it has none. */
export function figure({ figures }: Replication, name: string): number {
  const value = figures[name];
  if (value === undefined) throw new RangeError(`no figure ${name}`);
  return value;
}

/** Of these visits. */
export function shareThatWaited(visits: readonly VisitRecord[]): number {
  return visits.filter(({ queued, started }) => started > queued).length / visits.length;
}
