import assert from 'node:assert/strict';

import { compileCalendar, type DayHours, instant, isOpen, type Weekday, WEEKDAYS } from '@tierline/domain';
import * as fc from 'fast-check';

const QUARTER = 15 * 60_000;

/** Ten days around a change of the clocks, one per zone and direction. */
const STRETCHES = [
  ['Europe/Berlin', '2026-03-24T00:00Z'],
  ['America/New_York', '2026-10-28T00:00Z'],
  ['Australia/Lord_Howe', '2026-09-30T00:00Z'],
  ['Asia/Kathmandu', '2026-03-24T00:00Z'],
] as const;

/** What a clock on the wall shows. */
interface Wall {
  readonly at: number;
  readonly date: string;
  readonly weekday: Weekday;
  readonly minute: number;
}

/** The wall clock of a zone, every quarter of an hour, by the calendar of the JavaScript engine. */
function wallClock(zone: string, from: string): readonly Wall[] {
  const format = new Intl.DateTimeFormat('en-CA', {
    timeZone: zone,
    dateStyle: 'short',
    timeStyle: 'short',
    hourCycle: 'h23',
  });
  const start = Date.parse(from);
  return Array.from({ length: 10 * 24 * 4 }, (_, index) => {
    const at = start + index * QUARTER;
    const [date = '', time = ''] = format.format(at).split(', ');
    const [hour = 0, minute = 0] = time.split(':').map(Number);
    // getUTCDay counts from Sunday.
    const weekday = WEEKDAYS[(new Date(`${date}T00:00Z`).getUTCDay() + 6) % 7] ?? 'mon';
    return { at, date, weekday, minute: hour * 60 + minute };
  });
}

/** Hours of one day on the quarter, none of which begins or ends at night, where a local time may be skipped or come twice. */
const dayHours: fc.Arbitrary<DayHours> = fc
  .uniqueArray(fc.constantFrom(0, ...Array.from({ length: 84 }, (_, index) => 195 + index * 15), 1440), {
    minLength: 0,
    maxLength: 6,
  })
  .map((times) => {
    const sorted = times.toSorted((a, b) => a - b);
    return sorted.flatMap((from, index) =>
      index % 2 === 0 && index + 1 < sorted.length ? [[from, sorted[index + 1] ?? from] as const] : [],
    );
  });

const week = fc.record({
  mon: dayHours,
  tue: dayHours,
  wed: dayHours,
  thu: dayHours,
  fri: dayHours,
  sat: dayHours,
  sun: dayHours,
});

describe('business hours and the clock on the wall', () => {
  for (const [zone, from] of STRETCHES) {
    it(`agree for random weeks in ${zone} around ${from.slice(0, 10)}`, () => {
      const walls = wallClock(zone, from);
      const dates = fc.uniqueArray(fc.constantFrom(...new Set(walls.map(({ date }) => date))), {
        maxLength: 2,
      });
      fc.assert(
        fc.property(week, dates, (hours, holidays) => {
          fc.pre(Object.values(hours).some((day) => day.length > 0));
          const calendar = compileCalendar('random', { kind: 'weekly', zone, hours, holidays });
          const shown = ({ date, weekday, minute }: Wall) =>
            !holidays.includes(date) &&
            hours[weekday].some(([opens, closes]) => opens <= minute && minute < closes);
          const wrong = walls.filter((wall) => isOpen(calendar, instant(wall.at)) !== shown(wall));
          assert.deepEqual(wrong, []);
        }),
        { numRuns: 6 },
      );
    });
  }
});
