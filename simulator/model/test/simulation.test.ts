import assert from 'node:assert/strict';

import { compare } from '@tierline/engine';
import * as fc from 'fast-check';

import { figureOf, hours, oneTier, runsOf } from './reference/desk.ts';

const PLAIN = { rate: 4, servers: 4, handle: hours.exponential(0.8), run: { days: 20, warmUpDays: 2 } };

function values(scenario: object, figure: string, runs = 8): number[] {
  return runsOf(scenario, { runs }).map(({ figures }) => figures[figure] ?? Number.NaN);
}

describe('a simulation', function simulation() {
  this.timeout(60_000);

  it('loses no ticket, whatever the organisation', () => {
    const share = fc.constantFrom(0, 0.1, 0.5, 1);
    const organisation = fc.record({
      servers: fc.integer({ min: 1, max: 4 }),
      rate: fc.constantFrom(0.5, 2, 6),
      shiftEnd: fc.constantFrom('finish', 'pause', 'hand-over'),
      overtimeMinutes: fc.constantFrom(0, 30, 10_000),
      calendar: fc.constantFrom('always', 'day', 'office'),
      asks: share,
      reopens: share,
      mistakes: share,
      bugs: share,
      patience: fc.boolean(),
      interrupts: fc.boolean(),
      drain: fc.boolean(),
      shrinkage: fc.constantFrom(0, 0.3),
    });
    fc.assert(
      fc.property(organisation, (o) => {
        const hour = hours.lognormal(1);
        const [run] = runsOf(
          {
            load: {
              rates: { everyMinutes: 60, perHour: [o.rate] },
              split: { T1: 0.6, T2: 0.3, T3: 0.1 },
              obvious: { T2: 0.5, T3: 0.5 },
              priorities: { T1: { low: 1, urgent: 1 } },
              incidents: { perMonth: 20, tickets: 5, overMinutes: 60, needs: 'T1', priority: 'urgent' },
            },
            work: {
              handle: { T1: hour, T2: hour, T3: hour },
              findOut: { T1: hours.constant(0.1), T2: hours.constant(0.2) },
              firstAnswerMinutes: { T1: 5, T2: 200, T3: 0 },
              questions: { share: o.asks, reply: hour },
              reopens: { share: o.reopens, after: hour, workShare: 0.5 },
              mistakes: { share: o.mistakes },
              engineering: { share: o.bugs, fix: hour },
              shiftEnd: o.shiftEnd,
              overtimeMinutes: o.overtimeMinutes,
              interrupts: o.interrupts,
            },
            people: {
              groups: ['T1', 'T2', 'T3'].map((tier) => ({ tier, count: o.servers, calendar: o.calendar })),
              tiers: { T1: { shrinkage: o.shrinkage } },
            },
            customers: o.patience ? { patience: { atOnce: 0.1, waits: hour } } : {},
            run: { days: 6, warmUpDays: 1, drain: o.drain && o.calendar === 'always' },
          },
          { runs: 1 },
        );
        // That created = solved + given up + open is asserted by the run itself.
        assert.ok(run !== undefined && run.created > 0);
        const { figures } = run;
        assert.equal(
          figures['all.tickets'],
          (figures['all.solved'] ?? 0) + (figures['all.abandoned'] ?? 0) + (figures['all.open'] ?? 0),
        );
        assert.equal(figures['all.tickets'], figures['all.created']);
        for (const tier of ['T1', 'T2', 'T3'])
          assert.ok((figures[`${tier}.busyHours`] ?? 0) <= 7 * 24 * o.servers + 1e-6, tier);
      }),
      { numRuns: 60 },
    );
  });

  it('says the same of one who works twice as fast on twice as much at half the pace of time', () => {
    const slow = oneTier({
      ...PLAIN,
      rate: 2,
      handle: hours.exponential(1.6),
      run: { days: 40, warmUpDays: 4 },
    });
    const fast = values(oneTier(PLAIN), 'T1.wait.mean', 4);
    for (const [index, wait] of values(slow, 'T1.wait.mean', 4).entries())
      assert.ok(Math.abs(wait / 2 / (fast[index] ?? 0) - 1) < 1e-6, `${wait} and ${fast[index]}`);
  });

  it('never has longer waits with one more person, customer by customer', () => {
    for (const servers of [4, 5, 6]) {
      const fewer = values(oneTier({ ...PLAIN, servers }), 'T1.wait.mean');
      const more = values(oneTier({ ...PLAIN, servers: servers + 1 }), 'T1.wait.mean');
      for (const [run, wait] of more.entries())
        assert.ok(wait <= (fewer[run] ?? 0), `${servers}, run ${run}`);
    }
  });

  it('is the same when a class is called by two names', () => {
    const plans = (names: Record<string, number>) =>
      runsOf(oneTier({ ...PLAIN, load: { plans: names } }), { runs: 2 }).map(({ figures }) => figures);
    assert.deepEqual(plans({ one: 1 }), plans({ one: 0.5, other: 0.5 }));
  });

  it('compares two plans better run by run than side by side', () => {
    const [four, five] = [4, 5].map((servers) => values(oneTier({ ...PLAIN, servers }), 'T1.wait.mean', 16));
    const paired = compare(four ?? [], five ?? []).difference.halfWidth;
    // The same runs, paired with other customers.
    const apart = compare(four ?? [], [...(five ?? []).slice(1), ...(five ?? []).slice(0, 1)]).difference
      .halfWidth;
    assert.ok(paired < apart, `${paired} and ${apart}`);
    assert.ok(figureOf(runsOf(oneTier(PLAIN), { runs: 4 }), 'T1.utilisation').mean > 0.7);
  });

  it('says of two who work on three chats each what it says of six, but for what they are paid', () => {
    const people = (count: number, parallel: number) =>
      runsOf(
        oneTier({
          ...PLAIN,
          rate: 6,
          groups: [{ tier: 'T1', count, parallel, calendar: 'day' }],
          work: { shiftEnd: 'pause' },
        }),
        { runs: 2 },
      ).map(({ figures }) => figures);
    for (const [index, few] of people(2, 3).entries()) {
      const many = people(6, 1)[index] ?? {};
      assert.equal(few['T1.paidHours'], (many['T1.paidHours'] ?? 0) / 3);
      for (const figure of ['T1.wait.mean', 'T1.utilisation', 'T1.resolution.p90'])
        assert.equal(few[figure], many[figure]);
    }
  });
});
