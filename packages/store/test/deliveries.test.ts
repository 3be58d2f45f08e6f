import assert from 'node:assert/strict';

import {
  type Delivery,
  type DeliveryFilter,
  dueDeliveries,
  eventId,
  listDeliveries,
  recordDelivery,
  redeliver,
  takeDelivery,
} from '@tierline/store';
import { aPolicy, aRequest, eventually, MONDAY, realTicketing, type RealTicketing } from '@tierline/testkit';

import { deliveryQuery } from '../src/delivery-log.ts';
import type { DeliveryDocument } from '../src/schemas.ts';

const WEBHOOKS = `webhooks:
  - { id: crm, url: 'http://127.0.0.1:1/', events: [ticket.opened], secretEnv: CRM_SECRET }
`;
const LEASE_MS = 30_000;

describe('the delivery log', () => {
  let real: RealTicketing;
  beforeEach(async () => {
    real = await realTicketing(aPolicy(WEBHOOKS));
  });
  afterEach(() => real[Symbol.asyncDispose]());

  const all = async () => listDeliveries(real.ticketing.database, { limit: 500 });

  /** Opens a ticket; resolves with its delivery once the relay has made it. */
  async function opened(): Promise<Delivery> {
    const { ticket } = await real.ticketing.store.create(aRequest(), MONDAY);
    const event = eventId({ ticketId: ticket.id, seq: 1 });
    return eventually(async () => {
      const delivery = (await all()).find((candidate) => candidate.eventId === event);
      return delivery ?? assert.fail();
    });
  }

  async function only(): Promise<Delivery> {
    const [delivery, ...others] = await all();
    assert.deepEqual(others, []);
    return delivery ?? assert.fail();
  }

  async function attempted(id: string, kind: 'delivered' | 'failed'): Promise<void> {
    const { database } = real.ticketing;
    const taken = (await takeDelivery(database, id, LEASE_MS)) ?? assert.fail();
    await recordDelivery(database, taken, { kind, result: kind === 'delivered' ? 'HTTP 204' : 'HTTP 410' });
  }

  it('tells how a delivery went', async () => {
    const { id, eventId: event, createdAt } = await opened();
    assert.deepEqual(await only(), {
      id,
      eventId: event,
      endpoint: 'crm',
      state: 'pending',
      attempts: 0,
      createdAt,
      nextAttemptAt: createdAt,
    });
    await attempted(id, 'delivered');
    const { state, attempts, lastResult, deliveredAt } = await only();
    assert.deepEqual([state, attempts, lastResult], ['delivered', 1, 'HTTP 204']);
    assert.ok(deliveredAt && deliveredAt >= createdAt);
  });

  for (const kind of ['delivered', 'failed'] as const) {
    it(`makes what was ${kind} due again, with all its retries before it`, async () => {
      const { database } = real.ticketing;
      const { id } = await opened();
      await attempted(id, kind);
      assert.deepEqual(await dueDeliveries(database, 10), []);

      const outcome = await redeliver(database, id);
      assert.ok(outcome.kind === 'redelivered');
      assert.deepEqual(outcome.delivery, await only());
      assert.deepEqual([outcome.delivery.state, outcome.delivery.attempts], ['pending', 1]);
      assert.deepEqual(await dueDeliveries(database, 10), [id]);
      const taken = await takeDelivery(database, id, LEASE_MS);
      assert.deepEqual([taken?.attempts, taken?.tries], [2, 1]);
    });
  }

  it('sends again once, however many ask at once, and refuses what is pending or unknown', async () => {
    const { database } = real.ticketing;
    const { id } = await opened();
    assert.deepEqual(await redeliver(database, id), { kind: 'already-pending' });
    await attempted(id, 'failed');
    const outcomes = await Promise.all(Array.from({ length: 10 }, () => redeliver(database, id)));
    assert.deepEqual(outcomes.map(({ kind }) => kind).toSorted(), [
      ...Array.from({ length: 9 }, () => 'already-pending'),
      'redelivered',
    ]);
    assert.deepEqual(await redeliver(database, id.replace('crm', 'erp')), { kind: 'unknown' });
    assert.equal((await all()).length, 1);
  });

  it('keeps a redelivery from an attempt that outlived its lease', async () => {
    const { database } = real.ticketing;
    const { id } = await opened();
    const late = (await takeDelivery(database, id, 0)) ?? assert.fail();
    await eventually(async () => attempted(id, 'delivered'));
    await redeliver(database, id);
    await recordDelivery(database, late, { kind: 'delivered', result: 'HTTP 200' });
    const { state, lastResult } = await only();
    assert.deepEqual([state, lastResult], ['pending', 'HTTP 204']);
  });
});

