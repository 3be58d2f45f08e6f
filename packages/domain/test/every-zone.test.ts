import assert from 'node:assert/strict';

import {
  type Calendar,
  compileCalendar,
  type DayHours,
  type Weekday,
  elapsed,
  instant,
  isOpen,
  WEEKDAYS,
} from '@tierline/domain';
import { Temporal } from 'temporal-polyfill';

const DAY = 86_400_000;
const MINUTE = 60_000;
const FIRST = Date.UTC(1990, 0, 1);
const END = Date.UTC(2101, 0, 1);
/** Changes of each zone that are compared with the reference, interval by interval. */
const SAMPLE = 2;

/** One per offset change: the moment, and the offsets before and after it in milliseconds. */
interface Change {
  readonly at: number;
  readonly before: number;
  readonly after: number;
}

/** A night, hours in which clocks change, and a day until midnight: few, because a century is compiled for each zone. */
const NIGHT: DayHours = [
  [0, 90],
  [120, 150],
  [1320, 1770],
];
const WEEK: Readonly<Partial<Record<Weekday, DayHours>>> = { thu: NIGHT, sat: [[600, 1440]], sun: NIGHT };

/** Links that people use beside the names that the engine lists. */
const LINKS = ['US/Eastern', 'Asia/Calcutta', 'Europe/Kiev', 'Asia/Saigon', 'GB', 'NZ', 'Africa/Asmera'];
const ZONES = [...new Set([...Intl.supportedValuesOf('timeZone'), 'UTC', ...LINKS])];

/**
 * The offset of a zone at a moment by the JavaScript engine's own calendar, which the compiler does not use: what the
 * clock shows there, less the moment.
 */
function offsetsOf(zone: string): (at: number) => number {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  });
  return (at) => {
    // 01/31/2026, 13:45:00
    const [month = 0, day = 0, year = 0, hour = 0, minute = 0, second = 0] = (
      format.format(at).match(/\d+/g) ?? []
    ).map(Number);
    return Date.UTC(year, month - 1, day, hour, minute, second) - at;
  };
}

/** The changes of a zone's offset between two moments, at which it differs, by halving: to the minute, as clocks have changed since 1990. */
function changeBetween(offsetAt: (at: number) => number, from: number, to: number): Change {
  let [low, high] = [from, to];
  const before = offsetAt(from);
  while (high - low > MINUTE) {
    const middle = low + Math.round((high - low) / (2 * MINUTE)) * MINUTE;
    if (offsetAt(middle) === before) low = middle;
    else high = middle;
  }
  return { at: high, before, after: offsetAt(high) };
}

/** Changes found by looking at the clock every four weeks. A zone may change twice within: those are not all found. */
function changesOf(offsetAt: (at: number) => number): readonly Change[] {
  const step = 28 * DAY;
  const changes: Change[] = [];
  let known = offsetAt(FIRST);
  for (let from = FIRST; from < END; from += step) {
    const next = offsetAt(from + step);
    if (next !== known) changes.push(changeBetween(offsetAt, from, from + step));
    known = next;
  }
  return changes;
}

/**
 * What a local time means, told by Temporal and nothing else: the first occurrence of one that comes twice, the first
 * moment after those that are skipped.
 */
function momentOf(zone: string, date: Temporal.PlainDate, minute: number): number {
  const wall = date
    .add({ days: Math.floor(minute / 1440) })
    .toPlainDateTime({ hour: Math.floor(minute / 60) % 24, minute: minute % 60 });
  const zoned = wall.toZonedDateTime(zone, { disambiguation: 'earlier' });
  if (zoned.toPlainDateTime().equals(wall)) return zoned.epochMilliseconds;
  const change = zoned.getTimeZoneTransition('next');
  assert.ok(change !== null);
  return change.epochMilliseconds;
}

/** The hours of the week around a moment, merged, as they are open between two moments: day by day, each by itself. */
function referenceAround(zone: string, from: number, to: number): readonly (readonly [number, number])[] {
  const start = Temporal.Instant.fromEpochMilliseconds(from)
    .toZonedDateTimeISO(zone)
    .toPlainDate()
    .subtract({ days: 2 });
  const open: [number, number][] = [];
  for (let day = 0; day * DAY < to - from + 5 * DAY; day += 1) {
    const date = start.add({ days: day });
    for (const [opens, closes] of WEEK[WEEKDAYS[date.dayOfWeek - 1] ?? 'mon'] ?? []) {
      const [begin, end] = [momentOf(zone, date, opens), momentOf(zone, date, closes)];
      const last = open.at(-1);
      if (end <= begin) continue;
      if (last !== undefined && last[1] >= begin) last[1] = Math.max(last[1], end);
      else open.push([begin, end]);
    }
  }
  return open.flatMap(([begin, end]) =>
    begin < to && end > from ? [[Math.max(begin, from), Math.min(end, to)] as const] : [],
  );
}

