import assert from 'node:assert/strict';

import { TIERS } from '@tierline/domain';
import { simulate, type VisitRecord } from '@tierline/model';
import * as fc from 'fast-check';

import { hours, organisationOf } from './reference/desk.ts';

const MINUTE = 60_000;

interface Case {
  readonly ladder: string;
  readonly recorded: readonly object[];
  readonly people?: Readonly<Record<string, number>>;
  /** Minutes that a ticket takes on the tier that can solve it. */
  readonly handle: number;
  readonly strict?: boolean;
  readonly moves?: number;
}

/** Visits in words: ticket, tier, from minute, to minute, how it ended. */
function played({ ladder, recorded, people = { T1: 1, T2: 1, T3: 1 }, handle, ...rest }: Case): string[] {
  const scenario = {
    load: { recorded, priorities: { T1: { low: 1, normal: 1 } } },
    work: { handle: { T1: hours.constant(handle / 60), T2: hours.constant(1), T3: hours.constant(1) } },
    people: {
      groups: Object.entries(people).map(([tier, count]) => ({ tier, count, calendar: 'always' })),
    },
    run: { days: 2, warmUpDays: 0, drain: true },
  };
  const visits: VisitRecord[] = [];
  const organisation = organisationOf(scenario, { ladder, ...rest });
  simulate(organisation, { seed: 1, replication: 0, record: (visit) => visits.push(visit) });
  const minutes = (at: number) => Math.round((at - organisation.from) / MINUTE);
  return visits.map(
    ({ ticket, tier, started, ended, outcome }) =>
      `${ticket} on ${TIERS[tier]} ${minutes(started)}-${minutes(ended)} ${outcome}`,
  );
}

describe('a ladder that hands up', () => {
  const ladder = '[{ at: 50%, do: [escalate] }]';
  const recorded = [
    { atMinutes: 0, priority: 'normal' },
    { atMinutes: 10, priority: 'normal' },
  ];

  it('takes a ticket out of the queue, and out of somebody’s hands, when its step is due', () => {
    assert.deepEqual(played({ ladder, recorded, handle: 90 }), [
      // The second is in hand for ten minutes when its own step is due.
      '0 on T1 0-60 escalate',
      '1 on T1 60-70 escalate',
      '0 on T2 60-120 escalate',
      // It came to T2 at 70, and to somebody at 120.
      '1 on T2 120-130 escalate',
      '0 on T3 120-210 solve',
      '1 on T3 210-300 solve',
    ]);
  });

  it('does not move a ticket that moved as often as the policy allows', () => {
    assert.deepEqual(played({ ladder, recorded: recorded.slice(0, 1), handle: 90, moves: 0 }), [
      '0 on T1 0-90 solve',
    ]);
  });

  it('leaves alone what somebody had in hand where it is for the untouched', () => {
    const only = '[{ at: 50%, only: untouched, do: [escalate] }]';
    assert.deepEqual(played({ ladder: only, recorded, handle: 90 }), [
      '0 on T1 0-90 solve',
      // It waited for an hour from 10 on, and takes as long on T2 as it would on T1.
      '1 on T2 70-160 solve',
    ]);
  });
});

describe('a ladder that takes a ticket back', () => {
  it('gives it to somebody else, once for each stay', () => {
    const visits = played({
      ladder: '[{ at: 50%, do: [reassign] }]',
      recorded: [{ atMinutes: 0, priority: 'normal' }],
      people: { T1: 2, T2: 1, T3: 1 },
      handle: 90,
    });
    // What was done counts on; it is one visit that two people share.
    assert.deepEqual(visits, ['0 on T1 0-90 solve']);
  });

  it('lets who had it go on with what is more urgent', () => {
    assert.deepEqual(
      played({
        ladder: '[{ at: 50%, do: [reassign] }]',
        recorded: [
          { atMinutes: 0, priority: 'low' },
          { atMinutes: 30, priority: 'normal' },
        ],
        people: { T1: 1, T2: 1, T3: 1 },
        handle: 70,
        strict: true,
      }),
      ['1 on T1 60-130 solve', '0 on T1 0-140 solve'],
    );
  });
});

