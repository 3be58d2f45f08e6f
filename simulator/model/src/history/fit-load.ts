import { LOAD_DAYS, type LoadDay } from '../scenario/week-file.ts';
import { busynessOf } from './busyness.ts';
import { type HistoryHour, historyHours } from './history-hour.ts';
import { growthBetween, type Trend, trendOf } from './trend.ts';

/** A stretch of history in a zone, in epoch milliseconds. */
export interface HistorySpan {
  readonly zone: string;
  readonly from: number;
  readonly until: number;
}

/** When tickets came. */
export interface FittedArrivals {
  /** By hour of the week, tickets in an hour; of a clear trend at the end of the history. */
  readonly week: Readonly<Partial<Record<LoadDay, Readonly<Record<string, number>>>>>;
  readonly ticketsPerWeek: number;
  readonly trend: Trend | undefined;
  /** Coefficient of variation of the factor of a day; 0 where chance alone would do. */
  readonly busyness: number;
}

const HOUR = 3_600_000;
const WEEK_HOURS = 168;

/**
 * When tickets came, by `moments` within the span, ascending. Throws RangeError where the span does not have every hour of
 * the week.
 */
export function fitArrivals(moments: readonly number[], { zone, from, until }: HistorySpan): FittedArrivals {
  const hours = historyHours(zone, from, until);
  const trend = trendOf(moments, from, until);
  const perYear = trend?.isClear === true ? trend.perYear : 0;
  const weightOf = ({ from: start, until: end }: HistoryHour) =>
    ((end - start) / HOUR) * growthBetween(perYear, (start + end) / 2, until);
  const counts = countsOf(moments, hours);
  const seen = new Float64Array(WEEK_HOURS);
  const came = new Float64Array(WEEK_HOURS);
  for (const [index, hour] of hours.entries()) {
    seen[hour.hour] = (seen[hour.hour] as number) + weightOf(hour);
    came[hour.hour] = (came[hour.hour] as number) + (counts[index] as number);
  }
  if (seen.some((weight) => weight === 0)) throw new RangeError('a week is the least');
  const rates = came.map((count, hour) => Number((count / (seen[hour] as number)).toFixed(4)));
  return {
    week: weekOf(rates),
    ticketsPerWeek: Number(rates.reduce((sum, rate) => sum + rate, 0).toFixed(2)),
    trend,
    busyness: Number(
      busynessOf(daysOf(hours, counts, (hour) => weightOf(hour) * (rates[hour.hour] as number))).toFixed(3),
    ),
  };
}

/** How many moments are in each hour. */
function countsOf(moments: readonly number[], hours: readonly HistoryHour[]): Int32Array {
  const counts = new Int32Array(hours.length);
  let index = 0;
  for (const at of moments) {
    while (index < hours.length && at >= (hours[index]?.until ?? Infinity)) index += 1;
    if (index < hours.length) counts[index] = (counts[index] as number) + 1;
  }
  return counts;
}

function daysOf(
  hours: readonly HistoryHour[],
  counts: Int32Array,
  expectedIn: (hour: HistoryHour) => number,
): { readonly count: number; readonly expected: number; readonly alike: number }[] {
  const days = new Map<number, { count: number; expected: number }>();
  for (const [index, hour] of hours.entries()) {
    const day = days.get(hour.day) ?? { count: 0, expected: 0 };
    day.count += counts[index] as number;
    day.expected += expectedIn(hour);
    days.set(hour.day, day);
  }
  const alike = new Map<number, number>();
  for (const day of days.keys()) alike.set(day % 7, (alike.get(day % 7) ?? 0) + 1);
  return [...days].map(([day, one]) => ({ ...one, alike: alike.get(day % 7) ?? 0 }));
}

function weekOf(rates: Float64Array): FittedArrivals['week'] {
  return Object.fromEntries(
    LOAD_DAYS.map((day, index) => [
      day,
      Object.fromEntries(
        [...rates.subarray(24 * index, 24 * index + 24)]
          .map((rate, hour) => [String(hour).padStart(2, '0'), rate] as const)
          .filter(([, rate]) => rate > 0),
      ),
    ]),
  );
}
