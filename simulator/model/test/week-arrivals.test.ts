import assert from 'node:assert/strict';

import { readScenario, ScenarioError, simulate, type VisitRecord } from '@tierline/model';
import * as fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';

import { arrivalCurve } from '../src/organisation/arrival-curve.ts';
import { LOAD_DAYS } from '../src/scenario/week-file.ts';
import { hours, oneTier, organisationOf } from './reference/desk.ts';

const HOUR = 3_600_000;
const WEEK = 168 * HOUR;

/** A desk that is always there, with a load by hour of the week. */
function desk(load: object, run: object = {}) {
  return organisationOf(
    oneTier({ servers: 50, handle: hours.constant(0.1), load, run: { days: 28, warmUpDays: 0, ...run } }),
  );
}

/** The hour of the week of a moment in a zone, from Monday's midnight. */
function hourIn(zone: string, at: number): number {
  const local = Temporal.Instant.fromEpochMilliseconds(Math.floor(at)).toZonedDateTimeISO(zone);
  return (local.dayOfWeek - 1) * 24 + local.hour;
}

/** Expected tickets by hour of the week of a zone, by adding up the stretches minute by minute. */
function expectedByHour({ curve }: ReturnType<typeof desk>, zone: string): number[] {
  const sums = Array.from({ length: 168 }, () => 0);
  for (const [index, start] of curve.starts.entries()) {
    const [end, rate] = [curve.ends[index] ?? 0, curve.rates[index] ?? 0];
    const hour = hourIn(zone, start);
    // A stretch lies within one hour of local time.
    assert.equal(hourIn(zone, end - 1), hour);
    sums[hour] = (sums[hour] ?? 0) + (end - start) * rate;
  }
  return sums;
}

const zones = fc.constantFrom(
  'UTC',
  'Europe/Berlin',
  'Asia/Kolkata',
  'America/New_York',
  'Australia/Lord_Howe',
);
const weights = fc
  .array(fc.oneof(fc.constant(0), fc.double({ min: 0.01, max: 10, noNaN: true })), {
    minLength: 168,
    maxLength: 168,
  })
  .filter((all) => all.some((one) => one > 0));

function weekOf(all: readonly number[], times = 1): object {
  return Object.fromEntries(
    LOAD_DAYS.map((day, index) => [day, all.slice(24 * index, 24 * index + 24).map((one) => one * times)]),
  );
}

