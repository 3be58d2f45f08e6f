import { TIERS } from '@tierline/domain';
import { type Replication, RESOLUTION_POINTS } from '@tierline/model';
import { mean } from 'd3-array';

const MINUTE = 60_000;

/** A share of tickets that took no longer than a length of time. */
interface ResolutionPoint {
  /** Milliseconds. */
  readonly length: number;
  readonly share: number;
}

/**
 * The share of a tier's solved tickets that took no longer than a length of time (ms), the mean over runs; from the last
 * length that none keeps to the first that all do. Empty where no run has such a ticket. `tier` counts from 0.
 */
export function resolutionOf(replications: readonly Replication[], tier: number): readonly ResolutionPoint[] {
  const size = RESOLUTION_POINTS.length;
  const points = RESOLUTION_POINTS.flatMap((minutes, index) => {
    const share = mean(
      replications.filter(({ figures }) => (figures[`${TIERS[tier] ?? ''}.solved`] ?? 0) > 0),
      ({ resolutionShares }) => resolutionShares[tier * size + index],
    );
    return share === undefined ? [] : [{ length: minutes * MINUTE, share }];
  });
  const first = Math.max(0, points.findIndex(({ share }) => share > 0) - 1);
  const done = points.findIndex(({ share }) => share >= 1);
  return points.slice(first, done < 0 ? points.length : done + 1);
}

/** With a last point at a length where they end before it. */
export function extendedTo(points: readonly ResolutionPoint[], length: number): readonly ResolutionPoint[] {
  const last = points.at(-1);
  return last === undefined || last.length >= length ? points : [...points, { length, share: last.share }];
}
