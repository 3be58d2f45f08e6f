import { Temporal } from 'temporal-polyfill';

import { DAY, MINUTE } from './measure.ts';
import { stepOf, type Tick } from './ticks.ts';

/** Steps of days and weeks are counted from a Monday: 5 January 1970, as if local time were UTC. */
const A_MONDAY = 4 * DAY;
const MONTHS = [1, 2, 3, 6, 12, 24, 60, 120];
const MEAN_MONTH = 30.44 * DAY;

/**
 * At most about `count` round local times of a zone (a name of the time zone database) between two moments (epoch ms),
 * ascending: hours that divide a day, days, weeks from Monday, or months. Midnights are told as days. Where the clock is
 * set forward, a local time that is skipped is told as the one that it becomes.
 * Throws RangeError for an unknown zone.
 */
export function timeTicks(from: number, to: number, zone: string, count: number): readonly Tick[] {
  const [start, end] = [localOf(from, zone), localOf(to, zone)];
  const step = stepOf('wall', (end - start) / count);
  const locals = step === undefined ? months(start, end, count) : even(start, end, step);
  const ticks = locals.map((local) => {
    const value = momentOf(local, zone);
    return { value, label: labelOf(localOf(value, zone), step ?? MEAN_MONTH) };
  });
  return ticks.filter(
    ({ value }, index) => value >= from && value <= to && value !== ticks[index - 1]?.value,
  );
}

/** A moment (epoch ms) as `Mon 2 Mar 2026 09:00` in a zone. Throws RangeError for an unknown zone. */
export function momentInWords(at: number, zone: string): string {
  const local = localOf(at, zone);
  return `${WITH_YEAR.format(local)} ${TIME.format(local)}`.replaceAll(',', '');
}

/** The year in a zone, or the first and the last: `2026`, `2026 to 2027`. Throws RangeError for an unknown zone. */
export function yearsInWords(from: number, to: number, zone: string): string {
  const years = [from, to].map((at) => new Date(localOf(at, zone)).getUTCFullYear());
  return [...new Set(years)].join(' to ');
}

function even(start: number, end: number, step: number): readonly number[] {
  const first = Math.ceil((start - A_MONDAY) / step);
  const last = Math.floor((end - A_MONDAY) / step);
  return Array.from(
    { length: Math.max(0, last - first + 1) },
    (_, index) => (first + index) * step + A_MONDAY,
  );
}

function months(start: number, end: number, count: number): readonly number[] {
  const step = MONTHS.find((step) => (end - start) / (step * MEAN_MONTH) <= count) ?? 120;
  const year = new Date(start).getUTCFullYear();
  const first = year - (year % 10);
  const all = Array.from(
    { length: Math.ceil((end - start) / (step * MEAN_MONTH)) + 120 / step + 2 },
    (_, index) => Date.UTC(first, index * step),
  );
  return all.filter((local) => local >= start && local <= end);
}

/** The local time of a moment, as if it were UTC. */
function localOf(at: number, zone: string): number {
  const moment = Temporal.Instant.fromEpochMilliseconds(Math.round(at)).toZonedDateTimeISO(zone);
  return moment.epochMilliseconds + moment.offsetNanoseconds / 1e6;
}

function momentOf(local: number, zone: string): number {
  return Temporal.Instant.fromEpochMilliseconds(Math.round(local))
    .toZonedDateTimeISO('UTC')
    .toPlainDateTime()
    .toZonedDateTime(zone).epochMilliseconds;
}

function labelOf(local: number, step: number): string {
  return formatOf(local, step).format(local).replaceAll(',', '');
}

function formatOf(local: number, step: number): Intl.DateTimeFormat {
  if (local % DAY !== 0) return step < MINUTE ? TO_THE_SECOND : TIME;
  if (step > 28 * DAY) return MONTH;
  return step < 2 * DAY ? WEEKDAY : DATE;
}

const TIME = utc({ hour: '2-digit', minute: '2-digit' });
const TO_THE_SECOND = utc({ hour: '2-digit', minute: '2-digit', second: '2-digit' });
const WEEKDAY = utc({ weekday: 'short', day: 'numeric', month: 'short' });
const DATE = utc({ day: 'numeric', month: 'short' });
const MONTH = utc({ month: 'short', year: 'numeric' });
const WITH_YEAR = utc({ weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' });

function utc(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat('en-GB', { ...options, hourCycle: 'h23', timeZone: 'UTC' });
}
