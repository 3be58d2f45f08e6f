import assert from 'node:assert/strict';

import { IdempotencyKeyReusedError } from '@tierline/store';
import {
  anotherProcess,
  aRequest,
  closeTicketing,
  MONDAY,
  realTicketing,
  type RealTicketing,
} from '@tierline/testkit';

describe('creating a ticket', () => {
  let real: RealTicketing;
  before(async () => {
    real = await realTicketing();
  });
  after(() => real[Symbol.asyncDispose]());

  it('stores it with its first event before it answers', async () => {
    const { database, store } = real.ticketing;
    const { ticket, repeated } = await store.create(aRequest({ plan: 'enterprise' }), MONDAY);
    assert.equal(repeated, false);
    const stored = await database.tickets.findOne({ _id: ticket.id });
    assert.equal(stored?.plan, 'enterprise');
    assert.equal(stored?.seq, 1);
    assert.deepEqual(await store.read([ticket.id]), [ticket]);
  });

  it('makes one ticket of a hundred concurrent requests with one key', async () => {
    const { database, store } = real.ticketing;
    const idempotency = { key: 'same', fingerprint: 'f' };
    const created = await Promise.all(
      Array.from({ length: 100 }, () => store.create(aRequest(), MONDAY, idempotency)),
    );
    assert.equal(new Set(created.map(({ ticket }) => ticket.id)).size, 1);
    assert.equal(created.filter(({ repeated }) => !repeated).length, 1);
    assert.equal(await database.tickets.countDocuments({ 'idempotency.key': 'same' }), 1);
  });

  it('finds the first ticket of a key after a restart', async () => {
    const idempotency = { key: 'restart', fingerprint: 'f' };
    const first = await real.ticketing.store.create(aRequest(), MONDAY, idempotency);
    const again = await anotherProcess(real);
    try {
      const second = await again.store.create(aRequest(), MONDAY, idempotency);
      assert.equal(second.ticket.id, first.ticket.id);
      assert.equal(second.repeated, true);
    } finally {
      await closeTicketing(again);
    }
  });

  it('refuses a key that belongs to another request', async () => {
    const { store } = real.ticketing;
    await store.create(aRequest(), MONDAY, { key: 'reused', fingerprint: 'one' });
    await assert.rejects(
      store.create(aRequest(), MONDAY, { key: 'reused', fingerprint: 'two' }),
      IdempotencyKeyReusedError,
    );
  });
});
