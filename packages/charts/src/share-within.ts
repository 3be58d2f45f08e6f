import { bisector } from 'd3-array';

/** Of a cumulative distribution: the share of all that took no longer than `length` (ms). */
export interface DistributionPoint {
  readonly length: number;
  /** From 0 to 1. */
  readonly share: number;
}

/**
 * The share that took no longer than `length`, read off a cumulative distribution whose points ascend in both: straight
 * between points, 0 before the first, that of the last after it.
 */
export function shareWithin(points: readonly DistributionPoint[], length: number): number {
  const index = bisector((point: DistributionPoint) => point.length).right(points, length);
  const [before, after] = [points[index - 1], points[index]];
  if (before === undefined) return 0;
  if (after === undefined) return before.share;
  const part = (length - before.length) / (after.length - before.length);
  return before.share + part * (after.share - before.share);
}
