import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { createClient } from '@tierline/client';
import type { ServiceName } from '@tierline/contracts';
import { type RedisServer, startRedis, startSystem, type System, type SystemClock } from '@tierline/local';
import { loadPreset } from '@tierline/presets';
import { type Database } from '@tierline/store';
import { dropDatabase, eventually, migratedDatabase, realServers, withDatabase } from '@tierline/testkit';

const SWEEP_SECONDS = 1;
const TICKETS = 30;

describe('a queue that lost everything', function lostQueue() {
  this.timeout(60_000);
  let dir: string;
  let redis: RedisServer;
  let database: Database;
  let mongoUri: string;
  let systems: System[];

  beforeEach(async () => {
    systems = [];
    dir = await mkdtemp(join(tmpdir(), 'tierline-lost-'));
    const binary = process.env['TIERLINE_REDIS_SERVER'];
    assert.ok(binary, 'run the tests by npm test: it says where redis-server is');
    redis = await startRedis({ binary, dir: join(dir, 'redis'), persistent: false });
    mongoUri = withDatabase(realServers().mongodbUri, `lost${Date.now()}`);
    database = await migratedDatabase(mongoUri);
  });
  afterEach(async () => {
    await Promise.all(systems.map((system) => system.stop()));
    await redis.stop();
    await database.close();
    await dropDatabase(mongoUri);
    await rm(dir, { recursive: true, force: true });
  });

  async function start(services: readonly ServiceName[], clock: SystemClock = { speed: 1 }): Promise<System> {
    const { policyFile } = await loadPreset('saas');
    const env = { SWEEP_SECONDS: String(SWEEP_SECONDS), HORIZON_SWEEP_SECONDS: String(SWEEP_SECONDS) };
    const system = await startSystem({
      mongoUri,
      redisUrl: redis.url,
      policyFile,
      clock,
      services,
      env,
      logDir: join(dir, 'log'),
      onEvent: () => undefined,
      restart: false,
    });
    systems.push(system);
    return system;
  }

  async function send({ apiUrl, adminKey }: System): Promise<void> {
    const client = createClient({ baseUrl: apiUrl, apiKey: adminKey });
    const sent = Array.from({ length: TICKETS }, (_, index) =>
      client.createTicket(
        {
          subject: `Question ${index}`,
          description: 'How?',
          requester: 'customer@example.com',
          priority: 'urgent',
        },
        { idempotencyKey: `lost-${index}` },
      ),
    );
    await Promise.all(sent);
  }

  const count = (filter: object) => database.tickets.countDocuments(filter);
  const published = () =>
    eventually(async () => assert.equal(await count({ 'outbox.0': { $exists: true } }), 0));

  it('is made good by the sweep: tickets that nobody is told of any more are routed', async () => {
    await send(await start(['intake']));
    await published();
    await redis.restart({ wipe: true });
    assert.equal(await count({ 'state.kind': 'new' }), TICKETS);
    await start(['router']);
    // A sweep looks at what is older than one interval, and the ids that it goes by count whole seconds.
    await eventually(
      async () => assert.equal(await count({ 'state.kind': 'new' }), 0),
      (2 * SWEEP_SECONDS + 1) * 1000,
    );
  });

  it('is made good by the sweep: timers that are gone still fire', async () => {
    // Ten minutes of real time, the horizon, are a week here: every promise has its timer in Redis, and is due in seconds.
    const clock = { epoch: Date.parse('2025-01-06T08:00:00Z'), origin: Date.now(), speed: 1000 };
    await send(await start(['intake', 'router', 'sla-monitor'], clock));
    await eventually(async () => assert.equal(await count({ 'state.kind': 'waiting' }), TICKETS));
    await published();
    await redis.restart({ wipe: true });
    const due = { 'clocks.firstResponse.breachedAt': { $exists: true } };
    await eventually(async () => assert.equal(await count(due), TICKETS), 15_000);
    await published();
    const events = await database.events.countDocuments({ kind: 'sla.breached', clock: 'firstResponse' });
    assert.equal(events, TICKETS);
  });

  it('takes nothing from a customer: tickets are accepted while Redis is away, and routed when it is back', async () => {
    const system = await start(['intake', 'router']);
    await redis.kill9();
    await send(system);
    assert.equal(await count({}), TICKETS);
    await redis.restart({ wipe: true });
    await eventually(async () => assert.equal(await count({ 'state.kind': 'new' }), 0), 15_000);
    await published();
  });
});
