import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { type Client, createClient } from '@tierline/client';
import { startSystem, type System } from '@tierline/local';
import { type Database } from '@tierline/store';
import {
  dropDatabase,
  eventually,
  migratedDatabase,
  policyText,
  realServers,
  withDatabase,
} from '@tierline/testkit';

const SECRET = `whsec_${Buffer.from('a secret of twenty-four or more bytes').toString('base64')}`;
const TICKETS = 40;

describe('kill -9 of the notifier while it tells a webhook', function kills() {
  this.timeout(60_000);
  let dir: string;
  let mongoUri: string;
  let receiver: Server;
  let system: System;
  let database: Database;
  let client: Client;
  /** The ids of the messages that came, in order. */
  const heard: string[] = [];
  let meanwhile = async (): Promise<void> => undefined;

  before(async () => {
    receiver = createServer((request, response) => {
      heard.push(String(request.headers['webhook-id']));
      void meanwhile().then(() => response.writeHead(204).end());
    });
    await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
    dir = await mkdtemp(join(tmpdir(), 'tierline-webhooks-'));
    const { mongodbUri, redisUrl } = realServers();
    const name = `webhooks${Date.now()}`;
    mongoUri = withDatabase(mongodbUri, name);
    const { port } = receiver.address() as AddressInfo;
    const policyFile = join(dir, 'tierline.yaml');
    const webhook = `{ id: crm, url: 'http://127.0.0.1:${port}/', events: [ticket.opened], secretEnv: CRM_SECRET }`;
    await writeFile(policyFile, policyText(`webhooks: [${webhook}]\n`));
    system = await startSystem({
      mongoUri,
      redisUrl,
      policyFile,
      clock: { speed: 1 },
      services: ['notifier', 'intake'],
      queuePrefix: name,
      env: { SWEEP_SECONDS: '1', CRM_SECRET: SECRET },
      logDir: join(dir, 'log'),
      onEvent: () => undefined,
      restart: true,
    });
    database = await migratedDatabase(mongoUri);
    client = createClient({ baseUrl: system.apiUrl, apiKey: system.adminKey });
  });
  after(async () => {
    await system.stop();
    await database.close();
    await dropDatabase(mongoUri);
    receiver.closeAllConnections();
    await new Promise((resolve) => receiver.close(resolve));
    await rm(dir, { recursive: true, force: true });
  });

  it('loses no message, and says again only what it did not record, under the same id', async () => {
    const killed = new Promise<void>((resolve, reject) => {
      meanwhile = async () => {
        meanwhile = async () => undefined;
        // Received, and not yet answered.
        await system.kill('notifier', 'SIGKILL').then(resolve, reject);
      };
    });
    const opened = await Promise.all(
      Array.from({ length: TICKETS }, async (_, index) =>
        client.createTicket({
          subject: `Question ${index}`,
          description: 'How?',
          requester: 'ann@example.com',
        }),
      ),
    );
    await killed;
    // What the dead process had taken is free again: half a minute of waiting, without the waiting,
    // and before the next process has taken anything.
    await database.deliveries.updateMany({ state: 'pending' }, { $set: { nextAttemptAt: new Date() } });
    const beforeDeath = heard.length;
    const recorded = new Set(
      (await database.deliveries.find({ state: 'delivered' }).toArray()).map((one) => one.eventId),
    );
    await system.waitReady('notifier');
    await eventually(
      async () => assert.equal(await database.deliveries.countDocuments({ state: 'delivered' }), TICKETS),
      30_000,
    );
    assert.deepEqual([...new Set(heard)].toSorted(), opened.map(({ id }) => `${id}/000001`).toSorted());
    const again = heard.slice(beforeDeath);
    assert.equal(new Set(again).size, again.length);
    for (const id of again) assert.ok(!recorded.has(id), id);
  });
});
