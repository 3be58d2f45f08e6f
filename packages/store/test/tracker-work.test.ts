import assert from 'node:assert/strict';

import { instant } from '@tierline/domain';
import { listIssues, wakeIssues } from '@tierline/store';
import { MONDAY, realTicketing, type RealTicketing } from '@tierline/testkit';

import { issueQuery, ticketsOfIssueQuery } from '../src/issues.ts';
import type { ReadWork, TicketDocument } from '../src/schemas.ts';

const TRACKERS = ['lab', 'product'] as const;
const STATES = ['unknown', 'open', 'fixed', 'closed', 'missing'] as const;
const COUNT = 2000;

describe('the issues of engineering', () => {
  let real: RealTicketing;

  before(async () => {
    real = await realTicketing();
    const { trackerWork, tickets } = real.ticketing.database;
    const now = new Date();
    await trackerWork.insertMany(
      Array.from({ length: COUNT }, (_, index): ReadWork => {
        const tracker = TRACKERS[index % 10 === 0 ? 0 : 1] ?? 'product';
        return {
          _id: `read:${tracker}/${index}`,
          kind: 'read',
          tracker,
          state: index % 3 === 0 ? 'done' : 'pending',
          attempts: 0,
          failures: 0,
          wakes: 0,
          createdAt: now,
          nextAttemptAt: new Date(now.getTime() + (index - COUNT / 2) * 1000),
          issue: { key: String(index) },
          issueState: STATES[index % 50 === 0 ? 2 : 1] ?? 'open',
          readTo: now,
          heard: [],
        };
      }),
    );
    const { ticket } = await real.ticketing.store.create(
      {
        subject: 'A',
        description: 'B',
        requester: 'a@example.com',
        channel: 'api',
        priority: 'low',
        tags: [],
      },
      MONDAY,
    );
    await real.ticketing.relay.idle();
    const document = (await tickets.findOne({ _id: ticket.id })) ?? assert.fail();
    await tickets.insertMany(
      Array.from({ length: COUNT }, (_, index): TicketDocument => ({
        ...document,
        _id: index.toString(16).padStart(24, '0'),
        state:
          index % 20 === 0
            ? { kind: 'on-hold', since: MONDAY, preferred: 't3-eve' as never, waitsFor: 'engineering' }
            : { kind: 'waiting', since: MONDAY },
        engineering: {
          tracker: 'product',
          state: 'open',
          since: instant(MONDAY),
          handoffs: 1,
          handoff: 4,
          issue: { key: String(index % 20) },
          heard: [],
        },
      })),
    );
  });
  after(() => real[Symbol.asyncDispose]());

  /** Fails unless a query reads little more than it finds. */
  async function readsLittle(
    query: { explain(verbosity: string): Promise<unknown> },
    found: number,
  ): Promise<void> {
    const explained = (await query.explain('executionStats')) as {
      readonly executionStats: Readonly<Record<string, number>>;
      readonly queryPlanner: { readonly winningPlan: object };
    };
    const { nReturned, totalKeysExamined, totalDocsExamined } = explained.executionStats;
    assert.equal(nReturned, found);
    assert.ok(Number(totalKeysExamined) <= found + 20, `${totalKeysExamined} keys`);
    assert.ok(Number(totalDocsExamined) <= found + 10, `${totalDocsExamined} documents`);
    assert.doesNotMatch(JSON.stringify(explained.queryPlanner.winningPlan), /"(?:SORT|COLLSCAN)"/);
  }

  it('are listed by tracker and state without sorting, wherever the page is', async () => {
    const { database } = real.ticketing;
    for (const tracker of [undefined, ...TRACKERS])
      for (const state of [undefined, 'open', 'fixed'] as const)
        for (const cursor of [undefined, 'product/1000']) {
          const filter = {
            limit: 10,
            ...(tracker !== undefined && { tracker }),
            ...(state !== undefined && { state }),
            ...(cursor !== undefined && { cursor }),
          };
          const found = await issueQuery(database, filter).toArray();
          await readsLittle(issueQuery(database, filter), found.length);
        }
  });

  it('have their tickets found without looking at others, and counted', async () => {
    const { database } = real.ticketing;
    await readsLittle(ticketsOfIssueQuery(database, { tracker: 'product', key: '7' }).limit(10), 10);
    await readsLittle(ticketsOfIssueQuery(database, { tracker: 'product', key: '7' }), COUNT / 20);
    const counts = await listIssues(database, { tracker: 'product', limit: 2 });
    assert.deepEqual(
      counts.map(({ issue: { key }, tickets }) => [key, tickets]),
      [
        ['1', COUNT / 20],
        ['1001', 0],
      ],
    );
  });

  it('wait by an index: what is due, and the tickets on hold', async () => {
    const { trackerWork, tickets } = real.ticketing.database;
    await readsLittle(
      trackerWork
        .find({ tracker: 'product', state: 'pending', nextAttemptAt: { $lte: new Date() } })
        .sort({ nextAttemptAt: 1 })
        .limit(50),
      50,
    );
    await readsLittle(tickets.find({ 'state.waitsFor': 'engineering' }), COUNT / 20);
  });

  it('are due at once when somebody heard of them, and only those that there are', async () => {
    const { database } = real.ticketing;
    assert.equal(await wakeIssues(database, 'product', ['1999', 'nobody']), 1);
    const woken = await database.trackerWork.findOne({ _id: 'read:product/1999' });
    assert.ok(woken && woken.nextAttemptAt.getTime() <= Date.now() && woken.state === 'pending');
  });
});
