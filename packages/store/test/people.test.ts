import assert from 'node:assert/strict';

import { type RealTicketing, realTicketing } from '@tierline/testkit';

import { ticketQuery } from '../src/queries.ts';
import { requesterQuery } from '../src/requesters.ts';

const COUNT = 2000;

describe('customers among many', () => {
  let real: RealTicketing;
  before(async () => {
    real = await realTicketing();
    const { requesters, tickets } = real.ticketing.database;
    const id = (index: number) => index.toString(16).padStart(24, '0');
    const owner = (index: number) => ({
      email: `c${index % 200}@example.com`,
      ...(index % 40 < 2 && { organisation: `o${index % 40}` }),
    });
    await requesters.insertMany(
      Array.from({ length: COUNT }, (_, index) => ({
        ...owner(index),
        _id: id(index),
        email: `c${index}@example.com`,
        createdAt: new Date(0),
        updatedAt: new Date(0),
      })),
    );
    const documents = Array.from({ length: COUNT }, (_, index) => {
      const { email: requester, ...rest } = owner(index);
      return { _id: id(index), requester, ...rest, seq: 1, openedAt: 0, state: { kind: 'new', since: 0 } };
    });
    await tickets.insertMany(documents as never);
  });
  after(() => real[Symbol.asyncDispose]());

  const cases = [
    ['tickets of a customer', { requester: 'c7@example.com' }],
    ['tickets of an organisation', { organisation: 'o1' }],
    ['tickets that a customer may see', { ownedBy: { requester: 'c7@example.com' } }],
    [
      'tickets that a customer may see, and their organisation',
      { ownedBy: { requester: 'c7@example.com', organisation: 'o1' } },
    ],
  ] as const;
  for (const [what, filter] of cases) {
    it(`finds ${what} reading a page and little more, without sorting`, async () => {
      const explained = await ticketQuery(real.ticketing.database, { ...filter, limit: 5 }).explain(
        'executionStats',
      );
      check(explained, 5);
    });
  }

  for (const [what, filter] of [
    ["an organisation's", { organisation: 'o1' }],
    ['all', {}],
  ] as const) {
    it(`finds requesters, ${what}, reading a page and little more, without sorting`, async () => {
      const explained = await requesterQuery(real.ticketing.database, { ...filter, limit: 5 }).explain(
        'executionStats',
      );
      check(explained, 5);
    });
  }

  it('finds a requester by address reading one', async () => {
    const query = requesterQuery(real.ticketing.database, { email: 'c7@example.com', limit: 5 });
    const { totalKeysExamined, nReturned } = (await query.explain('executionStats'))['executionStats'];
    assert.deepEqual([nReturned, totalKeysExamined], [1, 1]);
  });

  function check(
    explained: Awaited<ReturnType<ReturnType<typeof ticketQuery>['explain']>>,
    limit: number,
  ): void {
    const { totalDocsExamined, totalKeysExamined, nReturned } = explained['executionStats'];
    assert.equal(nReturned, limit);
    assert.ok(totalKeysExamined <= limit + 5, `${totalKeysExamined} keys`);
    assert.ok(totalDocsExamined <= limit + 5, `${totalDocsExamined} documents`);
    assert.doesNotMatch(JSON.stringify(explained['queryPlanner'].winningPlan), /"(?:SORT|COLLSCAN)"/);
  }
});
