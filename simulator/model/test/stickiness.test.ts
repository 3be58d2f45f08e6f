import assert from 'node:assert/strict';

import { simulate, type VisitRecord } from '@tierline/model';

import { hours, organisationOf } from './reference/desk.ts';

const MINUTE = 60_000;

/** Who has which ticket from which minute on; every customer is asked half-way and answers after 50 minutes. */
function visits(stickFor?: string): string[] {
  const scenario = {
    // The first comes back at 80, while who had it works on the third until 85; the second comes back at 90.
    load: { recorded: [0, 10, 55].map((atMinutes) => ({ atMinutes, priority: 'normal' })) },
    work: {
      handle: { T1: hours.constant(1), T2: hours.constant(1), T3: hours.constant(1) },
      questions: { share: 1, reply: hours.constant(50 / 60) },
    },
    people: { groups: [{ tier: 'T1', count: 2, calendar: 'always' }] },
    run: { days: 2, warmUpDays: 0, drain: true },
  };
  const organisation = organisationOf(scenario, {
    ...(stickFor !== undefined && { more: `assignment: { stickFor: ${stickFor} }\n` }),
  });
  const found: VisitRecord[] = [];
  simulate(organisation, { seed: 1, replication: 0, record: (visit) => found.push(visit) });
  return found
    .toSorted((a, b) => a.started - b.started)
    .map(
      ({ ticket, person, started }) =>
        `${Math.round((started - organisation.from) / MINUTE)}: ${ticket} by ${person}`,
    );
}

describe('a ticket that comes back', () => {
  it('goes to whoever comes free first where the policy keeps it for nobody', () => {
    assert.deepEqual(visits(), [
      '0: 0 by 0',
      '10: 1 by 1',
      '55: 2 by 0',
      '80: 0 by 1',
      '90: 1 by 0',
      '135: 2 by 1',
    ]);
  });

  it('waits for who had it, though somebody else is free', () => {
    assert.deepEqual(visits('3h'), [
      '0: 0 by 0',
      '10: 1 by 1',
      '55: 2 by 0',
      '85: 0 by 0',
      '90: 1 by 1',
      '135: 2 by 0',
    ]);
  });

  it('waits for so long only', () => {
    assert.deepEqual(visits('2m'), [
      '0: 0 by 0',
      '10: 1 by 1',
      '55: 2 by 0',
      '82: 0 by 1',
      '92: 1 by 0',
      '135: 2 by 0',
    ]);
  });
});
