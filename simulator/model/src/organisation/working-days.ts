import { type Calendar, type Instant, instant } from '@tierline/domain';

/** One working day of a desk: from its first opening to its last closing, breaks included. */
export interface WorkingDay {
  readonly opens: Instant;
  readonly closes: Instant;
}

const DAY = 86_400_000;
/** Closed for less than this is a break, not the night. */
const NIGHT = 4 * 3_600_000;

/**
 * The first `count` working days that open strictly after `after`. Hours that run through several days are cut every 24 h.
 * Throws RangeError when the calendar ends before.
 */
export function workingDaysAfter(calendar: Calendar, after: Instant, count: number): WorkingDay[] {
  const days: WorkingDay[] = [];
  for (const day of workingDays(calendar, after)) {
    if (day.opens <= after) continue;
    days.push(day);
    if (days.length === count) return days;
  }
  throw new RangeError(
    `calendar ${calendar.name} has no ${count} working days after ${new Date(after).toISOString()}`,
  );
}

/** The working days that open from one moment on and before another. */
export function workingDaysUntil(calendar: Calendar, from: Instant, until: Instant): WorkingDay[] {
  const days: WorkingDay[] = [];
  for (const day of workingDays(calendar, from)) {
    if (day.opens >= until) break;
    if (day.opens >= from) days.push(day);
  }
  return days;
}

function* workingDays(calendar: Calendar, near: Instant): Generator<WorkingDay> {
  let day: WorkingDay | undefined;
  for (const [index, end] of calendar.ends.entries()) {
    if (end <= near - DAY) continue;
    for (let start = calendar.starts[index] ?? end; start < end; start += DAY) {
      const piece = { opens: instant(start), closes: instant(Math.min(end, start + DAY)) };
      const continues =
        day !== undefined &&
        piece.opens > day.closes &&
        piece.opens - day.closes < NIGHT &&
        piece.closes - day.opens <= DAY;
      if (day !== undefined && continues) {
        day = { opens: day.opens, closes: piece.closes };
        continue;
      }
      if (day !== undefined) yield day;
      day = piece;
    }
  }
  if (day !== undefined) yield day;
}

/** The stretch of working time that is open at `at`, or else the next one; undefined after the calendar's last. */
export function shiftFrom(calendar: Calendar, at: Instant): WorkingDay | undefined {
  let low = 0;
  for (let high = calendar.ends.length; low < high;) {
    const middle = (low + high) >>> 1;
    if ((calendar.ends[middle] ?? 0) <= at) low = middle + 1;
    else high = middle;
  }
  const [opens, closes] = [calendar.starts[low], calendar.ends[low]];
  return opens === undefined || closes === undefined
    ? undefined
    : { opens: instant(opens), closes: instant(closes) };
}
