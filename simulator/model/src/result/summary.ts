import { type Interval, intervalOf, relativeHalfWidth } from '@tierline/engine';

import { parseTarget, type Target } from '../scenario/target.ts';
import { unitOf } from './figure.ts';
import type { Replication } from './replication.ts';

/** What became of a target: for certain, or by what is known so far with the target inside of the interval. */
export type TargetVerdict = 'met' | 'missed' | 'probably met' | 'probably missed' | 'unknown';

export interface TargetOutcome {
  readonly text: string;
  readonly target: Target;
  /** Absent where no run says anything about the figure. */
  readonly interval?: Interval;
  readonly verdict: TargetVerdict;
}

/** What some runs of one scenario say together. */
export interface Summary {
  readonly replications: number;
  /** Tickets of all runs, warm-up included. */
  readonly tickets: number;
  /** Student's 95 % intervals over runs, by the name of the figure. */
  readonly figures: Readonly<Record<string, Interval>>;
  readonly targets: readonly TargetOutcome[];
}

/** Sums up runs, in the order of their numbers. A figure that some runs do not have is of those that do. */
export function summarise(replications: readonly Replication[], targets: readonly string[]): Summary {
  const values = new Map<string, number[]>();
  for (const { figures } of replications)
    for (const [name, value] of Object.entries(figures)) {
      const known = values.get(name);
      if (known === undefined) values.set(name, [value]);
      else known.push(value);
    }
  const figures = Object.fromEntries([...values].map(([name, all]) => [name, intervalOf(all)]));
  return {
    replications: replications.length,
    tickets: replications.reduce((sum, { created }) => sum + created, 0),
    figures,
    targets: targets.flatMap((text) => {
      const target = parseTarget(text);
      return target === undefined ? [] : [outcomeOf(text, target, figures[target.figure])];
    }),
  };
}

function outcomeOf(text: string, target: Target, interval: Interval | undefined): TargetOutcome {
  if (interval === undefined) return { text, target, verdict: 'unknown' };
  const reaches = (value: number) => (target.is === '>=' ? value >= target.value : value <= target.value);
  const [low, high, mean] = [reaches(interval.low), reaches(interval.high), reaches(interval.mean)];
  const verdict = mean ? (low && high ? 'met' : 'probably met') : low || high ? 'probably missed' : 'missed';
  return { text, target, interval, verdict };
}

/** Whether the figure is what is asked for, by its mean. */
export function isReached({ verdict }: TargetOutcome): boolean {
  return verdict === 'met' || verdict === 'probably met';
}

/**
 * How far a figure may be off: half of its interval, for a share as it is (0.02: two points of a hundred), for anything
 * else as a part of its mean.
 */
export function widthOf(figure: string, interval: Interval): number {
  return unitOf(figure) === 'share' ? interval.halfWidth : relativeHalfWidth(interval);
}
