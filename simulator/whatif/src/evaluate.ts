import {
  type Organisation,
  type Replication,
  simulate,
  summarise,
  type Summary,
  widthOf,
} from '@tierline/model';

/** When enough is known of a plan of a sweep. */
export interface EvaluationLimits {
  /** How far each figure that a target names may be off, as `widthOf` has it. */
  readonly precision: number;
  readonly least: number;
  readonly most: number;
}

/** What is known of one plan of a sweep. */
export interface Evaluation {
  readonly summary: Summary;
  readonly warnings: readonly string[];
}

/**
 * Runs a plan until each figure that a target names is precise enough, or lies clearly on one side of its target: then more
 * runs would change no decision. Replications are the same for every plan, so that plans differ by what they are.
 */
export function evaluate(
  organisation: Organisation,
  seed: number,
  { precision, least, most }: EvaluationLimits,
): Evaluation {
  const { targets } = organisation.scenario;
  const done: Replication[] = [];
  for (;;) {
    done.push(simulate(organisation, { seed, replication: done.length }));
    if (done.length < least) continue;
    const summary = summarise(done, targets);
    const isKnown = summary.targets.every(
      ({ interval, target }) => interval === undefined || widthOf(target.figure, interval) <= precision,
    );
    const isLost = summary.targets.some(({ verdict }) => verdict === 'missed');
    if (isKnown || isLost || done.length >= most) return { summary, warnings: organisation.warnings };
  }
}
