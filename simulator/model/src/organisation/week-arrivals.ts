import { zoneOffsets } from './zone-offsets.ts';

/** A stretch of one rate, in tickets per millisecond; local time there is the instant plus `offset`. */
export interface RateStretch {
  readonly from: number;
  readonly until: number;
  readonly rate: number;
  readonly offset: number;
}

const HOUR = 3_600_000;
const WEEK_HOURS = 168;
/** 1970-01-01 was a Thursday: hours from a Monday's midnight to it. */
const EPOCH_HOUR = 72;

/**
 * Arrivals of a week that repeats itself in the local time of a zone, hour by hour: `weights` are of its 168 hours from
 * Monday's midnight on, and `perWeek` tickets come in a week in which the clocks do not change. Hours without any are left out.
 */
export function weekArrivals(
  {
    weights,
    zone,
    perWeek,
  }: { readonly weights: readonly number[]; readonly zone: string; readonly perWeek: number },
  from: number,
  until: number,
): RateStretch[] {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const stretches: RateStretch[] = [];
  for (const { from: since, until: end, offset } of zoneOffsets(zone, from, until)) {
    let hour = Math.floor((since + offset) / HOUR);
    for (let start = since; start < end; hour += 1) {
      const next = Math.min(end, (hour + 1) * HOUR - offset);
      const rate = (perWeek * ((weights[hourOfWeek(hour)] ?? 0) / total)) / HOUR;
      if (rate > 0) stretches.push({ from: start, until: next, rate, offset });
      start = next;
    }
  }
  return stretches;
}

/** The hour of the week, from Monday's midnight, of hours since 1970 in local time. */
export function hourOfWeek(hour: number): number {
  return (((hour + EPOCH_HOUR) % WEEK_HOURS) + WEEK_HOURS) % WEEK_HOURS;
}
