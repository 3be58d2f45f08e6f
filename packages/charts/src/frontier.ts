/** A plan: what it costs, what it reaches, and the interval that this is known to. */
export interface FrontierPoint {
  readonly label: string;
  readonly cost: number;
  readonly value: number;
  readonly low: number;
  readonly high: number;
  /** Whether it meets all targets, by the rule that the basis names. */
  readonly meets: boolean;
}

/** Which values are better. */
export type Better = 'lower' | 'higher';

/**
 * The plans than which none is both cheaper and better, by cost; of plans equal in both, the first. They go by their
 * values, whatever their intervals.
 */
export function frontierOf(points: readonly FrontierPoint[], better: Better): readonly FrontierPoint[] {
  const worth = ({ value }: FrontierPoint) => (better === 'higher' ? value : -value);
  let best = -Infinity;
  return points
    .toSorted((a, b) => a.cost - b.cost || worth(b) - worth(a))
    .filter((point) => {
      if (worth(point) <= best) return false;
      best = worth(point);
      return true;
    });
}

/** The cheapest plan that meets all targets, of equally cheap ones the best; undefined where none does. */
export function cheapestOf(points: readonly FrontierPoint[], better: Better): FrontierPoint | undefined {
  const meeting = points.filter(({ meets }) => meets);
  return frontierOf(meeting, better)[0];
}
