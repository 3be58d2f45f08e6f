import { Temporal } from 'temporal-polyfill';

import { type Calendar, calendarOf } from './calendar.ts';
import { type Instant, instant } from './time.ts';

export const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;

export type Weekday = (typeof WEEKDAYS)[number];

/** Opening hours of one day as minutes after local midnight, [from, to), to at most 1440. */
export type DayHours = readonly (readonly [number, number])[];

/** Working time in words: always, or hours by weekday in a named zone, less holidays (local dates, YYYY-MM-DD). */
export type BusinessHours =
  | { readonly kind: 'always' }
  | {
      readonly kind: 'weekly';
      readonly zone: string;
      readonly hours: Readonly<Partial<Record<Weekday, DayHours>>>;
      readonly holidays: readonly string[];
    };

/** Calendars are compiled over these years, both included. */
const FIRST_YEAR = 1990;
const LAST_YEAR = 2100;
const DAY = 86_400_000;
const MINUTE = 60_000;

const ZONE_NAME = /^[A-Za-z][\w+/-]*$/;

/** Whether the time zone database knows this zone. */
export function isTimeZone(zone: string): boolean {
  try {
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(zone);
    // Temporal takes offsets and whole timestamps as well.
    return ZONE_NAME.test(zone);
  } catch {
    return false;
  }
}

/**
 * Compiles business hours to a calendar that covers 1990 to 2100.
 * A local time that daylight saving repeats is read as its first occurrence, one that it skips as the moment of the
 * change: so hours keep their order, and hours that lie wholly in a gap do not exist on that day.
 * Throws RangeError for an unknown zone, overlapping hours, or no open time.
 */
export function compileCalendar(name: string, spec: BusinessHours): Calendar {
  const first = utcMidnight(`${FIRST_YEAR}-01-01`);
  const end = utcMidnight(`${LAST_YEAR + 1}-01-01`);
  if (spec.kind === 'always') return calendarOf(name, [[instant(first), instant(end)]]);
  const toInstant = localToInstant(spec.zone, first - 2 * DAY, end + 2 * DAY);
  const holidays = new Set(spec.holidays.map(utcMidnight));
  const intervals: (readonly [Instant, Instant])[] = [];
  // 1990-01-01 was a Monday, so the day count from it gives the weekday.
  for (let midnight = first, day = 0; midnight < end; midnight += DAY, day += 1) {
    if (holidays.has(midnight)) continue;
    for (const [from, to] of spec.hours[WEEKDAYS[day % 7] ?? 'mon'] ?? []) {
      const opens = toInstant(midnight + from * MINUTE);
      const closes = toInstant(midnight + to * MINUTE);
      if (closes > opens) intervals.push([opens, closes]);
    }
  }
  return calendarOf(name, joined(intervals));
}

function utcMidnight(date: string): number {
  return Temporal.Instant.from(`${date}T00:00:00Z`).epochMilliseconds;
}

/** Intervals that touch become one, so that midnight is never a closed moment between 24:00 and 00:00. */
function joined(intervals: readonly (readonly [Instant, Instant])[]): (readonly [Instant, Instant])[] {
  const result: (readonly [Instant, Instant])[] = [];
  for (const [start, end] of intervals) {
    const last = result.at(-1);
    if (last !== undefined && last[1] === start) result[result.length - 1] = [last[0], end];
    else result.push([start, end]);
  }
  return result;
}

/**
 * A function from local time (as if it were UTC) to the instant line. The zone's transitions are listed once; only local
 * times within a day of one are asked of Temporal, so that a century compiles in milliseconds.
 */
function localToInstant(zone: string, from: number, to: number): (local: number) => Instant {
  const changes: { readonly at: number; readonly offset: number }[] = [];
  let moment = Temporal.Instant.fromEpochMilliseconds(from).toZonedDateTimeISO(zone);
  changes.push({ at: -Infinity, offset: moment.offsetNanoseconds / 1e6 });
  for (;;) {
    const next = moment.getTimeZoneTransition('next');
    if (next === null || next.epochMilliseconds > to) break;
    changes.push({ at: next.epochMilliseconds, offset: next.offsetNanoseconds / 1e6 });
    moment = next;
  }
  let index = 0;
  return (local) => {
    while (index > 0 && local - DAY < (changes[index]?.at ?? 0)) index -= 1;
    while (index + 1 < changes.length && (changes[index + 1]?.at ?? 0) < local - DAY) index += 1;
    const nearest = changes[index + 1];
    if (nearest !== undefined && nearest.at <= local + DAY) {
      const wall = Temporal.Instant.fromEpochMilliseconds(local).toZonedDateTimeISO('UTC').toPlainDateTime();
      const zoned = wall.toZonedDateTime(zone, { disambiguation: 'compatible' });
      const skipped = !zoned.toPlainDateTime().equals(wall);
      // The moment after, because "previous" leaves out the moment itself.
      const change = skipped ? zoned.add({ milliseconds: 1 }).getTimeZoneTransition('previous') : null;
      return instant((change ?? zoned).epochMilliseconds);
    }
    return instant(local - (changes[index]?.offset ?? 0));
  };
}
