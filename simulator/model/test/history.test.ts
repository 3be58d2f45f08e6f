import assert from 'node:assert/strict';

import { distributionOf, fitHistory, type RecordedTicket, simulate } from '@tierline/model';

import { LOAD_DAYS } from '../src/scenario/week-file.ts';
import { hours, oneTier, organisationOf } from './reference/desk.ts';

const DAY = 86_400_000;
const START = '2026-01-05';

const OFFICE = { '08': 1, '09': 3, '10': 3, '13': 2, '16': 1 };
const WEEK = { monday: OFFICE, tuesday: OFFICE, wednesday: OFFICE, friday: OFFICE, sunday: { '22': 4 } };

/** When tickets of a load came in a run. */
function moments(load: object, days: number, seed: number): RecordedTicket[] {
  const organisation = organisationOf(
    oneTier({
      servers: 200,
      handle: hours.constant(0.01),
      load: { week: WEEK, timeZone: 'Europe/Berlin', ...load },
      run: { start: START, days, warmUpDays: 0, drain: true },
    }),
  );
  const found: RecordedTicket[] = [];
  simulate(organisation, { seed, replication: 0, record: ({ created }) => found.push({ created }) });
  return found;
}

function spanOf(days: number) {
  const from = Date.parse(`${START}T00:00:00+01:00`);
  return { zone: 'Europe/Berlin', from, until: from + days * DAY };
}

function fitted(load: object, days: number, seed: number) {
  return fitHistory(moments(load, days, seed), spanOf(days)).load;
}

describe('a history', function history() {
  this.timeout(120_000);

  it('has its rate by hour of the week found again, in local time across a change of the clocks', () => {
    const weeks = 26;
    const { week, ticketsPerWeek } = fitted({ ticketsPerWeek: 1000 }, 7 * weeks, 1);
    // 4 days of weight 10 and one hour of 4: 44 in all.
    let [deviation, count] = [0, 0];
    for (const day of LOAD_DAYS)
      for (let hour = 0; hour < 24; hour += 1) {
        const name = String(hour).padStart(2, '0');
        const weight = (WEEK as Record<string, Record<string, number>>)[day]?.[name] ?? 0;
        const rate = week[day]?.[name] ?? 0;
        if (weight === 0) {
          assert.equal(rate, 0, `${day} ${name}`);
          continue;
        }
        const expected = (1000 * weight) / 44;
        deviation += (rate - expected) ** 2 / (expected / weeks);
        count += 1;
      }
    // Of chi square with 21 degrees of freedom: mean 21, 99.9 % below 47.
    assert.equal(count, 21);
    assert.ok(deviation < 47, `${deviation}`);
    assert.ok(Math.abs(ticketsPerWeek - 1000) < 4 * Math.sqrt(1000 / weeks), `${ticketsPerWeek}`);
  });

  it('has a clear trend found again, with the level at its end', () => {
    const days = 364;
    for (const seed of [1, 2, 3]) {
      const { trendPerYear, ticketsPerWeek } = fitted({ ticketsPerWeek: 500, trendPerYear: 0.4 }, days, seed);
      assert.ok(Math.abs(trendPerYear - 0.4) < 0.06, `${trendPerYear}`);
      assert.ok(Math.abs(ticketsPerWeek / (500 * 1.4) - 1) < 0.03, `${ticketsPerWeek}`);
    }
  });

  it('has no trend and no busyness where there is none', () => {
    const seeds = Array.from({ length: 12 }, (_, seed) => seed + 1);
    const all = seeds.map((seed) => fitted({ ticketsPerWeek: 300 }, 182, seed));
    // Each test errs once in a hundred.
    assert.ok(all.filter(({ trendPerYear }) => trendPerYear !== 0).length <= 1);
    assert.ok(all.filter(({ busyness }) => busyness !== undefined).length <= 1);
  });

  it('has the busyness of its days found again, beyond chance, from few tickets and from many', () => {
    for (const [ticketsPerWeek, cv] of [
      [150, 0.5],
      [1000, 0.2],
      [3000, 0.3],
    ] as const) {
      const found = [1, 2, 3, 4].map(
        (seed) => fitted({ ticketsPerWeek, busyness: { cv } }, 182, seed).busyness?.cv ?? 0,
      );
      const mean = found.reduce((sum, one) => sum + one, 0) / found.length;
      // 130 days, four times: the standard error of a coefficient of variation is some 5 % of it.
      assert.ok(Math.abs(mean / cv - 1) < 0.15, `${cv}: ${found.join(', ')}`);
    }
  });

  it('has its handle times by tier, as a lognormal or by quantiles', () => {
    const exact = distributionOf({ meanMinutes: 20, cv: 0.8 });
    const count = 4000;
    const tickets = Array.from({ length: count }, (_, index): RecordedTicket => ({
      created: Date.parse(START) + (index * 28 * DAY) / count,
      tier: 'T2',
      start: index % 4 === 0 ? 'T2' : 'T1',
      priority: index % 10 === 0 ? 'high' : 'normal',
      plan: index % 2 === 0 ? 'free' : 'paid',
      handleMinutes: exact.quantile((index + 0.5) / count),
      ...(index % 4 !== 0 && { findOutMinutes: { T1: 5 } }),
    }));
    const span = { zone: 'UTC', from: Date.parse(START), until: Date.parse(START) + 28 * DAY };
    const { load, work, notes } = fitHistory(tickets, span);
    assert.deepEqual(load.split, { T1: 0, T2: 1, T3: 0 });
    assert.deepEqual(load.obvious, { T2: 0.25, T3: 0 });
    assert.deepEqual(load.priorities, { T2: { low: 0, normal: 0.9, high: 0.1, urgent: 0 } });
    assert.deepEqual(load.plans, { free: 0.5, paid: 0.5 });
    assert.deepEqual(work.findOut, { T1: { distribution: 'lognormal', meanMinutes: 5, cv: 0 } });
    const fit = work.handle?.T2;
    assert.ok(fit?.distribution === 'lognormal');
    assert.ok(Math.abs(fit.meanMinutes - 20) < 0.05 && Math.abs(fit.cv - 0.8) < 0.02, JSON.stringify(fit));
    assert.ok(notes.some((note) => note === 'work.handle.T1: the history says nothing of it'));
    const empirical = fitHistory(tickets, span, 'empirical').work.handle?.T2;
    assert.ok(empirical?.distribution === 'empirical' && empirical.minutes.length === 100);
    const { mean, quantile } = distributionOf(empirical);
    assert.ok(Math.abs(mean - 20) < 0.3, `${mean}`);
    assert.ok(Math.abs(quantile(0.5) / exact.quantile(0.5) - 1) < 0.02);
  });

  it('of less than a week, or of nothing, is refused', () => {
    const from = Date.parse(START);
    assert.throws(
      () => fitHistory([{ created: from }], { zone: 'UTC', from, until: from + 6 * DAY }),
      /a week/,
    );
    assert.throws(() => fitHistory([], { zone: 'UTC', from, until: from + 9 * DAY }), /no ticket/);
  });
});