describe('a ladder that raises a priority', () => {
  const recorded = [
    { atMinutes: 0, priority: 'normal' },
    { atMinutes: 1, priority: 'low' },
    { atMinutes: 2, priority: 'normal' },
  ];

  it('moves a ticket ahead in its queue', () => {
    const starts = (ladder: string) =>
      played({ ladder, recorded, handle: 90, strict: true }).map((visit) => visit.slice(0, 1));
    assert.deepEqual(starts('[{ at: 50%, do: [{ notify: team }] }]'), ['0', '2', '1']);
    assert.deepEqual(starts('[{ at: 50%, do: [{ raise-priority: high }] }]'), ['0', '1', '2']);
  });

  it('counts the ticket with the priority that it has at the end', () => {
    const { figures } = simulate(
      organisationOf(
        {
          load: { recorded: [{ atMinutes: 0 }], priorities: { T1: { low: 1 } } },
          work: { handle: { T1: hours.constant(3), T2: hours.constant(1), T3: hours.constant(1) } },
          people: { groups: [{ tier: 'T1', count: 1, calendar: 'always' }] },
          run: { days: 2, warmUpDays: 0, drain: true },
        },
        { ladder: '[{ at: 25%, do: [raise-priority] }, { name: again, at: 50%, do: [raise-priority] }]' },
      ),
      { seed: 1, replication: 0 },
    );
    assert.deepEqual([figures['low.tickets'], figures['normal.tickets'], figures['high.tickets']], [0, 0, 1]);
  });
});

describe('ladders of all kinds', () => {
  const step = fc.record({
    at: fc.constantFrom('10%', '50%', '90%', '+30m', '+2h'),
    only: fc.constantFrom('', 'only: untouched, ', 'only: unanswered, '),
    action: fc.constantFrom('escalate', 'reassign', 'raise-priority', '{ raise-priority: urgent }'),
  });

  it('lose no ticket, however often they move it', () => {
    const organisation = fc.record({
      steps: fc.uniqueArray(step, { minLength: 1, maxLength: 4, selector: ({ at }) => at }),
      shiftEnd: fc.constantFrom('finish', 'pause', 'hand-over'),
      calendar: fc.constantFrom('always', 'day'),
      rate: fc.constantFrom(1, 4),
      asks: fc.constantFrom(0, 0.4),
      impatient: fc.boolean(),
      interrupts: fc.boolean(),
      sticks: fc.boolean(),
    });
    fc.assert(
      fc.property(
        organisation,
        ({ steps, shiftEnd, calendar, rate, asks, impatient, interrupts, sticks }) => {
          const ladder = steps
            .map(({ at, only, action }) => `{ at: ${at}, ${only}do: [${action}] }`)
            .join(', ');
          const { figures, created } = simulate(
            organisationOf(
              {
                load: {
                  rates: { everyMinutes: 60, perHour: [rate] },
                  split: { T1: 0.7, T2: 0.2, T3: 0.1 },
                  priorities: { T1: { low: 1, high: 1 } },
                },
                work: {
                  handle: { T1: hours.lognormal(1), T2: hours.lognormal(1), T3: hours.lognormal(1) },
                  questions: { share: asks, reply: hours.exponential(3) },
                  reopens: { share: 0.2, after: hours.exponential(5), workShare: 0.5 },
                  shiftEnd,
                  interrupts,
                },
                people: { groups: TIERS.map((tier) => ({ tier, count: 2, calendar })) },
                customers: impatient ? { patience: { waits: hours.exponential(4) } } : {},
                run: { days: 5, warmUpDays: 0 },
              },
              {
                ladder: `[${ladder}]`,
                strict: true,
                ...(sticks && { more: 'assignment: { stickFor: 3h }\n' }),
              },
            ),
            { seed: 2, replication: 0 },
          );
          // The run itself asserts that what was created is solved, given up or open.
          assert.equal(figures['all.tickets'], created);
          for (const tier of TIERS)
            assert.ok(
              (figures[`${tier}.busyHours`] ?? 0) <= 7 * 24 * 2 + 1e-6,
              `more work than time on ${tier}`,
            );
        },
      ),
      { numRuns: 60 },
    );
  });
});