describe('arrivals by hour of the week', function week() {
  this.timeout(60_000);

  it('are expected in each hour by its weight, in the local time of any zone', () => {
    fc.assert(
      fc.property(zones, weights, (timeZone, all) => {
        // Four weeks in which no clock changes.
        const run = { start: '2026-01-05', days: 28 };
        const organisation = desk({ week: weekOf(all), timeZone, ticketsPerWeek: 100 }, run);
        const total = all.reduce((sum, one) => sum + one, 0);
        for (const [hour, expected] of expectedByHour(organisation, timeZone).entries())
          assert.ok(Math.abs(expected - (400 * (all[hour] ?? 0)) / total) < 1e-6, `${hour}: ${expected}`);
        assert.ok(Math.abs(organisation.curve.expected - 400) < 1e-6);
      }),
      { numRuns: 30 },
    );
  });

  it('are the same when all weights are scaled, and when a day is a map of hours', () => {
    fc.assert(
      fc.property(weights, fc.double({ min: 1e-3, max: 1e3, noNaN: true }), (all, times) => {
        const one = desk({ week: weekOf(all), ticketsPerDay: 30 }).curve;
        const scaled = desk({ week: weekOf(all, times), ticketsPerDay: 30 }).curve;
        assert.deepEqual([...one.starts], [...scaled.starts]);
        for (const [index, rate] of one.rates.entries())
          assert.ok(Math.abs(rate / (scaled.rates[index] ?? 0) - 1) < 1e-9);
      }),
      { numRuns: 30 },
    );
    const map = { monday: { '09': 1, '10': 2 }, sunday: { '23': 1 } };
    const list = {
      monday: Array.from({ length: 24 }, (_, hour) => (hour === 9 ? 1 : hour === 10 ? 2 : 0)),
      sunday: Array.from({ length: 24 }, (_, hour) => (hour === 23 ? 1 : 0)),
    };
    assert.deepEqual(
      desk({ week: map, ticketsPerDay: 30 }).curve,
      desk({ week: list, ticketsPerDay: 30 }).curve,
    );
  });

  it('come at night and at weekends, as many as expected, and never in an hour of weight zero', () => {
    const week = { wednesday: { '02': 1 }, sunday: { '23': 3 } };
    const visits: VisitRecord[] = [];
    const { created } = simulate(
      desk({ week, timeZone: 'America/New_York', ticketsPerWeek: 1000 }, { start: '2026-01-05', days: 280 }),
      { seed: 1, replication: 0, record: (visit) => visits.push(visit) },
    );
    // 40 weeks of 1000: the standard deviation is 200.
    assert.ok(Math.abs(created - 40_000) < 800, `${created}`);
    const byHour = new Map<number, number>();
    for (const visit of visits) {
      const hour = hourIn('America/New_York', visit.created);
      byHour.set(hour, (byHour.get(hour) ?? 0) + 1);
    }
    assert.deepEqual(
      [...byHour.keys()].toSorted((a, b) => a - b),
      [50, 167],
    );
    assert.ok(Math.abs((byHour.get(167) ?? 0) / created - 0.75) < 0.01);
  });

  it('mean by ticketsPerDay a calendar day: a seventh of a week', () => {
    const week = { saturday: { '10': 1 } };
    assert.ok(Math.abs(desk({ week, ticketsPerDay: 10 }).curve.expected - 4 * 70) < 1e-9);
  });

  it('leave out the hour that daylight saving skips, and have the one that it repeats twice', () => {
    const load = {
      week: weekOf(Array.from({ length: 168 }, () => 1)),
      timeZone: 'Europe/Berlin',
      ticketsPerWeek: 168,
    };
    // 29 March 2026 has 23 hours there, 25 October 25.
    for (const [start, hour, times] of [
      ['2026-03-29', 2, 0],
      ['2026-10-25', 2, 2],
    ] as const) {
      const organisation = desk(load, { start, days: 1 });
      const sunday = 6 * 24;
      const byHour = expectedByHour(organisation, 'Europe/Berlin');
      assert.ok(Math.abs((byHour[sunday + hour] ?? 0) - times) < 1e-9, `${start}: ${byHour[sunday + hour]}`);
      assert.ok(Math.abs((byHour[sunday + 5] ?? 0) - 1) < 1e-9);
    }
  });

  it('are in the zone of the desk where the scenario names none', () => {
    const scenario = readScenario(
      oneTier({
        servers: 1,
        handle: hours.constant(0.1),
        load: { week: { monday: { '09': 1 } }, ticketsPerWeek: 7 },
      }),
      'test',
    );
    const from = Date.parse('2026-01-05');
    const { policy } = desk({ ticketsPerDay: 1 });
    const { starts } = arrivalCurve(scenario, { policy, zone: 'Asia/Tokyo' }, from, from + WEEK);
    assert.deepEqual([...starts], [from]);
  });

  it('keep the busyness of a local day', () => {
    // All tickets of a day within four hours around midnight UTC, which is the afternoon in Auckland.
    const day = { '11': 1, '12': 1, '13': 1, '14': 1 };
    const load = {
      week: Object.fromEntries(LOAD_DAYS.map((name) => [name, day])),
      timeZone: 'Pacific/Auckland',
      ticketsPerDay: 2000,
      busyness: { cv: 1 },
    };
    const counts = new Map<number, [number, number]>();
    simulate(desk(load, { start: '2026-01-05', days: 20 }), {
      seed: 1,
      replication: 0,
      record: ({ created }) => {
        const day = Math.floor((created + 13 * HOUR) / (24 * HOUR));
        const half = hourIn('Pacific/Auckland', created) % 24 < 13 ? 0 : 1;
        const known = counts.get(day) ?? [0, 0];
        known[half] += 1;
        counts.set(day, known);
      },
    });
    // The run begins and ends in the middle of the hours of a day.
    for (const [early, late] of [...counts.values()].slice(1, -1))
      assert.ok(Math.abs(early - late) < 5 * Math.sqrt(early + late) + 5, `${early} and ${late}`);
  });

  it('that make no sense are refused, with the path and what to do', () => {
    const refused = (load: object, says: RegExp) =>
      assert.throws(
        () => desk(load),
        (error) => error instanceof ScenarioError && says.test(error.message),
        String(says),
      );
    const week = { monday: { '09': 1 } };
    refused(
      { week: { monday: { '09': 0 } }, ticketsPerDay: 1 },
      /load\.week: must have an hour with a weight/,
    );
    refused({ week: { monday: { '9': 1 } }, ticketsPerDay: 1 }, /load\.week\.monday: must be weights/);
    refused({ week: { monday: [1, 2] }, ticketsPerDay: 1 }, /load\.week\.monday: must be .*a list of 24/);
    refused({ week: { mon: { '09': 1 } }, ticketsPerDay: 1 }, /load\.week: .*mon/);
    refused({ week, timeZone: 'Mars/Base', ticketsPerDay: 1 }, /load\.timeZone: is no zone/);
    refused({ timeZone: 'UTC', ticketsPerDay: 1 }, /load\.timeZone: is the zone of load\.week/);
    refused({ ticketsPerWeek: 5 }, /load\.ticketsPerWeek: needs load\.week/);
    refused({ week, ticketsPerDay: 1, ticketsPerWeek: 7 }, /load: must have one of/);
    refused({ week, rates: { everyMinutes: 60, perHour: [1] } }, /load\.week: has no effect/);
  });
});
