import { type Prediction, predictionOf, QUANTILE_ERROR } from '@tierline/engine';

/** By the name of the figure. */
export type Figures = Readonly<Record<string, number>>;

/** One figure of something that happened, and where simulated runs say that it will lie. */
export interface ComparedFigure {
  readonly figure: string;
  readonly value: number;
  /** Of the simulated runs. */
  readonly mean: number;
  /** In which a run of its own lies with 95 %. */
  readonly prediction: Prediction;
  /** In which all figures of a run lie together with 95 %, however they hang together. */
  readonly joint: Prediction;
  readonly isInside: boolean;
  readonly isInsideJoint: boolean;
}

/** What happened, against simulated runs of the same. */
export interface ReplayComparison {
  readonly runs: number;
  readonly figures: readonly ComparedFigure[];
  /** Figures outside of their own interval, and how many that are in 99 of 100 simulated runs at most. */
  readonly outside: number;
  readonly usuallyOutside: number;
  /** Every figure is inside of its joint interval, and no more than usual are outside of their own. */
  readonly isWithin: boolean;
}

/** Of a run of its own. */
const CONFIDENCE = 0.95;
const USUAL = 0.99;

/**
 * Where figures that happened lie among those of simulated runs. Of a dozen figures some lie outside of their 95 % interval by
 * chance, so two things are asked: that each lies in an interval that is wider for their number (Bonferroni), and that not more
 * are outside of their own than in the simulated runs themselves, of which some figures go together. Both are true of 94
 * in 100 runs of the simulation at least.
 * Figures that half of the simulated runs do not have, such as those of a tier that hardly has a ticket, are left out.
 * Throws RangeError where the runs are too few for so many figures: 958 are enough for twelve.
 */
export function compareWithRuns(happened: Figures, runs: readonly Figures[]): ReplayComparison {
  const known = Object.entries(happened).filter(
    ([figure]) => 2 * runs.filter((run) => run[figure] !== undefined).length >= runs.length,
  );
  const jointConfidence = 1 - (1 - CONFIDENCE) / Math.max(1, known.length);
  const figures = known.map(([figure, value]): ComparedFigure => {
    const values = runs.flatMap((run) => run[figure] ?? []);
    const prediction = readable(figure, predictionOf(values, CONFIDENCE));
    const joint = readable(figure, predictionOf(values, jointConfidence));
    return {
      figure,
      value,
      mean: values.reduce((sum, one) => sum + one, 0) / values.length,
      prediction,
      joint,
      isInside: lies(value, prediction),
      isInsideJoint: lies(value, joint),
    };
  });
  const outside = figures.filter(({ isInside }) => !isInside).length;
  const usuallyOutside = mostOutside(runs, figures);
  return {
    runs: runs.length,
    figures,
    outside,
    usuallyOutside,
    isWithin: figures.every(({ isInsideJoint }) => isInsideJoint) && outside <= usuallyOutside,
  };
}

/**
 * Percentiles of the simulation are read off a histogram, up to the width of a bucket away: nobody answers in less than the first
 * answer takes, and a replay in which half of the customers do not wait lies on that very edge.
 */
function readable(figure: string, { low, high, confidence }: Prediction): Prediction {
  const by = /\.p\d+$/.test(figure) ? 2 * QUANTILE_ERROR : 0;
  return { low: low * (1 - by), high: high * (1 + by), confidence };
}

function lies(value: number, { low, high }: Prediction): boolean {
  return value >= low && value <= high;
}

/** How many figures of a simulated run are outside of their interval: at most so many in 99 of 100 runs. */
function mostOutside(runs: readonly Figures[], figures: readonly ComparedFigure[]): number {
  const counts = runs
    .map(
      (run) =>
        figures.filter(({ figure, prediction }) => {
          const value = run[figure];
          return value !== undefined && !lies(value, prediction);
        }).length,
    )
    .toSorted((a, b) => a - b);
  return counts[Math.ceil(USUAL * counts.length) - 1] ?? 0;
}
