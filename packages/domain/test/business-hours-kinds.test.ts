import assert from 'node:assert/strict';

import {
  add,
  type BusinessHours,
  compileCalendar,
  type DatedHours,
  elapsed,
  type Holiday,
  instant,
  isOpen,
  millis,
  type OfficeHours,
  WEEKDAYS,
} from '@tierline/domain';
import * as fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';

import { EVERY_DAY, weekly } from './weekly-hours.ts';

const MINUTE = 60_000;
const DAY = 1440;
const ZONES = [
  'UTC',
  'Europe/Berlin',
  'America/New_York',
  'Australia/Lord_Howe',
  'Asia/Kathmandu',
  'America/Sao_Paulo',
  'Pacific/Apia',
];
/** From Monday on: random calendars have their exceptions here. */
const START = '2026-03-23';
const DAYS = 21;

const dates = Array.from({ length: DAYS }, (_, day) =>
  Temporal.PlainDate.from(START).add({ days: day }).toString(),
);
const date = fc.constantFrom(...dates);
const minute = fc.integer({ min: 0, max: DAY / 15 - 1 }).map((quarters) => quarters * 15);

/** Hours of any day, some of them into the next: in order, and short enough that no two days overlap. */
const dayHours = fc
  .uniqueArray(minute, { minLength: 0, maxLength: 6 })
  .chain((times) => fc.boolean().map((night) => ({ times: times.toSorted((a, b) => a - b), night })))
  .map(({ times, night }) => {
    const pairs = times.flatMap((from, index) =>
      index % 2 === 0 ? [[from, times[index + 1]] as const] : [],
    );
    return pairs.flatMap(([from, to]): (readonly [number, number])[] => {
      if (to !== undefined) return [[from, to]];
      return night ? [[from, DAY]] : [];
    });
  });

/** A night may reach into the next day until its first hours. */
const week = fc.tuple(fc.array(dayHours, { minLength: 7, maxLength: 7 }), fc.nat(DAY)).map(([days, late]) =>
  Object.fromEntries(
    days.map((hours, index) => {
      const next = days[(index + 1) % 7]?.[0]?.[0] ?? DAY;
      return [
        WEEKDAYS[index],
        hours.map(([from, to]) => [from, to === DAY ? DAY + Math.min(next, late) : to] as const),
      ];
    }),
  ),
);

const datedHours = fc
  .tuple(date, fc.nat(2), fc.option(dayHours, { nil: undefined }))
  .map(([from, days, hours]) => ({
    from,
    to: Temporal.PlainDate.from(from).add({ days }).toString(),
    ...(hours !== undefined && hours.length > 0 && { hours }),
  })) satisfies fc.Arbitrary<DatedHours>;

const holiday: fc.Arbitrary<Holiday> = fc.oneof(
  date,
  fc.record({ on: date, from: fc.integer({ min: 1, max: DAY - 1 }) }),
);

const office: fc.Arbitrary<OfficeHours> = fc.oneof(
  { weight: 1, arbitrary: fc.constant({ kind: 'always' as const }) },
  {
    weight: 9,
    arbitrary: fc
      .record({
        kind: fc.constant('weekly' as const),
        zone: fc.constantFrom(...ZONES),
        hours: week,
        holidays: fc.array(holiday, { maxLength: 3 }),
        closures: fc.array(datedHours, { maxLength: 3 }),
        openings: fc.array(datedHours, { maxLength: 3 }),
      })
      .filter(({ hours }) => WEEKDAYS.some((day) => (hours[day] ?? []).length > 0)),
  },
);

const hoursOfAnyKind: fc.Arbitrary<BusinessHours> = fc.oneof(
  office,
  fc.record({
    kind: fc.constant('offices' as const),
    offices: fc.array(office, { minLength: 1, maxLength: 3 }),
  }),
);

const moment = fc
  .integer({ min: -DAY, max: (DAYS + 1) * DAY * 60 })
  .map((seconds) => instant(Date.parse(`${START}T00:00:00Z`) + seconds * 1000));

const RUNS = { numRuns: 40 };

