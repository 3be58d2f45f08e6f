import { type Tier, TIERS } from '@tierline/domain';

import { mostProbable, type Scores } from './calibration.ts';

/** How often a model was right about tickets it had not learned from. */
export interface Evaluation {
  /** Tickets that it was asked about. */
  readonly tickets: number;
  /** Tickets by the tier that solved them, then by the tier that the model named. */
  readonly confusion: Readonly<Record<Tier, Readonly<Record<Tier, number>>>>;
  /** Share of tickets named rightly. */
  readonly accuracy: number;
  /** The mean of the tiers' recall: each tier counts the same, however rare its tickets. */
  readonly macroAccuracy: number;
  /** Of tickets named so, the share that is; of tickets that are, the share named so. 0 where there is none. */
  readonly tiers: Readonly<Record<Tier, { readonly precision: number; readonly recall: number }>>;
  /** How often it was right, by how sure it was. */
  readonly confidence: readonly ConfidenceBucket[];
}

/** Tickets of which the model was so sure: from `from` (included) to `to`, the last one including 1. */
export interface ConfidenceBucket {
  readonly from: number;
  readonly to: number;
  readonly tickets: number;
  readonly right: number;
}

/** A ticket's tier and what a model made of it; no scores means that it knew no word. */
export interface Judged {
  readonly tier: Tier;
  readonly scores: Scores | undefined;
}

const EDGES = [0, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1] as const;

/** Sums up what a model made of tickets. Where it knew no word the lowest tier counts as named, with no confidence. */
export function evaluate(judged: readonly Judged[]): Evaluation {
  const confusion = table(() => table(() => 0));
  const confidence = EDGES.slice(0, -1).map((from, index) => ({
    from,
    to: EDGES[index + 1] ?? 1,
    tickets: 0,
    right: 0,
  }));
  for (const { tier, scores } of judged) {
    const named = scores === undefined ? TIERS[0] : mostProbable(scores);
    confusion[tier][named] += 1;
    const sure = scores?.[named] ?? 0;
    const bucket = confidence.findLast(({ from }) => sure >= from);
    if (bucket === undefined) continue;
    bucket.tickets += 1;
    if (named === tier) bucket.right += 1;
  }
  const count = (cells: (actual: Tier, named: Tier) => boolean) =>
    TIERS.reduce(
      (sum, actual) =>
        sum + TIERS.reduce((row, named) => row + (cells(actual, named) ? confusion[actual][named] : 0), 0),
      0,
    );
  const tiers = table((tier) => ({
    precision: share(
      confusion[tier][tier],
      count((_, named) => named === tier),
    ),
    recall: share(
      confusion[tier][tier],
      count((actual) => actual === tier),
    ),
  }));
  const seen = TIERS.filter((tier) => count((actual) => actual === tier) > 0);
  return {
    tickets: judged.length,
    confusion,
    accuracy: share(
      count((actual, named) => actual === named),
      judged.length,
    ),
    macroAccuracy: share(
      seen.reduce((sum, tier) => sum + tiers[tier].recall, 0),
      seen.length,
    ),
    tiers,
    confidence,
  };
}

function share(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}

function table<V>(cell: (tier: Tier) => V): Record<Tier, V> {
  return { T1: cell('T1'), T2: cell('T2'), T3: cell('T3') };
}
