import { Temporal } from 'temporal-polyfill';

import { type Calendar, calendarOf } from './calendar.ts';
import { append, type Interval, union, without } from './intervals.ts';
import { localTimes } from './local-time.ts';
import { instant } from './time.ts';
import { areDayHours, type DayHours, overlapInWeek, type Week, WEEKDAYS } from './week.ts';

/** A local date (YYYY-MM-DD) on which no hours begin, or none go on from a minute after its midnight. */
export type Holiday = string | { readonly on: string; readonly from: number };

/** Hours by the clock on the wall on local dates, first and last included; whole days where no hours are named. */
export interface DatedHours {
  readonly from: string;
  readonly to: string;
  readonly hours?: DayHours;
}

/** Hours by weekday in a named zone, less holidays, less closures, plus openings: in this order. */
export interface WeeklyHours {
  readonly kind: 'weekly';
  readonly zone: string;
  readonly hours: Week;
  /** Each closes the hours that begin on its date, also the part of a night after midnight. */
  readonly holidays: readonly Holiday[];
  /** Each closes what the clock shows, whichever day the hours began on. */
  readonly closures?: readonly DatedHours[];
  /** Open whatever else says otherwise. */
  readonly openings?: readonly DatedHours[];
}

/** The working time of one place. */
export type OfficeHours = { readonly kind: 'always' } | WeeklyHours;

/** Working time in words: of one place, or of several, open while any of them is. Plain data, complete in itself. */
export type BusinessHours =
  | OfficeHours
  | { readonly kind: 'offices'; readonly offices: readonly OfficeHours[] };

/** Calendars are compiled over these years, both included. */
export const CALENDAR_YEARS = { first: 1990, last: 2100 } as const;

const DAY = 86_400_000;
const MINUTE = 60_000;
const FIRST = utcMidnight(`${CALENDAR_YEARS.first}-01-01`);
const END = utcMidnight(`${CALENDAR_YEARS.last + 1}-01-01`);

/**
 * Compiles business hours to a calendar that covers 1990 to 2100: local dates of its zone, years of UTC for `always`. A
 * night is cut at both ends.
 * A local time that daylight saving repeats is read as its first occurrence, one that it skips as the moment of the
 * change: so hours keep their order, and hours that lie wholly in a gap do not exist on that day.
 * Throws RangeError for an unknown zone, a date that is none or outside of these years, hours that overlap or are empty,
 * or no open time.
 */
export function compileCalendar(name: string, spec: BusinessHours): Calendar {
  const open = spec.kind === 'offices' ? union(spec.offices.flatMap(openIn)) : openIn(spec);
  return calendarOf(
    name,
    open.map(([from, to]) => [instant(from), instant(to)]),
  );
}

/** When one place is open, on the instant line. */
function openIn(spec: OfficeHours): readonly Interval[] {
  if (spec.kind === 'always') return [[FIRST, END]];
  // All of it is worked out on the local line, and carried over to the instant line once, in ascending order.
  const regular = without(weeklyHours(spec), union((spec.closures ?? []).flatMap(datedHours)));
  const openings = (spec.openings ?? []).flatMap(datedHours);
  const local = openings.length === 0 ? regular : union([...regular, ...openings]);
  const toInstant = localTimes(spec.zone, FIRST - 2 * DAY, END + 2 * DAY);
  const open: Interval[] = [];
  for (const [from, to] of local)
    append(open, toInstant(Math.max(from, FIRST)), toInstant(Math.min(to, END)));
  return open;
}

/** The weekly hours of all years without holidays, on the local line as if it were UTC. */
function weeklyHours({ hours, holidays }: WeeklyHours): Interval[] {
  if (!WEEKDAYS.every((day) => areDayHours(hours[day] ?? [])))
    throw new RangeError('hours must begin on their day, and end after that within two days');
  const overlap = overlapInWeek(hours);
  if (overlap !== undefined)
    throw new RangeError(`hours of ${overlap.day} overlap those of ${overlap.before}`);
  const closes = closingMinutes(holidays);
  const result: Interval[] = [];
  // The night before the first day reaches into it. 1990-01-01 was a Monday, so the count of days gives the weekday.
  for (let midnight = FIRST - DAY, day = 6; midnight < END; midnight += DAY, day += 1) {
    const close = closes.get(midnight) ?? Infinity;
    for (const [from, to] of hours[WEEKDAYS[day % 7] ?? 'mon'] ?? [])
      // Joined, so that midnight is never a closed moment between 24:00 and 00:00.
      if (from < close) append(result, midnight + from * MINUTE, midnight + Math.min(to, close) * MINUTE);
  }
  return result;
}

/** For each holiday the minute from which hours of its date are closed, by the date's midnight. */
function closingMinutes(holidays: readonly Holiday[]): ReadonlyMap<number, number> {
  const closes = new Map<number, number>();
  for (const holiday of holidays) {
    const { on, from } = typeof holiday === 'string' ? { on: holiday, from: 0 } : holiday;
    const midnight = midnightOf(on);
    closes.set(midnight, Math.min(from, closes.get(midnight) ?? Infinity));
  }
  return closes;
}

function datedHours({ from, to, hours }: DatedHours): Interval[] {
  const [first, last] = [midnightOf(from), midnightOf(to)];
  if (last < first) throw new RangeError(`${from} is after ${to}`);
  if (hours === undefined) return [[first, last + DAY]];
  if (!areDayHours(hours)) throw new RangeError(`hours on ${from} must be in order`);
  const result: Interval[] = [];
  for (let midnight = first; midnight <= last; midnight += DAY)
    for (const [opens, closes] of hours) result.push([midnight + opens * MINUTE, midnight + closes * MINUTE]);
  return result;
}

function midnightOf(date: string): number {
  const midnight = utcMidnight(date);
  if (midnight < FIRST || midnight >= END)
    throw new RangeError(`${date} is not from ${CALENDAR_YEARS.first} to ${CALENDAR_YEARS.last}`);
  return midnight;
}

function utcMidnight(date: string): number {
  return Temporal.Instant.from(`${date}T00:00:00Z`).epochMilliseconds;
}
