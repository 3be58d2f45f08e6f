import type { Instant } from '@tierline/domain';

import type { Fired } from './fired.ts';
import type { Outage } from './fleet.ts';

/** Real milliseconds by which something was recorded after it could be known to be due, and when that was. */
export interface Late {
  readonly fired: Fired;
  readonly lateMs: number;
  /** The outage in which it fell due, or in the wake of which. */
  readonly outage: Outage | undefined;
  /** The same, counted from when everything was back where that came later. */
  readonly sinceBackMs: number;
}

/** How long after an outage what falls due counts as in its wake: sweeps find what was lost, one interval apart. */
export function latenessOf(
  fired: readonly Fired[],
  o: {
    readonly wallOf: (at: Instant) => number;
    readonly outages: readonly Outage[];
    readonly wakeMs: number;
  },
): readonly Late[] {
  return fired.map((one) => {
    const due = o.wallOf(one.knownAt);
    const recorded = o.wallOf(one.recordedAt);
    const outage = o.outages.find(({ from, until }) => due >= from - o.wakeMs && due <= until + o.wakeMs);
    const back = outage === undefined || due >= outage.until ? due : Math.min(recorded, outage.until);
    return { fired: one, lateMs: recorded - due, outage, sinceBackMs: recorded - back };
  });
}

/** The value below which that share of them is. 0 of nothing. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

/** One line of the table of lateness. */
export function row(name: string, values: readonly number[]): string {
  const [p50, p99, max] = [quantile(values, 0.5), quantile(values, 0.99), quantile(values, 1)].map((ms) =>
    Math.round(ms).toString().padStart(7),
  );
  return `${name.padEnd(46)}${String(values.length).padStart(6)}${p50}${p99}${max}`;
}

/** The real time of a moment of the week. */
export function wallClock(o: {
  readonly epoch: number;
  readonly origin: number;
  readonly speed: number;
}): (at: Instant) => number {
  return (at) => o.origin + (at - o.epoch) / o.speed;
}
