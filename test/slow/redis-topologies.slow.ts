import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { type Client, createClient } from '@tierline/client';
import { QUEUES } from '@tierline/contracts';
import { type RedisServer, startSystem, type System } from '@tierline/local';
import { loadPreset } from '@tierline/presets';
import { type Database, openDatabase } from '@tierline/store';
import { dropDatabase, eventually, realServers, withDatabase } from '@tierline/testkit';

import { startRedisCluster } from '../redis-cluster.ts';
import { startRedisUnderSentinel } from '../redis-sentinel.ts';

const SWEEP_SECONDS = 2;
/** What is younger was routed by its wake: a sweep leaves alone what is younger than its interval. */
const YOUNG_MS = 1_500;
/** Between two tickets that are sent all the while. */
const EVERY_MS = 50;

describe('a topology of Redis that loses a master', function topologies() {
  this.timeout(60_000);
  let dir: string;
  let binary: string;
  let mongoUri: string;
  let database: Database;
  let stops: (() => Promise<void>)[];

  beforeEach(async () => {
    binary = process.env['TIERLINE_REDIS_SERVER'] ?? assert.fail('run the tests by npm run test:slow');
    dir = await mkdtemp(join(tmpdir(), 'tierline-topology-'));
    mongoUri = withDatabase(realServers().mongodbUri, `topology${Date.now()}`);
    database = await openDatabase(mongoUri);
    stops = [
      () => rm(dir, { recursive: true, force: true }),
      () => dropDatabase(mongoUri),
      () => database.close(),
    ];
  });
  afterEach(async () => {
    for (const stop of stops.toReversed()) await stop();
  });

  async function start(redisUrl: string): Promise<System> {
    const { policyFile } = await loadPreset('saas');
    const env = { SWEEP_SECONDS: String(SWEEP_SECONDS), HORIZON_SWEEP_SECONDS: String(SWEEP_SECONDS) };
    const system = await startSystem({
      mongoUri,
      redisUrl,
      policyFile,
      clock: { speed: 1 },
      env,
      logDir: join(dir, 'log'),
      onEvent: () => undefined,
      restart: false,
    });
    stops.push(() => system.stop());
    return system;
  }

  const count = (filter: object) => database.tickets.countDocuments(filter);

  it('goes on after a failover by Sentinel: no ticket is refused, and the sweep makes good what the replica lacked', async () => {
    const redis = await startRedisUnderSentinel({ binary, dir, sentinels: 3 });
    stops.push(() => redis.stop());
    const system = await start(redis.url);
    const customers = sending(createClient({ baseUrl: system.apiUrl, apiKey: system.adminKey }));
    await sleep(1_000);

    const first = await lose(redis.master(), 'SIGKILL');
    const killed = await recovery(customers);
    assert.notEqual((await redis.master()).port, first.port);
    await redis.rejoin(first);

    // A master that does not answer, and does not hang up either.
    const stopped = await lose(redis.master(), 'SIGSTOP');
    const waited = await recovery(customers);
    process.kill(stopped.pid, 'SIGCONT');

    const sent = await customers.stop();
    await everythingDone(sent);
    process.stdout.write(
      `      wakes worked on again ${seconds(killed)} after kill -9 of the master, ${seconds(waited)} after SIGSTOP of the next; ` +
        `${sent} tickets sent all the while, 0 refused, 0 left unrouted\n`,
    );
  });

  it('takes tickets while a cluster lacks the master of the router, goes on with the other queues, and with it when it is back', async () => {
    const redis = await startRedisCluster({ binary, dir, masters: 3 });
    stops.push(() => redis.stop());
    const masters = await Promise.all(
      Object.values(QUEUES).map((name) => redis.masterOf(`{tierline:${name}}:${name}:wait`)),
    );
    const used = new Set(masters.map(({ port }) => port)).size;
    assert.ok(used > 1, 'the queues spread over the masters');
    const system = await start(redis.url);
    const customers = sending(createClient({ baseUrl: system.apiUrl, apiKey: system.adminKey }));
    await sleep(1_000);

    const lost = await lose(redis.masterOf(`{tierline:${QUEUES.router}}:`), 'SIGKILL');
    await sleep(2_000);
    const during = customers.sent().length;
    await sleep(1_000);
    assert.ok(customers.sent().length > during, 'tickets are taken while the master is away');
    // Nothing was kept: who has which slots is known, the jobs are gone.
    await lost.restart({ wipe: false });
    const back = await recovery(customers);

    const sent = await customers.stop();
    await everythingDone(sent);
    process.stdout.write(
      `      ${Object.keys(QUEUES).length} queues on ${used} of 3 masters; wakes worked on again ${seconds(back)} after the lost master ` +
        `is back, empty; ${sent} tickets sent all the while, 0 refused, 0 left unrouted\n`,
    );
  });

  async function lose(master: Promise<RedisServer>, signal: 'SIGKILL' | 'SIGSTOP'): Promise<RedisServer> {
    const server = await master;
    if (signal === 'SIGKILL') await server.kill9();
    else process.kill(server.pid, signal);
    return server;
  }

  /** Milliseconds until a ticket that is sent from now on is routed at an age at which no sweep looks at it yet. */
  async function recovery(customers: Sending): Promise<number> {
    const since = performance.now();
    await eventually(async () => {
      const ids = customers.sent(Math.max(since, performance.now() - YOUNG_MS));
      if ((await count({ _id: { $in: ids }, 'state.kind': 'waiting' })) === 0)
        throw new Error('no young ticket is routed yet');
    }, 30_000);
    return performance.now() - since;
  }

  async function everythingDone(sent: number): Promise<void> {
    await eventually(async () => {
      assert.equal(await count({ 'state.kind': 'new' }), 0, 'unrouted');
      assert.equal(await count({ 'outbox.0': { $exists: true } }), 0, 'unpublished');
    });
    assert.equal(await count({}), sent);
  }
});

const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`;

/** Customers who write all the time. A ticket that is refused fails the test that stops them. */
interface Sending {
  /** The ids of what was sent since, in milliseconds of `performance.now()`. */
  sent(since?: number): readonly string[];
  /** How many were sent and taken. */
  stop(): Promise<number>;
}

function sending(client: Client): Sending {
  const stopping = new AbortController();
  const sent: { readonly id: string; readonly at: number }[] = [];
  const running = (async () => {
    while (!stopping.signal.aborted) {
      const ticket = {
        subject: 'Hello?',
        description: 'Is anybody there?',
        requester: 'customer@example.com',
      };
      const at = performance.now();
      const { id } = await client.createTicket(ticket, { idempotencyKey: `sent-${sent.length}` });
      sent.push({ id, at });
      await sleep(EVERY_MS);
    }
  })();
  return {
    sent: (since = 0) => sent.filter(({ at }) => at >= since).map(({ id }) => id),
    stop: async () => {
      stopping.abort();
      await running;
      return sent.length;
    },
  };
}