describe('business hours of any kind', () => {
  it('find exactly the working time that was added, and no sooner', () => {
    fc.assert(
      fc.property(
        hoursOfAnyKind,
        fc.array(fc.tuple(moment, fc.nat(30 * DAY * MINUTE)), { minLength: 5 }),
        (spec, sums) => {
          const calendar = compileCalendar('random', spec);
          for (const [from, duration] of sums) {
            const due = add(calendar, from, millis(duration));
            assert.equal(elapsed(calendar, from, due), duration);
            if (duration > 0) assert.equal(elapsed(calendar, from, instant(due - 1)), duration - 1);
          }
        },
      ),
      RUNS,
    );
  });

  it('count the parts of a stretch to its whole, and never less by a later moment', () => {
    fc.assert(
      fc.property(hoursOfAnyKind, fc.array(moment, { minLength: 3, maxLength: 20 }), (spec, moments) => {
        const calendar = compileCalendar('random', spec);
        const sorted = moments.toSorted((a, b) => a - b);
        const [first = moments[0], last] = [sorted[0], sorted.at(-1)];
        assert.ok(first !== undefined && last !== undefined);
        const parts = sorted.slice(1).map((to, index) => elapsed(calendar, sorted[index] ?? first, to));
        assert.equal(
          parts.reduce((sum, part) => sum + part, 0),
          elapsed(calendar, first, last),
        );
        for (const [index, part] of parts.entries())
          assert.ok(part >= 0 && part <= (sorted[index + 1] ?? last) - (sorted[index] ?? first));
      }),
      RUNS,
    );
  });

  it('are open where the clock on the wall and the order of the exceptions say so', () => {
    fc.assert(
      fc.property(office, fc.array(moment, { minLength: 50, maxLength: 100 }), (spec, moments) => {
        const calendar = compileCalendar('random', spec);
        const wrong = moments.filter(
          (at) => isClear(spec, at) && isOpen(calendar, at) !== isShownOpen(spec, at),
        );
        assert.deepEqual(wrong, []);
      }),
      RUNS,
    );
  });

  it('of several offices are open while any of them is', () => {
    fc.assert(
      fc.property(
        fc.array(office, { minLength: 1, maxLength: 3 }),
        fc.array(moment, { minLength: 50, maxLength: 100 }),
        (offices, moments) => {
          const all = compileCalendar('all', { kind: 'offices', offices });
          const each = offices.map((spec) => compileCalendar('each', spec));
          for (const at of moments)
            assert.equal(
              isOpen(all, at),
              each.some((one) => isOpen(one, at)),
            );
        },
      ),
      RUNS,
    );
  });

  const REFUSED: Readonly<Record<string, BusinessHours>> = {
    'a night that reaches into the hours of the next day': weekly('UTC', {
      mon: [['22:00', '30:00']],
      tue: [['05:00', '09:00']],
    }),
    'a night of Sunday that reaches into those of Monday': weekly('UTC', {
      sun: [['22:00', '30:00']],
      mon: [['05:00', '09:00']],
    }),
    'hours that begin on the next day': weekly('UTC', { mon: [['25:00', '30:00']] }),
    'hours of more than two days': weekly('UTC', { mon: [['23:00', '49:00']] }),
    'a holiday before 1990': weekly('UTC', EVERY_DAY, ['1989-12-31']),
    'a holiday after 2100': weekly('UTC', EVERY_DAY, ['2101-01-01']),
    'a closure that ends before it begins': closed({ from: '2026-08-07', to: '2026-08-03' }),
    'a closure on a date that there is not': closed({ from: '2026-02-30', to: '2026-03-01' }),
    'a closure with hours that run backwards': closed({
      from: '2026-08-03',
      to: '2026-08-03',
      hours: [[600, 540]],
    }),
    'closures that leave no open time': closed({ from: '1990-01-01', to: '2100-12-31' }),
    'no offices': { kind: 'offices', offices: [] },
  };
  for (const [what, spec] of Object.entries(REFUSED)) {
    it(`refuse ${what}`, () => assert.throws(() => compileCalendar('broken', spec), RangeError));
  }
});

function closed(closure: DatedHours): BusinessHours {
  return { ...(weekly('UTC', EVERY_DAY) as OfficeHours & { kind: 'weekly' }), closures: [closure] };
}

type Weekly = OfficeHours & { readonly kind: 'weekly' };

/** Whether what the clock shows is told once: not within three hours after a change. */
function isClear(spec: OfficeHours, at: number): boolean {
  if (spec.kind === 'always') return true;
  const offset = (moment: number) => wallOf(spec.zone, moment).offsetNanoseconds;
  return offset(at) === offset(at - 180 * MINUTE);
}

function wallOf(zone: string, at: number): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone);
}

/** What the words say of a moment, read off the clock on the wall. */
function isShownOpen(spec: OfficeHours, at: number): boolean {
  if (spec.kind === 'always') return true;
  const wall = wallOf(spec.zone, at);
  const minute = wall.hour * 60 + wall.minute + wall.second / 60;
  const today = wall.toPlainDate();
  const yesterday = today.subtract({ days: 1 });
  if (dated(spec.openings, today, minute) || dated(spec.openings, yesterday, minute + DAY)) return true;
  if (dated(spec.closures, today, minute) || dated(spec.closures, yesterday, minute + DAY)) return false;
  return begun(spec, today, minute) || begun(spec, yesterday, minute + DAY);
}

function dated(list: readonly DatedHours[] = [], day: Temporal.PlainDate, minute: number): boolean {
  return list.some(
    ({ from, to, hours = [[0, DAY]] }) =>
      from <= day.toString() &&
      day.toString() <= to &&
      hours.some(([opens, closes]) => opens <= minute && minute < closes),
  );
}

function begun({ hours, holidays }: Weekly, day: Temporal.PlainDate, minute: number): boolean {
  const closes = Math.min(
    ...holidays.map((one) => {
      const { on, from } = typeof one === 'string' ? { on: one, from: 0 } : one;
      return on === day.toString() ? from : Infinity;
    }),
  );
  return (hours[WEEKDAYS[day.dayOfWeek - 1] ?? 'mon'] ?? []).some(
    ([from, to]) => from <= minute && minute < to && minute < closes,
  );
}
