import { createHash } from 'node:crypto';

import { type BusinessHours, type Calendar, compileCalendar } from '@tierline/domain';

import type { PolicyProblem } from './policy-error.ts';

/** Calendars by name, or by key, in words. */
export type Calendars = Readonly<Record<string, BusinessHours>>;

const KEY = /^(.*)@[0-9a-f]{8}$/s;

/**
 * The key of a calendar: its name and a hash of what it says. Clocks count on calendars by their keys, so that one that is
 * edited under its name is another one to a clock that counts on it.
 */
export function calendarKey(name: string, hours: BusinessHours): string {
  const hash = createHash('sha256').update(JSON.stringify(hours)).digest('hex').slice(0, 8);
  return `${name}@${hash}`;
}

/** The name of the calendar that has this key. */
export function calendarNameOf(key: string): string {
  return KEY.exec(key)?.[1] ?? key;
}

/** The same calendars under their keys; they may be under them already. */
export function keyedCalendars(calendars: Calendars): Calendars {
  return Object.fromEntries(
    Object.entries(calendars).map(([name, hours]) =>
      KEY.test(name) ? [name, hours] : [calendarKey(name, hours), hours],
    ),
  );
}

/** Enough for every calendar that open tickets may count on; a process rarely sees another. */
const REMEMBERED = 500;
const known = new Map<string, Calendar>();

/** A calendar, compiled once for each key: a century of working time takes a while. */
export function compiled(key: string, hours: BusinessHours): Calendar {
  const before = known.get(key);
  if (before !== undefined) return before;
  const calendar = compileCalendar(calendarNameOf(key), hours);
  if (known.size >= REMEMBERED) known.clear();
  known.set(key, calendar);
  return calendar;
}

/** Those of a file's calendars that cannot be compiled although each part of them is as it should be: never open. */
export function closedCalendars(calendars: Calendars): readonly PolicyProblem[] {
  return Object.entries(calendars).flatMap(([name, hours]) => {
    try {
      compiled(calendarKey(name, hours), hours);
      return [];
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      return [{ path: `calendars.${name}`, message: error.message }];
    }
  });
}