function compiledAround(
  { starts, ends }: Calendar,
  from: number,
  to: number,
): readonly (readonly [number, number])[] {
  const open: (readonly [number, number])[] = [];
  const first = starts.findIndex((_, at) => (ends[at] ?? 0) > from);
  if (first < 0) return open;
  for (let index = first; index < starts.length; index += 1) {
    const start = starts[index];
    if (start === undefined || start >= to) break;
    open.push([Math.max(start, from), Math.min(ends[index] ?? 0, to)]);
  }
  return open;
}

/** Some of many, the first and the last among them, others for each zone. */
function some<T>(items: readonly T[], count: number, seed: number): readonly T[] {
  if (items.length <= count) return items;
  const middle = Array.from(
    { length: count - 2 },
    (_, index) => items[1 + ((seed * 7919 + index * 104_729) % (items.length - 2))],
  );
  return [items[0], ...middle, items.at(-1)].flatMap((item) => (item === undefined ? [] : [item]));
}
/** Whether the clock shows a time within hours, those of the day before going on after midnight. */
function isShownOpen(wall: number): boolean {
  const day = Math.floor(wall / DAY);
  const minute = (wall - day * DAY) / MINUTE;
  // 1970-01-01 was a Thursday.
  const hoursOf = (number: number): DayHours => WEEK[WEEKDAYS[(number + 3) % 7] ?? 'mon'] ?? [];
  return (
    hoursOf(day).some(([opens, closes]) => opens <= minute && minute < closes) ||
    hoursOf(day - 1).some(([opens, closes]) => opens <= minute + 1440 && minute + 1440 < closes)
  );
}

/** Moments around a change at which the clock cannot be misread: not those that come a second time. */
function momentsAround({ at, before, after }: Change): readonly (readonly [number, number])[] {
  const clear = at + Math.max(0, before - after);
  return [0, 10, 45, 100, 400, 900].flatMap((minutes): (readonly [number, number])[] => [
    [at - 1000 - minutes * MINUTE, before],
    [clear + minutes * MINUTE, after],
  ]);
}

describe('a calendar in every zone of the time zone database', () => {
  const areas = [...new Set(ZONES.map((zone) => zone.split('/')[0] ?? zone))];
  for (const area of areas) {
    it(`is open as the clock on the wall says, around every change from 1990 to 2100: ${area}`, function () {
      this.timeout(120_000);
      for (const [seed, zone] of ZONES.entries()) {
        if (zone.split('/')[0] !== area) continue;
        const calendar = compileCalendar(zone, { kind: 'weekly', zone, hours: WEEK, holidays: [] });
        const changes = changesOf(offsetsOf(zone));
        const inside = changes.filter(({ at }) => at > FIRST + 5 * DAY && at < END - 5 * DAY);
        const wrong = inside
          .flatMap(momentsAround)
          .filter(([at, offset]) => isOpen(calendar, instant(at)) !== isShownOpen(at + offset));
        assert.deepEqual(wrong, [], zone);
        for (const { at } of some(inside, SAMPLE, seed)) {
          const [from, to] = [at - 2 * DAY, at + 2 * DAY];
          const expected = referenceAround(zone, from, to);
          assert.deepEqual(
            compiledAround(calendar, from, to),
            expected,
            `${zone} ${new Date(at).toISOString()}`,
          );
          assert.equal(
            elapsed(calendar, instant(from), instant(to)),
            expected.reduce((sum, [begin, end]) => sum + end - begin, 0),
          );
        }
      }
    });
  }

  const LAST_CHANGES = {
    'America/New_York': '2100-11-07T06:00:00.000Z',
    'Europe/Berlin': '2100-10-31T01:00:00.000Z',
    'Australia/Lord_Howe': '2100-10-02T15:30:00.000Z',
    'Antarctica/Troll': '2100-10-31T01:00:00.000Z',
    'Africa/Cairo': '2100-10-28T21:00:00.000Z',
    'Asia/Beirut': '2100-10-30T21:00:00.000Z',
    // The database tells the dates of Ramadan until 2087.
    'Africa/Casablanca': '2087-05-11T02:00:00.000Z',
    // No daylight saving since.
    'America/Sao_Paulo': '2019-02-17T02:00:00.000Z',
    'Pacific/Apia': '2021-04-03T14:00:00.000Z',
  };
  for (const [zone, last] of Object.entries(LAST_CHANGES)) {
    it(`knows the changes of ${zone} until ${last.slice(0, 4)}, past the end of the compiled data in 2037`, () => {
      const calendar = compileCalendar(zone, { kind: 'weekly', zone, hours: WEEK, holidays: [] });
      const found = changesOf(offsetsOf(zone)).at(-1);
      assert.equal(found && new Date(found.at).toISOString(), last);
      const [from, to] = [Date.parse(last) - 2 * DAY, Date.parse(last) + 2 * DAY];
      assert.deepEqual(compiledAround(calendar, from, to), referenceAround(zone, from, to));
    });
  }
});
