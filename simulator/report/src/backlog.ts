import { TIERS } from '@tierline/domain';
import type { Replication, Scenario } from '@tierline/model';
import { quantileSorted } from 'd3-array';

import { windowOf } from './method.ts';

/** A moment of the backlog of a tier: percentiles over runs. */
export interface BacklogPoint {
  /** Epoch ms. */
  readonly at: number;
  readonly p5: number;
  readonly p25: number;
  readonly p50: number;
  readonly p75: number;
  readonly p95: number;
}

/** Points of a run of which the two with the least and the greatest median are drawn. */
const COLUMN = 4;

/**
 * Percentiles over runs of the tickets of a tier that are not done, at equal steps from the start of the run, warm-up
 * included. `tier` counts from 0.
 */
export function backlogOf(
  replications: readonly Replication[],
  tier: number,
  scenario: Scenario,
): readonly BacklogPoint[] {
  const count = (replications[0]?.backlog.length ?? 0) / TIERS.length;
  const { start, to } = windowOf(scenario);
  return Array.from({ length: count }, (_, point) => {
    const values = replications
      .map(({ backlog }) => backlog[tier * count + point] ?? 0)
      .toSorted((a, b) => a - b);
    const at = (p: number) => quantileSorted(values, p) ?? Number.NaN;
    return {
      at: start + ((point + 1) * (to - start)) / count,
      p5: at(0.05),
      p25: at(0.25),
      p50: at(0.5),
      p75: at(0.75),
      p95: at(0.95),
    };
  });
}

/** Of each column of points the two whose median is least and greatest, so that neither a peak nor a quiet night is lost. */
export function thinnedBacklog(points: readonly BacklogPoint[]): readonly BacklogPoint[] {
  const columns = Array.from({ length: Math.ceil(points.length / COLUMN) }, (_, column) =>
    points.slice(column * COLUMN, (column + 1) * COLUMN),
  );
  return columns.flatMap((column) => {
    const byHeight = column.toSorted((a, b) => a.p50 - b.p50);
    const kept = new Set([byHeight[0], byHeight.at(-1)]);
    return column.filter((point) => kept.has(point));
  });
}
