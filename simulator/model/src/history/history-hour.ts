import { hourOfWeek, weekArrivals } from '../organisation/week-arrivals.ts';

/** A stretch of history within one hour of local time. */
export interface HistoryHour {
  readonly from: number;
  readonly until: number;
  /** Hour of the week from Monday's midnight, and number of the local day since 1970. */
  readonly hour: number;
  readonly day: number;
}

const HOUR = 3_600_000;
const ROUND_THE_CLOCK = Array.from({ length: 168 }, () => 1);

/** All hours of a zone between two moments, in order. */
export function historyHours(zone: string, from: number, until: number): HistoryHour[] {
  return weekArrivals({ weights: ROUND_THE_CLOCK, zone, perWeek: 168 }, from, until).map(
    ({ from: start, until: end, offset }) => {
      const local = Math.floor((start + offset) / HOUR);
      return { from: start, until: end, hour: hourOfWeek(local), day: Math.floor(local / 24) };
    },
  );
}
