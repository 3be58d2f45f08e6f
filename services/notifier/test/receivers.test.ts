import assert from 'node:assert/strict';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import { createDeliver, type Deliver } from '@tierline/notifier';
import { eventId, pendingOf } from '@tierline/store';
import { aPolicy, aRequest, eventually, MONDAY, realTicketing, type RealTicketing } from '@tierline/testkit';

const SECRET = `whsec_${Buffer.from('a secret of twenty-four or more bytes').toString('base64')}`;

/** How a receiver answers that does not do what it should, and what the log then says of the attempt. */
const TROUBLES: readonly (readonly [string, RequestListener | 'down', RegExp])[] = [
  ['is down', 'down', /^ECONNREFUSED$/],
  ['is slow', () => undefined, /^TimeoutError$/],
  ['hangs up', ({ socket }) => socket.destroy(), /^(?:UND_ERR_SOCKET|ECONNRESET)$/],
  ['answers no HTTP', ({ socket }) => socket.end('nonsense'), /^HPE_/],
  [
    'is overloaded',
    (_, response) => response.writeHead(503, { 'retry-after': 'soon' }).end('<html>'),
    /^HTTP 503$/,
  ],
  [
    'sends it elsewhere',
    (_, response) => response.writeHead(302, { location: 'nowhere' }).end(),
    /^HTTP 302$/,
  ],
];

describe('a webhook whose receiver', () => {
  let receiver: Server;
  let answer: RequestListener;
  let real: RealTicketing;
  let deliver: Deliver;
  let id: string;
  let port: number;

  const listen = async (at: number) =>
    new Promise<void>((resolve) => receiver.listen(at, '127.0.0.1', resolve));
  const stop = async () => {
    receiver.closeAllConnections();
    await new Promise((resolve) => receiver.close(resolve));
  };
  const metric = async (name: string) => {
    const line = (await real.registry.metrics()).split('\n').find((one) => one.startsWith(name));
    return Number(line?.split(' ').at(-1));
  };
  const stored = async () => (await real.ticketing.database.deliveries.findOne({ _id: id })) ?? assert.fail();

  beforeEach(async () => {
    receiver = createServer((request, response) => answer(request, response));
    await listen(0);
    ({ port } = receiver.address() as AddressInfo);
    const webhook = `{ id: crm, url: 'http://127.0.0.1:${port}/', events: [ticket.opened], secretEnv: CRM_SECRET }`;
    real = await realTicketing(aPolicy(`webhooks: [${webhook}]\n`));
    const { ticketing, policies, logger, registry } = real;
    const { database } = ticketing;
    deliver = createDeliver({
      database,
      policies,
      env: { CRM_SECRET: SECRET },
      logger,
      registry,
      answerMs: 300,
    });
    const { ticket } = await ticketing.store.create(aRequest(), MONDAY);
    id = await eventually(
      async () => (await pendingOf(database, [eventId({ ticketId: ticket.id, seq: 1 })]))[0] ?? assert.fail(),
    );
  });
  afterEach(async () => {
    await real[Symbol.asyncDispose]();
    if (receiver.listening) await stop();
  });

  for (const [trouble, listener, result] of TROUBLES) {
    it(`${trouble} lets the delivery wait, which shows in the metrics, and gets it once when it is well again`, async () => {
      let heard = 0;
      if (listener === 'down') await stop();
      else answer = listener;
      await deliver([id]);
      const failed = await stored();
      assert.deepEqual([failed.state, failed.attempts], ['pending', 1]);
      assert.match(failed.lastResult ?? '', result);
      assert.ok(failed.nextAttemptAt.getTime() > Date.now());
      assert.equal(await metric('tierline_webhook_deliveries_pending{endpoint="crm"}'), 1);
      assert.ok((await metric('tierline_webhook_deliveries_oldest_seconds{endpoint="crm"}')) > 0);
      assert.equal(await metric('tierline_webhook_deliveries_total{outcome="retry"}'), 1);
      // Not before its time.
      await deliver([id]);
      assert.equal((await stored()).attempts, 1);

      answer = (_, response) => {
        heard += 1;
        response.writeHead(204).end();
      };
      if (listener === 'down') await listen(port);
      await real.ticketing.database.deliveries.updateOne(
        { _id: id },
        { $set: { nextAttemptAt: new Date() } },
      );
      await deliver([id]);
      await deliver([id]);
      assert.deepEqual([(await stored()).state, heard], ['delivered', 1]);
      assert.equal(await metric('tierline_webhook_deliveries_pending{endpoint="crm"}'), 0);
    });
  }
});
