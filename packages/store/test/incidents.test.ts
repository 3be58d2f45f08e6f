import assert from 'node:assert/strict';

import type { TicketId } from '@tierline/domain';
import { aRequest, MONDAY, realTicketing, type RealTicketing } from '@tierline/testkit';
import type { mongo } from 'mongoose';

import { attachedQuery, unreachedQuery } from '../src/incidents.ts';

const MANY = 400;

describe('the tickets of an incident', () => {
  let real: RealTicketing;
  const incident = '0'.repeat(24) as TicketId;
  before(async () => {
    real = await realTicketing();
    const { database, store } = real.ticketing;
    const made = await Promise.all(Array.from({ length: MANY }, () => store.create(aRequest(), MONDAY)));
    const ids = made.map(({ ticket }) => ticket.id as string);
    // Ten of them are of this incident, of which five have heard; the others are of another.
    for (const [index, id] of ids.entries()) {
      const attached = {
        to: index < 10 ? incident : ('1'.repeat(24) as TicketId),
        from: 2,
        reached: index < 5 ? 9 : 3,
      };
      await database.tickets.updateOne({ _id: id }, { $set: { attached, 'state.kind': 'waiting' } });
    }
  });
  after(() => real[Symbol.asyncDispose]());

  async function examined(
    query: mongo.FindCursor,
  ): Promise<{ readonly keys: number; readonly found: number }> {
    const { executionStats } = (await query.explain('executionStats')) as {
      executionStats: { totalKeysExamined: number; nReturned: number; totalDocsExamined: number };
    };
    const { totalKeysExamined, totalDocsExamined, nReturned } = executionStats;
    return { keys: Math.max(totalKeysExamined, totalDocsExamined), found: nReturned };
  }

  it('are listed and found by an index that reads about as many keys as there are', async () => {
    const { database } = real.ticketing;
    const listed = await examined(attachedQuery(database, incident, { limit: 50 }));
    assert.equal(listed.found, 10);
    assert.ok(listed.keys <= 11, String(listed.keys));
    const left = await examined(unreachedQuery(database, incident, 9));
    assert.equal(left.found, 5);
    assert.ok(left.keys <= 11, String(left.keys));
  });
});
