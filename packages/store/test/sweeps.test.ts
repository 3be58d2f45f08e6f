import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';

import { instant } from '@tierline/domain';
import { createWakeQueue, producerConnection } from '@tierline/platform';
import { sweepOutboxes, takeTurn, timersBetween, unrouted } from '@tierline/store';
import {
  anotherProcess,
  aRequest,
  closeTicketing,
  eventually,
  MONDAY,
  realTicketing,
  type RealTicketing,
} from '@tierline/testkit';

describe('sweeps', () => {
  let real: RealTicketing;
  beforeEach(async () => {
    real = await realTicketing();
  });
  afterEach(() => real[Symbol.asyncDispose]());

  it('publish what a process without a queue left in its outbox', async () => {
    const { database, relay } = real.ticketing;
    // Nothing listens on port 1: this process accepts tickets and cannot publish them.
    const cutOff = await anotherProcess(real, 'redis://127.0.0.1:1');
    const { ticket } = await cutOff.store.create(aRequest(), MONDAY);
    await cutOff.relay.idle();
    await closeTicketing(cutOff);
    assert.equal((await database.tickets.findOne({ _id: ticket.id }))?.outbox.length, 1);

    assert.equal(await sweepOutboxes(database, relay, 60_000), 0);
    assert.equal(await sweepOutboxes(database, relay, 0), 1);
    assert.deepEqual((await database.tickets.findOne({ _id: ticket.id }))?.outbox, []);
    const connection = producerConnection(real.config.REDIS_URL);
    const queue = createWakeQueue({ name: 'router', prefix: real.config.QUEUE_PREFIX, connection });
    await eventually(async () => assert.equal((await queue.depth()).waiting, 1));
    await queue.close();
    connection.disconnect();
  });

  it('find tickets that nobody routed', async () => {
    const { database, store } = real.ticketing;
    const { ticket } = await store.create(aRequest(), MONDAY);
    assert.deepEqual(await unrouted(database, 60_000), []);
    await sleep(1100);
    assert.deepEqual(await unrouted(database, 0), [ticket.id]);
  });

  it('find timers by when they are due, earliest first', async () => {
    const { database, store } = real.ticketing;
    const late = await store.create(aRequest({ priority: 'low' }), MONDAY);
    const soon = await store.create(aRequest({ priority: 'urgent' }), MONDAY);
    const due = (ticket: typeof late.ticket) => ({ ticketId: ticket.id, due: ticket.nextTimer });
    assert.deepEqual(await timersBetween(database, { until: instant(MONDAY + 100 * 3_600_000), limit: 10 }), [
      due(soon.ticket),
      due(late.ticket),
    ]);
    assert.deepEqual(await timersBetween(database, { until: instant(MONDAY + 3_600_000), limit: 10 }), [
      due(soon.ticket),
    ]);
    assert.deepEqual(await timersBetween(database, { until: MONDAY, limit: 10 }), []);
    const from = instant((soon.ticket.nextTimer ?? 0) + 1);
    assert.deepEqual(
      await timersBetween(database, { from, until: instant(MONDAY + 100 * 3_600_000), limit: 10 }),
      [due(late.ticket)],
    );
  });

  it('take turns: one of many processes per period', async () => {
    const { database } = real.ticketing;
    const turns = await Promise.all(Array.from({ length: 10 }, () => takeTurn(database, 'duty', 300)));
    assert.equal(turns.filter(Boolean).length, 1);
    await sleep(350);
    assert.equal(await takeTurn(database, 'duty', 300), true);
    assert.equal(await takeTurn(database, 'duty', 300), false);
  });

  it('read only what they need', async () => {
    const { database, store } = real.ticketing;
    await Promise.all(Array.from({ length: 300 }, () => store.create(aRequest(), MONDAY)));
    await eventually(async () =>
      assert.equal(await database.tickets.countDocuments({ 'outbox.0': { $exists: true } }), 0),
    );
    const filters = [
      { 'outbox.recordedAt': { $lt: new Date() } },
      { nextTimer: { $lt: MONDAY } },
      { 'state.kind': 'new', _id: { $lt: '0' } },
    ];
    for (const filter of filters) {
      const { executionStats } = await database.tickets.find(filter).explain('executionStats');
      assert.ok(executionStats.totalDocsExamined <= 1, JSON.stringify(filter));
    }
  });
});
