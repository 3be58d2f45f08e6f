import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { createClient } from '@tierline/client';
import { type MongoServer, startMongo, startSystem, type System } from '@tierline/local';
import { loadPreset } from '@tierline/presets';
import { eventually, realServers } from '@tierline/testkit';

const TICKET = { subject: 'Hello?', description: 'Is anybody there?', requester: 'customer@example.com' };

describe('a database that is away', function lostDatabase() {
  this.timeout(90_000);
  let dir: string;
  let mongo: MongoServer;
  let system: System;

  before(async () => {
    dir = await mkdtemp(join(tmpdir(), 'tierline-mongo-'));
    const binary = process.env['TIERLINE_MONGOD'];
    assert.ok(binary, 'run the tests by npm test: it says where mongod is');
    mongo = await startMongo({ binary, dir: join(dir, 'mongo') });
    const { policyFile } = await loadPreset('saas');
    system = await startSystem({
      mongoUri: mongo.uri,
      redisUrl: realServers().redisUrl,
      policyFile,
      clock: { speed: 1 },
      queuePrefix: `lost-database-${process.pid}`,
      logDir: join(dir, 'log'),
      onEvent: () => undefined,
      restart: false,
    });
  });
  after(async () => {
    await system.stop();
    await mongo.stop();
    await rm(dir, { recursive: true, force: true });
  });

  const post = (key: string) =>
    fetch(`${system.apiUrl}/v1/tickets`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${system.adminKey}`,
        'content-type': 'application/json',
        'idempotency-key': key,
      },
      body: JSON.stringify(TICKET),
    });

  it('makes intake refuse with 503 and Retry-After, keep what it acknowledged, and go on when it is back', async () => {
    const client = createClient({ baseUrl: system.apiUrl, apiKey: system.adminKey });
    const kept = await client.createTicket(TICKET, { idempotencyKey: 'before' });

    await mongo.kill9();
    const refused = await post('during');
    assert.equal(refused.status, 503);
    assert.equal(refused.headers.get('retry-after'), '1');
    assert.equal(((await refused.json()) as { code: string }).code, 'unavailable');
    const { adminUrl } = system.services.find(({ name }) => name === 'intake') ?? assert.fail();
    assert.equal((await fetch(`${adminUrl}/readyz`)).status, 503);
    assert.equal((await fetch(`${adminUrl}/healthz`)).status, 200);

    await mongo.restart();
    await eventually(async () => assert.equal((await post('during')).status, 201), 30_000);
    assert.equal((await client.readTicket(kept.id)).id, kept.id);
    await eventually(async () => assert.equal((await client.readTicket(kept.id)).tier, 'T1'), 30_000);
    // The same processes: nobody had to be restarted.
    for (const { name } of system.services) await system.waitReady(name);
  });
});
