import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import { checkSecrets, createDeliver, type Deliver } from '@tierline/notifier';
import { ConfigError } from '@tierline/platform';
import { applyPolicy, dueDeliveries, eventId, pendingOf, redeliver } from '@tierline/store';
import { aPolicy, aRequest, eventually, MONDAY, realTicketing, type RealTicketing } from '@tierline/testkit';
import { Webhook } from 'standardwebhooks';

const SECRET = `whsec_${Buffer.from('a secret of twenty-four or more bytes').toString('base64')}`;

interface Received {
  readonly headers: Record<string, string>;
  readonly body: string;
}

describe('the notifier', () => {
  let receiver: Server;
  let received: Received[];
  let status: number;
  let real: RealTicketing;
  let loaded: ReturnType<typeof aPolicy>;

  beforeEach(async () => {
    received = [];
    status = 204;
    receiver = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => (body += chunk.toString()));
      request.on('end', () => {
        received.push({
          headers: Object.fromEntries(
            Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
          ),
          body,
        });
        response.writeHead(status).end();
      });
    });
    await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
    const { port } = receiver.address() as AddressInfo;
    loaded = aPolicy(
      `webhooks:\n  - { id: crm, url: 'http://127.0.0.1:${port}/hook', events: [ticket.opened], secretEnv: CRM_SECRET }\n`,
    );
    real = await realTicketing(loaded);
  });
  afterEach(async () => {
    await real[Symbol.asyncDispose]();
    receiver.closeAllConnections();
    await new Promise((resolve) => receiver.close(resolve));
  });

  /** Opens a ticket; resolves with its one delivery once the relay has made it. */
  async function opened(): Promise<{
    deliver: Deliver;
    id: string;
    event: string;
  }> {
    const { database, store } = real.ticketing;
    const { ticket } = await store.create(aRequest(), MONDAY);
    const event = eventId({ ticketId: ticket.id, seq: 1 });
    const id = await eventually(async () => {
      const [pending] = await pendingOf(database, [event]);
      assert.ok(pending);
      return pending;
    });
    await real.ticketing.relay.idle();
    return { deliver: notifier({ CRM_SECRET: SECRET }), id, event };
  }

  /** What a notifier with this environment does. */
  function notifier(env: Record<string, string>): Deliver {
    const { ticketing, policies, logger, registry } = real;
    registry.clear();
    return createDeliver({ database: ticketing.database, policies, env, logger, registry });
  }

  it('sends a signed message without anything that a person wrote', async () => {
    const { deliver, id, event } = await opened();
    await deliver([id]);
    assert.equal(received.length, 1);
    const { headers, body } = received[0] ?? assert.fail();
    assert.equal(headers['webhook-id'], event);
    assert.deepEqual(new Webhook(SECRET).verify(body, headers), {
      type: 'ticket.opened',
      timestamp: '2026-03-02T09:00:00.000Z',
      data: { ticketId: event.split('/')[0], seq: 1, channel: 'api', priority: 'normal' },
    });
    assert.doesNotMatch(body, /password|customer@example/);
  });

  it('sends nothing the second time, nor to a concurrent handler', async () => {
    const { deliver, id } = await opened();
    await Promise.all([deliver([id]), deliver([id]), deliver([id])]);
    await deliver([id]);
    assert.equal(received.length, 1);
    assert.equal((await real.ticketing.database.deliveries.findOne({ _id: id }))?.state, 'delivered');
  });

  it('tries again later, under the same id, when the receiver fails', async () => {
    status = 500;
    const { deliver, id } = await opened();
    const { deliveries } = real.ticketing.database;
    await deliver([id]);
    const failed = await deliveries.findOne({ _id: id });
    assert.deepEqual([failed?.state, failed?.attempts, failed?.lastResult], ['pending', 1, 'HTTP 500']);
    const wait = (failed?.nextAttemptAt.getTime() ?? 0) - Date.now();
    assert.ok(wait > 3000 && wait < 6000, `${wait}`);
    assert.deepEqual(await dueDeliveries(real.ticketing.database, 10), []);

    status = 200;
    await deliveries.updateOne({ _id: id }, { $set: { nextAttemptAt: new Date() } });
    await deliver(await dueDeliveries(real.ticketing.database, 10));
    assert.equal((await deliveries.findOne({ _id: id }))?.state, 'delivered');
    assert.equal(received[0]?.headers['webhook-id'], received[1]?.headers['webhook-id']);
  });

  it('sends again what is to be redelivered, once, under the same id', async () => {
    const { deliver, id, event } = await opened();
    const { database } = real.ticketing;
    await deliver([id]);
    await redeliver(database, id);
    const due = await dueDeliveries(database, 10);
    await Promise.all([deliver(due), deliver(due)]);
    assert.deepEqual(await dueDeliveries(database, 10), []);
    assert.deepEqual(
      received.map(({ headers }) => headers['webhook-id']),
      [event, event],
    );
    assert.equal(received[0]?.body, received[1]?.body);
    for (const { headers, body } of received) new Webhook(SECRET).verify(body, headers);
    const delivery = await database.deliveries.findOne({ _id: id });
    assert.deepEqual([delivery?.state, delivery?.attempts], ['delivered', 2]);
  });

  it('gives a redelivery that fails all its retries', async () => {
    status = 500;
    const { deliver, id } = await opened();
    const { database } = real.ticketing;
    // The last attempt of the first round.
    await database.deliveries.updateOne({ _id: id }, { $set: { attempts: 10 } });
    await deliver([id]);
    assert.equal((await database.deliveries.findOne({ _id: id }))?.state, 'failed');
    await redeliver(database, id);
    await deliver([id]);
    const again = await database.deliveries.findOne({ _id: id });
    assert.deepEqual([again?.state, again?.attempts], ['pending', 12]);
    const wait = (again?.nextAttemptAt.getTime() ?? 0) - Date.now();
    assert.ok(wait > 3000 && wait < 6000, `${wait}`);
  });

  it('gives up when the receiver says gone', async () => {
    status = 410;
    const { deliver, id } = await opened();
    await deliver([id]);
    assert.equal((await real.ticketing.database.deliveries.findOne({ _id: id }))?.state, 'failed');
  });

  it('does not follow redirects', async () => {
    status = 302;
    const { deliver, id } = await opened();
    await deliver([id]);
    assert.equal((await real.ticketing.database.deliveries.findOne({ _id: id }))?.lastResult, 'HTTP 302');
  });

  it('keeps a delivery whose secret it was not given, uses up none of its attempts, and sends it once it has the secret', async () => {
    const { id } = await opened();
    const { deliveries } = real.ticketing.database;
    await notifier({})([id]);
    const kept = await deliveries.findOne({ _id: id });
    assert.deepEqual(
      [kept?.state, kept?.attempts, kept?.lastResult],
      ['pending', 0, 'the notifier has no secret in CRM_SECRET'],
    );
    assert.equal(received.length, 0);
    assert.match(await real.registry.metrics(), /secret_missing_total\{endpoint="crm"\} 1/);
    // Not looked at again at once, so that it does not stand in the way of others.
    assert.deepEqual(await dueDeliveries(real.ticketing.database, 10), []);

    await deliveries.updateOne({ _id: id }, { $set: { nextAttemptAt: new Date() } });
    await notifier({ CRM_SECRET: SECRET })([id]);
    assert.equal((await deliveries.findOne({ _id: id }))?.state, 'delivered');
  });

  it('lets the delivery of a webhook that it does not know wait for the policy, and gives it up after that', async () => {
    const { deliver, id } = await opened();
    const { database } = real.ticketing;
    await applyPolicy(database, {
      loaded: aPolicy(),
      from: loaded.policy.version,
      kind: 'apply',
      by: 'test',
    });
    await real.policies.refresh();
    await deliver([id]);
    assert.equal((await database.deliveries.findOne({ _id: id }))?.state, 'pending');

    const old = new Date(Date.now() - 60_000);
    await database.deliveries.updateOne({ _id: id }, { $set: { createdAt: old, nextAttemptAt: old } });
    await deliver([id]);
    const given = await database.deliveries.findOne({ _id: id });
    assert.deepEqual([given?.state, given?.lastResult], ['failed', 'no longer in the policy']);
    assert.equal(received.length, 0);
  });

  it('names every secret that is missing or wrong', () => {
    const [webhook] = loaded.webhooks;
    assert.ok(webhook);
    const webhooks = [webhook, { ...webhook, id: 'chat', secretEnv: 'CHAT_SECRET' }];
    assert.throws(
      () => checkSecrets({ webhooks, pagers: [] }, { CHAT_SECRET: 'hunter2' }),
      (error) =>
        error instanceof ConfigError &&
        /CRM_SECRET: is missing/.test(error.message) &&
        /CHAT_SECRET: is no webhook secret/.test(error.message) &&
        !error.message.includes('hunter2'),
    );
  });
});
