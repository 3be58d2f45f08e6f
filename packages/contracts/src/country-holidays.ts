import { createRequire } from 'node:module';

import { CALENDAR_YEARS, type Holiday } from '@tierline/domain';
import type DateHolidays from 'date-holidays';

export const HOLIDAY_TYPES = ['public', 'bank', 'optional', 'school', 'observance'] as const;

export type HolidayType = (typeof HOLIDAY_TYPES)[number];

/** Holidays of a country, or of one of its regions (`BY`, or a part of one, `BY-A`), of some types. */
export interface CountryHolidays {
  readonly country: string;
  readonly region?: string;
  readonly types: readonly HolidayType[];
}

const DAY_HOURS = 24;
const HOUR = 3_600_000;
/** `2026-12-24 14:00:00`; an offset after it says that the holiday begins at the sunset before. */
const START = /^(\d{4}-\d{2}-\d{2}) (\d{2}):(\d{2})/;

/** Working out a century of one country takes from 50 ms to seconds, and a policy is read again and again. */
const known = new Map<string, readonly Holiday[]>();

let library: typeof DateHolidays | undefined;

/** Loaded when the first country is named: that takes a quarter of a second, and most policies name none. */
function load(): typeof DateHolidays {
  library ??= createRequire(import.meta.url)('date-holidays') as typeof DateHolidays;
  return library;
}

/** What is wrong with the name of a country or region, and of which of both; undefined when both are known. */
export function unknownPlace({
  country,
  region,
}: Pick<CountryHolidays, 'country' | 'region'>):
  | { readonly key: 'country' | 'region'; readonly message: string }
  | undefined {
  const places = new (load())();
  if (!Object.hasOwn(places.getCountries(), country))
    return { key: 'country', message: 'is no country whose holidays are known, such as DE or US' };
  if (region === undefined) return undefined;
  const [state = '', part, ...more] = region.split('-');
  const states = namesOf(places.getStates(country));
  if (!states.includes(state))
    return { key: 'region', message: `is no region of ${country}${oneOf(states)}` };
  const parts = namesOf(places.getRegions(country, state));
  if (more.length > 0 || (part !== undefined && !parts.includes(part)))
    return { key: 'region', message: `is no part of ${country} ${state}${oneOf(parts)}` };
  return undefined;
}

/**
 * The holidays of all years that calendars cover, ascending: local dates, or from a minute of the date on for those that
 * begin later than midnight. The last day of one that ends before midnight is none. Country and region must be known.
 */
export function holidaysOf({ country, region, types }: CountryHolidays): readonly Holiday[] {
  const key = `${country} ${region ?? ''} ${types.toSorted().join(' ')}`;
  const before = known.get(key);
  if (before !== undefined) return before;
  const [state, part] = region?.split('-') ?? [];
  const place = {
    country,
    ...(state !== undefined && { state }),
    ...(part !== undefined && { region: part }),
  };
  // In UTC every day has 24 hours; the dates are those of the place all the same.
  const places = new (load())(place, { types: [...types], timezone: 'UTC' });
  const result: Holiday[] = [];
  // From the year before: its last holiday may go on into the first.
  for (let year: number = CALENDAR_YEARS.first - 1; year <= CALENDAR_YEARS.last; year += 1)
    for (const { date, start, end } of places.getHolidays(year))
      result.push(...daysOf(date, (end.getTime() - start.getTime()) / HOUR));
  const list = distinct(result.filter((holiday) => isCovered(dateOf(holiday))));
  known.set(key, list);
  return list;
}

/** Each date once, ascending; a whole day wins over a part of it. */
export function distinct(holidays: readonly Holiday[]): readonly Holiday[] {
  const byDate = new Map<string, Holiday>();
  for (const holiday of holidays) {
    const before = byDate.get(dateOf(holiday));
    if (before === undefined || minuteOf(holiday) < minuteOf(before)) byDate.set(dateOf(holiday), holiday);
  }
  return [...byDate.values()].toSorted((a, b) => (dateOf(a) < dateOf(b) ? -1 : 1));
}

function daysOf(date: string, hours: number): readonly Holiday[] {
  const [, first = '', hour = '0', minute = '0'] = START.exec(date) ?? [];
  const from = Number(hour) * 60 + Number(minute);
  const untilMidnight = DAY_HOURS - from / 60;
  if (hours < untilMidnight) return [];
  const whole = Math.floor((hours - untilMidnight) / DAY_HOURS);
  return [
    from === 0 ? first : { on: first, from },
    ...Array.from({ length: whole }, (_, index) => dayAfter(first, index + 1)),
  ];
}

function dayAfter(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * DAY_HOURS * HOUR).toISOString().slice(0, 10);
}

function isCovered(date: string): boolean {
  const year = Number(date.slice(0, 4));
  return year >= CALENDAR_YEARS.first && year <= CALENDAR_YEARS.last;
}

function dateOf(holiday: Holiday): string {
  return typeof holiday === 'string' ? holiday : holiday.on;
}

function minuteOf(holiday: Holiday): number {
  return typeof holiday === 'string' ? 0 : holiday.from;
}

function namesOf(places: Readonly<Record<string, string>> | undefined): readonly string[] {
  return Object.keys(places ?? {});
}

function oneOf(names: readonly string[]): string {
  return names.length === 0 ? ', which has none' : `: one of ${names.join(', ')}`;
}
