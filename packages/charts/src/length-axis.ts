import { max, min } from 'd3-array';
import { scaleLinear, scaleLog } from 'd3-scale';

import { type Clock, SECOND } from './measure.ts';
import { type DistributionPoint, shareWithin } from './share-within.ts';
import { linearTicks, logTicks, type Tick } from './ticks.ts';

/** What a linear axis shows of each series at least; a logarithmic one shows all. */
export const SHOWN_SHARE = 0.99;

/** An axis for cumulative distributions of lengths of time (ms). */
export interface LengthAxis {
  readonly x: (length: number) => number;
  readonly ticks: readonly Tick[];
  /** The part of a distribution that is on the axis. */
  readonly shown: (points: readonly DistributionPoint[]) => readonly DistributionPoint[];
}

/**
 * From zero to where every series has 99 % of its last share, or the greatest of `lengths`; as a few that took very long
 * would leave no room for all others.
 */
export function linearAxis(
  series: readonly (readonly DistributionPoint[])[],
  lengths: readonly number[],
  clock: Clock,
  range: readonly [number, number],
): LengthAxis {
  const ends = series.map((points) => {
    const enough = (points.at(-1)?.share ?? 0) * SHOWN_SHARE;
    return points.find(({ share }) => share >= enough)?.length ?? 0;
  });
  const high = Math.max(SECOND, ...ends, ...lengths.map((length) => length * 1.1));
  const x = scaleLinear().domain([0, high]).range(range);
  return {
    x,
    ticks: linearTicks({ kind: 'length', clock }, 0, high, 8),
    shown: (points) => {
      const within = points.filter(({ length }) => length <= high);
      return within.length === points.length
        ? points
        : [...within, { length: high, share: shareWithin(points, high) }];
    },
  };
}

/** From the least length above zero to the greatest. */
export function logAxis(
  series: readonly (readonly DistributionPoint[])[],
  lengths: readonly number[],
  clock: Clock,
  range: readonly [number, number],
): LengthAxis {
  const all = [...series.flat().map(({ length }) => length), ...lengths].filter((length) => length > 0);
  const high = Math.max(max(all) ?? 0, SECOND);
  const low = Math.min(min(all) ?? SECOND, high / 10);
  const x = scaleLog().domain([low, high]).range(range);
  return {
    x,
    ticks: logTicks(clock, [low, high], x, 44),
    shown: (points) => points.filter(({ length }) => length > 0),
  };
}
