import assert from 'node:assert/strict';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { createClient } from '@tierline/client';
import { QUEUES } from '@tierline/contracts';
import { instant } from '@tierline/domain';
import {
  type MongoServer,
  type RedisServer,
  startMongo,
  startRedis,
  startSystem,
  type System,
} from '@tierline/local';
import { createTimerQueue, producerConnection } from '@tierline/platform';
import { loadPreset } from '@tierline/presets';
import { checkTickets, type Database, type NearTimer, openDatabase, timersBetween } from '@tierline/store';
import { eventually, withDatabase } from '@tierline/testkit';

import { addHiddenMember, type HiddenMember } from './restore/hidden-member.ts';

const PREFIX = 'restored';
const SWEEP_SECONDS = 2;
/** Every promise of the test is near enough to be a timer in Redis. */
const HORIZON_SECONDS = 30 * 86_400;
/** Real time between two tickets. */
const EVERY_MS = 40;
const BEFORE_MS = 3000;
const AFTER_MS = 2000;

interface Acknowledged {
  readonly id: string;
  readonly at: number;
}

describe('a backup that was taken while tickets came in', function restore() {
  this.timeout(240_000);
  let dir: string;
  let mongo: MongoServer;
  let redis: RedisServer;
  let hidden: HiddenMember;
  let system: System;
  let database: Database;
  const early: Acknowledged[] = [];
  const acknowledged: Acknowledged[] = [];
  let destroyedAt: number;
  let restoredAt: number;
  let timers: readonly NearTimer[];

  before(async () => {
    dir = await mkdtemp(join(tmpdir(), 'tierline-restore-'));
    const { TIERLINE_MONGOD: mongod, TIERLINE_REDIS_SERVER: redisServer } = process.env;
    assert.ok(mongod && redisServer, 'run the tests by npm test: it says where the servers are');
    const live = join(dir, 'mongo');
    mongo = await startMongo({ binary: mongod, dir: live });
    redis = await startRedis({ binary: redisServer, dir: join(dir, 'redis'), persistent: true });
    hidden = await addHiddenMember({ binary: mongod, dir: join(dir, 'hidden'), primaryUri: mongo.uri });
    const uri = withDatabase(mongo.uri, 'tierline');
    system = await startAll(uri);

    // Customers go on all the time; the backup is taken in the middle.
    const stop = new AbortController();
    const sending = sendTickets(system, stop.signal);
    await sleep(BEFORE_MS);
    early.push(...acknowledged);
    await hidden.caughtUp();
    const started = performance.now();
    await hidden.copyTo(join(dir, 'backup'));
    print(
      `backup of a hidden member: ${seconds(performance.now() - started)}, after ${early.length} tickets`,
    );
    await sleep(AFTER_MS);
    stop.abort();
    await sending;

    destroyedAt = Date.now();
    for (const { name } of system.services) await system.kill(name, 'SIGKILL');
    await Promise.all([mongo.kill9(), hidden.kill9(), redis.kill9()]);
    await system.stop();
    await Promise.all([rm(live, { recursive: true }), rm(join(dir, 'hidden'), { recursive: true })]);

    await cp(join(dir, 'backup'), join(live, 'db'), { recursive: true });
    mongo = await startMongo({ binary: mongod, dir: live, port: mongo.port });
    await redis.restart({ wipe: true });
    system = await startAll(uri);
    database = await openDatabase(uri);
    await routesAgain();
    timers = await timersAreBack();
    restoredAt = Date.now();
  });
  after(async () => {
    await system.stop();
    await database.close();
    await hidden[Symbol.asyncDispose]();
    await Promise.all([mongo.stop(), redis.stop()]);
    await rm(dir, { recursive: true, force: true });
  });

  async function startAll(mongoUri: string): Promise<System> {
    const { policyFile } = await loadPreset('saas');
    return startSystem({
      mongoUri,
      redisUrl: redis.url,
      policyFile,
      clock: { speed: 1 },
      queuePrefix: PREFIX,
      env: {
        SWEEP_SECONDS: String(SWEEP_SECONDS),
        HORIZON_SECONDS: String(HORIZON_SECONDS),
        HORIZON_SWEEP_SECONDS: String(SWEEP_SECONDS),
      },
      logDir: join(dir, 'log'),
      onEvent: () => undefined,
      restart: false,
    });
  }

  const ticket = (number: number) => ({
    subject: `Question ${number}`,
    description: 'How?',
    requester: 'customer@example.com',
  });

  async function sendTickets({ apiUrl, adminKey }: System, stop: AbortSignal): Promise<void> {
    const client = createClient({ baseUrl: apiUrl, apiKey: adminKey });
    for (let number = 0; !stop.aborted; number += 1) {
      const { id } = await client.createTicket(ticket(number), { idempotencyKey: `restore-${number}` });
      acknowledged.push({ id, at: Date.now() });
      await sleep(EVERY_MS);
    }
  }

  async function routesAgain(): Promise<void> {
    const client = createClient({ baseUrl: system.apiUrl, apiKey: system.adminKey });
    const { id } = await client.createTicket(ticket(0), { idempotencyKey: 'after' });
    await eventually(async () => assert.notEqual((await client.readTicket(id)).tier, undefined), 30_000);
    await eventually(async () => {
      assert.equal(await database.tickets.countDocuments({ 'state.kind': 'new' }), 0, 'unrouted');
      assert.equal(
        await database.tickets.countDocuments({ 'outbox.0': { $exists: true } }),
        0,
        'unpublished',
      );
    }, 30_000);
  }

  /** Waits until every ticket with a promise has its timer in Redis again. */
  async function timersAreBack(): Promise<readonly NearTimer[]> {
    const connection = producerConnection(redis.url);
    const queue = createTimerQueue({ name: QUEUES.timers, prefix: PREFIX, connection });
    try {
      return await eventually(async () => {
        const until = instant(Date.now() + HORIZON_SECONDS * 1000);
        const wanted = await timersBetween(database, { until, limit: 10_000 });
        assert.deepEqual(await queue.absent(wanted), []);
        return wanted;
      }, 30_000);
    } finally {
      await queue.close();
      connection.disconnect();
    }
  }

  it('has every ticket acknowledged before it, each as its events make it', async () => {
    const stored = new Set(
      (await database.tickets.find({}, { projection: { _id: 1 } }).toArray()).map(({ _id }) => _id),
    );
    assert.ok(early.length > 10);
    assert.deepEqual(
      early.filter(({ id }) => !stored.has(id)),
      [],
    );
    const { examined, findings } = await checkTickets(database, { limit: 10_000 });
    assert.deepEqual([examined, findings], [stored.size, []]);
    const lost = acknowledged.filter(({ id }) => !stored.has(id));
    print(
      `${acknowledged.length} tickets were acknowledged, the last ${lost.length} after the backup and gone`,
    );
    // What is gone is the end, without gaps.
    assert.deepEqual(lost, acknowledged.slice(acknowledged.length - lost.length));
  });

  it('is enough to go on from: new tickets are routed, and all timers are in Redis again', async () => {
    const newest = acknowledged.length - 1 - (await lostCount());
    const rpo = destroyedAt - (acknowledged[newest]?.at ?? NaN);
    print(`RPO ${seconds(rpo)}: the age of the newest restored ticket when everything was destroyed`);
    print(
      `RTO ${seconds(restoredAt - destroyedAt)}: from then until a new ticket was routed and ${timers.length} timers were back`,
    );
    assert.ok(rpo < BEFORE_MS + AFTER_MS + 30_000);
    // One ticket more than was restored: the one that was sent afterwards.
    assert.equal(timers.length, newest + 2);
  });

  async function lostCount(): Promise<number> {
    const ids = acknowledged.map(({ id }) => id);
    return ids.length - (await database.tickets.countDocuments({ _id: { $in: ids } }));
  }
});

const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`;

function print(text: string): void {
  process.stdout.write(`      ${text}\n`);
}
