import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { freePort, type GuardedProcess, type RedisServer, startGuarded, startRedis } from '@tierline/local';
import {
  ConfigError,
  createLogger,
  createMetrics,
  createWakeQueue,
  producerConnection,
  startWakeWorker,
  workerConnection,
} from '@tierline/platform';
import { startServerChecks, type ServerChecksOptions } from '@tierline/service';
import { type Database, migrateDatabase, NoReplicaSetError, openDatabase } from '@tierline/store';
import { dropDatabase, eventually, policyText, realServers, withDatabase } from '@tierline/testkit';
import { Redis } from 'ioredis';
import mongoose from 'mongoose';

const HOUR_MS = 3_600_000;

describe('servers that will not do', function unsuitable() {
  this.timeout(60_000);
  let dir: string;
  let binary: string;
  let mongoUri: string;
  let database: Database;
  let redis: RedisServer;
  let admin: Redis;
  let stops: (() => Promise<unknown>)[];

  before(async () => {
    dir = await mkdtemp(join(tmpdir(), 'tierline-unsuitable-'));
    binary = process.env['TIERLINE_REDIS_SERVER'] ?? assert.fail('run the tests by npm test');
    redis = await startRedis({ binary, dir: join(dir, 'redis'), persistent: true });
    admin = new Redis(redis.url, { retryStrategy: () => 50 }).on('error', () => undefined);
    mongoUri = withDatabase(realServers().mongodbUri, `unsuitable${Date.now()}`);
    database = await openDatabase(mongoUri);
  });
  after(async () => {
    await database.close();
    await dropDatabase(mongoUri);
    admin.disconnect();
    await redis.stop();
    await rm(dir, { recursive: true, force: true });
  });
  beforeEach(() => {
    stops = [];
  });
  afterEach(async () => {
    for (const stop of stops.toReversed()) await stop();
    await admin.config('SET', 'maxmemory-policy', 'noeviction');
  });

  /** What a service is told of its servers, with what it logs. */
  async function checks(options: Partial<ServerChecksOptions> & { readonly url?: string } = {}) {
    const { url = redis.url, ...more } = options;
    const producer = producerConnection(url);
    stops.push(async () => producer.disconnect());
    const { registry } = createMetrics({ service: 'test' });
    const logged: { readonly level: 'warn' | 'error'; readonly message: string }[] = [];
    const logger = Object.assign(createLogger({ service: 'test', level: 'silent' }), {
      warn: (_: object, message: string) => logged.push({ level: 'warn', message }),
      error: (_: object, message: string) => logged.push({ level: 'error', message }),
    });
    const stage = await startServerChecks({
      service: 'router',
      database,
      producer,
      logger,
      registry,
      everyMs: 100,
      ...more,
    });
    stops.push(() => stage.stop());
    const gauge = async (name: string, labels: object = {}) =>
      (await registry.getSingleMetric(name)?.get())?.values.find((one) =>
        Object.entries(labels).every(([label, value]) => one.labels[label] === value),
      )?.value;
    return { logged, gauge };
  }

  const refusal = async (running: Promise<unknown>) => {
    const error: unknown = await running.then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    assert.ok(error instanceof ConfigError, String(error));
    return error;
  };

  it('are not found where there are none: nothing is logged, and the gauges say so', async () => {
    const { logged, gauge } = await checks();
    assert.deepEqual(logged, []);
    assert.equal(await gauge('tierline_redis_policy_ok'), 1);
    for (const peer of ['mongodb', 'redis']) {
      const skew = (await gauge('tierline_clock_skew_seconds', { peer })) ?? NaN;
      // The same machine.
      assert.ok(Math.abs(skew) < 0.25, `${peer}: ${skew}`);
    }
  });

  it('are refused all at once: a Redis that drops keys, and a clock that is an hour off, with the remedy', async () => {
    await admin.config('SET', 'maxmemory-policy', 'allkeys-lru');
    const { message, problems } = await refusal(checks({ ownMillis: () => Date.now() - HOUR_MS }));
    assert.deepEqual(
      problems.map(({ name }) => name),
      ['clock', 'REDIS_URL', 'clock'],
    );
    assert.match(message, /^router cannot start, its environment has 3 problems:/);
    assert.match(message, /maxmemory-policy allkeys-lru.*\n {4}Set its maxmemory-policy to noeviction/);
    assert.match(message, /3600\.\d s behind that of MongoDB.*\n {4}Have both machines follow/);
    assert.match(message, /3600\.\d s behind that of Redis/);
  });

  it('are logged where they will just do: a clock that is five seconds off, Redis without an append-only file', async () => {
    await admin.config('SET', 'appendonly', 'no');
    const { logged, gauge } = await checks({ ownMillis: () => Date.now() + 5_000 });
    const warned = (what: RegExp) =>
      logged.filter(({ level, message }) => level === 'warn' && what.test(message));
    assert.equal(warned(/^REDIS_URL leads to a Redis without an append-only file/).length, 1);
    for (const peer of ['MongoDB', 'Redis'])
      assert.equal(
        warned(new RegExp(`^clock of this machine is 5\\.\\d s ahead of that of ${peer}`)).length,
        1,
      );
    const skew = (await gauge('tierline_clock_skew_seconds', { peer: 'mongodb' })) ?? NaN;
    assert.ok(Math.abs(skew - 5) < 0.25, `${skew}`);
  });

  it('are flagged when Redis comes back that was away at the start, and no more when it is put right', async () => {
    await redis.kill9();
    const before = performance.now();
    const { logged, gauge } = await checks();
    assert.ok(performance.now() - before < 2_000, 'Redis is not waited for');
    assert.deepEqual([logged, await gauge('tierline_redis_policy_ok')], [[], undefined]);
    const drops = /^REDIS_URL leads to a Redis that drops keys .*volatile-ttl/;
    await redis.restart({ wipe: true });
    await admin.config('SET', 'maxmemory-policy', 'volatile-ttl');
    await eventually(async () => {
      assert.equal(await gauge('tierline_redis_policy_ok'), 0);
      assert.ok(logged.some(({ level, message }) => level === 'error' && drops.test(message)));
    });
    await admin.config('SET', 'maxmemory-policy', 'noeviction');
    await eventually(async () => assert.equal(await gauge('tierline_redis_policy_ok'), 1));
  });

  it('are seen by the user that docs/operations/redis.md makes, who may not use CONFIG but do all else', async () => {
    const guide = await readFile(new URL('../../docs/operations/redis.md', import.meta.url), 'utf8');
    const rights = /needs `(~tierline:[^`]*)`/.exec(guide)?.[1]?.split(' ') ?? assert.fail('no rights');
    await admin.call('ACL', 'SETUSER', 'limited', 'on', '>secret', ...rights);
    const url = redis.url.replace('redis://', 'redis://limited:secret@');
    const producer = producerConnection(url);
    const connection = workerConnection(url);
    const queue = createWakeQueue({ name: 'router', prefix: 'tierline', connection: producer });
    const { registry } = createMetrics({ service: 'test' });
    const logger = createLogger({ service: 'test', level: 'silent' });
    const handled = new Promise((handle) => {
      const worker = startWakeWorker({
        name: 'router',
        prefix: 'tierline',
        connection,
        concurrency: 1,
        logger,
        registry,
        handle: async (wakes) => handle(wakes),
      });
      stops.push(
        async () => connection.disconnect(),
        () => worker.close(),
      );
    });
    stops.push(
      async () => producer.disconnect(),
      () => queue.close(),
    );
    await queue.wake([{ ticketId: 't', seq: 1 }]);
    assert.deepEqual(await handled, [{ ticketId: 't', seq: 1 }]);

    await admin.config('SET', 'maxmemory-policy', 'allkeys-lfu');
    assert.match((await refusal(checks({ url }))).message, /maxmemory-policy allkeys-lfu/);
  });

  it('are seen in a Redis that is too old', async () => {
    const server = createServer((socket) => {
      const info = 'redis_version:6.0.16\r\nmaxmemory_policy:noeviction\r\naof_enabled:1\r\n';
      const answers = new Map([
        ['info', `$${info.length}\r\n${info}\r\n`],
        ['time', `*2\r\n:${Math.floor(Date.now() / 1000)}\r\n:0\r\n`],
      ]);
      socket.on('data', (chunk) => {
        // A command is an array: *1, $4, info.
        for (const [, word = ''] of chunk.toString().matchAll(/\*\d+\r\n\$\d+\r\n(\w+)\r\n/g))
          socket.write(answers.get(word.toLowerCase()) ?? '-NOPROTO nothing else is known\r\n');
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    stops.push(async () => server.close());
    const { port } = server.address() as AddressInfo;
    const { message } = await refusal(checks({ url: `redis://127.0.0.1:${port}` }));
    assert.match(message, /REDIS_URL: leads to Redis 6\.0\.16; 6\.2 is the oldest that will do/);
  });

  it('end a service with code 2 and the remedy, before it writes to a standalone MongoDB', async () => {
    const policy = join(dir, 'policy.yaml');
    await writeFile(policy, policyText());
    const intake = async (env: Readonly<Record<string, string>>) => {
      const main = fileURLToPath(new URL('../../services/intake/dist/main.js', import.meta.url));
      const child = spawn(process.execPath, [main], {
        env: { MONGODB_URI: mongoUri, REDIS_URL: redis.url, POLICY_FILE: policy, PORT: '0', ...env },
        stdio: ['ignore', 'ignore', 'pipe'],
      });
      let stderr = '';
      child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
      const code = await new Promise<number | null>((resolve) => child.once('exit', resolve));
      return { code, stderr };
    };
    await migrateDatabase(mongoUri);
    await admin.config('SET', 'maxmemory-policy', 'allkeys-random');
    const uri = `mongodb://127.0.0.1:${(await standalone()).port}/tierline`;
    const [plain, dropping] = await Promise.all([
      intake({ MONGODB_URI: uri }),
      intake({}),
      assert.rejects(
        openDatabase(`${uri}?replicaSet=rs0`),
        (error) =>
          error instanceof NoReplicaSetError && /that is not of the replica set rs0/.test(error.message),
      ),
    ]);
    assert.equal(plain.code, 2, plain.stderr);
    assert.match(
      plain.stderr,
      /^intake cannot start: MONGODB_URI leads to a standalone MongoDB\.\n.*rs\.initiate\(\)/,
    );
    assert.equal(dropping.code, 2, dropping.stderr);
    assert.match(
      dropping.stderr,
      /^intake cannot start, its environment has 1 problem:\n {2}REDIS_URL: .*allkeys-random/,
    );
    const client = new mongoose.mongo.MongoClient(uri);
    const { databases } = await client.db('admin').admin().listDatabases();
    await client.close();
    assert.deepEqual(databases.map(({ name }) => name).toSorted(), ['admin', 'config', 'local']);
  });

  async function standalone(): Promise<{ readonly port: number }> {
    const mongod = process.env['TIERLINE_MONGOD'] ?? assert.fail('run the tests by npm test');
    const port = await freePort();
    const data = join(dir, 'standalone');
    await mkdir(data);
    const server: GuardedProcess = await startGuarded({
      file: mongod,
      args: ['--dbpath', data, '--port', String(port), '--bind_ip', '127.0.0.1', '--nounixsocket'],
      env: { PATH: process.env['PATH'], HOME: process.env['HOME'], LC_ALL: 'C' },
      logFile: join(dir, 'standalone.log'),
      guard: 'shell',
    });
    stops.push(() => server.stop(5_000));
    const client = new mongoose.mongo.MongoClient(`mongodb://127.0.0.1:${port}`);
    await client.db('admin').command({ ping: 1 });
    await client.close();
    return { port };
  }
});