describe('a long delivery log', () => {
  const STATES = ['pending', 'delivered', 'failed'] as const;
  const ENDPOINTS = ['chat', 'crm'] as const;
  const COUNT = 3000;
  let real: RealTicketing;
  let newestFirst: readonly DeliveryDocument[];

  before(async () => {
    real = await realTicketing();
    const documents = Array.from({ length: COUNT }, (_, index): DeliveryDocument => {
      // An old ticket's latest event is newer than a new ticket's first: ids do not follow time.
      const event = `0123456789abcdef01234567/${String((index * 7919) % COUNT).padStart(6, '0')}`;
      const endpoint = index % 30 === 0 ? 'chat' : 'crm';
      // The relay makes many in one millisecond.
      const createdAt = new Date(MONDAY + Math.floor(index / 7));
      return {
        _id: `${event}@${endpoint}`,
        eventId: event,
        endpoint,
        state: index % 50 === 0 ? 'failed' : index % 11 === 0 ? 'pending' : 'delivered',
        attempts: 1,
        createdAt,
        nextAttemptAt: createdAt,
      };
    });
    await real.ticketing.database.deliveries.insertMany(documents);
    newestFirst = documents.toSorted(
      (a, b) => b.createdAt.getTime() - a.createdAt.getTime() || (a._id < b._id ? 1 : -1),
    );
  });
  after(() => real[Symbol.asyncDispose]());

  const list = async (filter: Partial<DeliveryFilter>) =>
    listDeliveries(real.ticketing.database, { limit: 500, ...filter });

  const filters = [undefined, ...STATES].flatMap((state) =>
    [undefined, ...ENDPOINTS].map((endpoint) => ({
      ...(state !== undefined && { state }),
      ...(endpoint !== undefined && { endpoint }),
    })),
  );
  for (const filter of filters) {
    const { state, endpoint } = filter;
    describe(`${state ?? 'any state'}, ${endpoint ?? 'any webhook'}`, () => {
      const wanted = () =>
        newestFirst
          .filter(
            (delivery) =>
              (state === undefined || delivery.state === state) &&
              (endpoint === undefined || delivery.endpoint === endpoint),
          )
          .map(({ _id }) => _id);

      it('lists newest first, page by page, each once', async () => {
        const seen: string[] = [];
        const limit = 97;
        let cursor: Delivery | undefined;
        do {
          const page = await list({ ...filter, limit, ...(cursor && { cursor }) });
          seen.push(...page.map(({ id }) => id));
          cursor = page.at(-1);
        } while (cursor);
        assert.deepEqual(seen, wanted());
      });

      it('reads a page and little more, without sorting, wherever the page is', async () => {
        const limit = 10;
        const ids = wanted();
        for (const id of [undefined, ids[Math.floor(ids.length / 2)], ids.at(-20)]) {
          const after = newestFirst.find(({ _id }) => _id === id);
          const explained = await deliveryQuery(real.ticketing.database, {
            ...filter,
            limit,
            ...(after && { cursor: { createdAt: after.createdAt, id: after._id } }),
          }).explain('executionStats');
          const { totalDocsExamined, totalKeysExamined, nReturned } = explained['executionStats'];
          assert.equal(nReturned, Math.min(limit, ids.length - (id === undefined ? 0 : ids.indexOf(id) + 1)));
          // Beside the page, keys: those of the cursor's own moment, and one more look per state.
          assert.ok(totalKeysExamined <= limit + 20, `${totalKeysExamined} keys`);
          assert.ok(totalDocsExamined <= limit + 10, `${totalDocsExamined} documents`);
          assert.doesNotMatch(JSON.stringify(explained['queryPlanner'].winningPlan), /"(?:SORT|COLLSCAN)"/);
        }
      });
    });
  }
});
