import { type Instant, instant, type Millis, millis } from './time.ts';

/**
 * Working time, compiled: open intervals on the instant line, ascending and disjoint. Interval i is
 * [starts[i], ends[i]) and `before[i]` is the open time before it, so both questions below are one binary search,
 * whatever daylight saving, holidays or split days made of the week.
 */
export interface Calendar {
  readonly name: string;
  readonly starts: Float64Array;
  readonly ends: Float64Array;
  readonly before: Float64Array;
}

/**
 * Makes a calendar of intervals.
 * Throws RangeError when they are not ascending, disjoint and non-empty, or when there is none.
 */
export function calendarOf(name: string, intervals: readonly (readonly [Instant, Instant])[]): Calendar {
  const count = intervals.length;
  if (count === 0) throw new RangeError(`calendar ${name} has no open time`);
  const calendar = {
    name,
    starts: new Float64Array(count),
    ends: new Float64Array(count),
    before: new Float64Array(count),
  };
  let total = 0;
  let last = -Infinity;
  for (const [index, [start, end]] of intervals.entries()) {
    if (start < last || end <= start) throw new RangeError(`calendar ${name} has overlapping or empty hours`);
    calendar.starts[index] = start;
    calendar.ends[index] = end;
    calendar.before[index] = total;
    total += end - start;
    last = end;
  }
  return calendar;
}

/** Open time from `from` until `to`; 0 when `to` is not after `from`. O(log n). */
export function elapsed(calendar: Calendar, from: Instant, to: Instant): Millis {
  return millis(Math.max(0, openBefore(calendar, to) - openBefore(calendar, from)));
}

/**
 * The first moment at which `duration` of open time has elapsed since `from`: `elapsed(from, add(from, d)) = d`.
 * A duration that ends with an interval falls on its end, not on the next start; none at all is `from` itself. O(log n).
 * Throws RangeError when the calendar ends before.
 */
export function add(calendar: Calendar, from: Instant, duration: Millis): Instant {
  if (duration <= 0) return from;
  const target = openBefore(calendar, from) + duration;
  const index = lastBelow(calendar.before, target);
  const at = (calendar.starts[index] ?? 0) + target - (calendar.before[index] ?? 0);
  if (at > (calendar.ends[index] ?? 0))
    throw new RangeError(`calendar ${calendar.name} ends before the time asked for`);
  return instant(at);
}

/** Whether `at` is inside working time. */
export function isOpen(calendar: Calendar, at: Instant): boolean {
  const index = lastBelow(calendar.starts, at + 1);
  return index >= 0 && at < (calendar.ends[index] ?? 0);
}

function openBefore(calendar: Calendar, at: Instant): number {
  const index = lastBelow(calendar.starts, at);
  if (index < 0) return 0;
  const start = calendar.starts[index] ?? 0;
  const end = calendar.ends[index] ?? 0;
  return (calendar.before[index] ?? 0) + Math.min(at, end) - start;
}

/**
 * Index of the last value below `bound` in an ascending array, -1 when there is none. Hours repeat week by week, so where
 * it would be if they were spread evenly is nearly right: the search begins there, in steps that double until they have
 * passed it. O(log n) whatever the array.
 */
function lastBelow(values: Float64Array, bound: number): number {
  const count = values.length;
  const first = values[0] ?? Infinity;
  if (!(first < bound)) return -1;
  const last = values[count - 1] ?? 0;
  if (last < bound) return count - 1;
  // From here on values[low] < bound <= values[high].
  let low = Math.trunc(((bound - first) / (last - first)) * (count - 1));
  let high = low;
  for (let step = 1; (values[low] ?? -Infinity) >= bound; step *= 2) {
    high = low;
    low = Math.max(0, low - step);
  }
  for (let step = 1; (values[high] ?? Infinity) < bound; step *= 2) {
    low = high;
    high = Math.min(count - 1, high + step);
  }
  while (high - low > 1) {
    const middle = (low + high) >>> 1;
    if ((values[middle] ?? 0) < bound) low = middle;
    else high = middle;
  }
  return low;
}
