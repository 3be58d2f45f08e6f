import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { instant } from '@tierline/domain';
import {
  createLogger,
  createMetrics,
  createTimerQueue,
  createWakeQueue,
  producerConnection,
  startTimerWorker,
  startWakeWorker,
  type Wake,
  workerConnection,
} from '@tierline/platform';
import { eventually } from '@tierline/testkit';

import { type RedisCluster, startRedisCluster } from '../redis-cluster.ts';

const PREFIX = 'clustered';
/** More than fit into one pipeline. */
const TIMERS = 2_500;
const NAMES = ['router', 'push', 'sla', 'notifier'] as const;

describe('queues in a Redis Cluster', function clustered() {
  this.timeout(60_000);
  let dir: string;
  let cluster: RedisCluster;
  let stops: (() => unknown)[];

  before(async () => {
    dir = await mkdtemp(join(tmpdir(), 'tierline-cluster-'));
    const binary = process.env['TIERLINE_REDIS_SERVER'] ?? assert.fail('run the tests by npm test');
    cluster = await startRedisCluster({ binary, dir, masters: 3 });
  });
  after(async () => {
    await cluster.stop();
    await rm(dir, { recursive: true, force: true });
  });
  beforeEach(() => {
    stops = [];
  });
  afterEach(async () => {
    for (const stop of stops.toReversed()) await stop();
  });

  function connections() {
    const [producer, worker] = [producerConnection(cluster.url), workerConnection(cluster.url)];
    stops.push(
      () => producer.disconnect(),
      () => worker.disconnect(),
    );
    const { registry } = createMetrics({ service: 'test' });
    const logger = createLogger({ service: 'test', level: 'silent' });
    return { producer, place: { prefix: PREFIX, connection: worker, logger, registry } };
  }

  it('are each on one master, carry wakes and timers, and know which timers they have', async () => {
    const { producer, place } = connections();
    const seen = new Map<string, readonly Wake[]>();
    for (const name of NAMES) {
      const queue = createWakeQueue({ name, prefix: PREFIX, connection: producer });
      const worker = startWakeWorker({
        ...place,
        name,
        concurrency: 2,
        handle: async (wakes) => void seen.set(name, [...(seen.get(name) ?? []), ...wakes]),
      });
      stops.push(
        () => queue.close(),
        () => worker.close(),
      );
      await queue.wake(Array.from({ length: 120 }, (_, seq) => ({ ticketId: 't', seq })));
    }
    await eventually(async () =>
      assert.deepEqual(
        NAMES.map((name) => seen.get(name)?.length),
        NAMES.map(() => 120),
      ),
    );

    const timers = createTimerQueue({ name: 'timers', prefix: PREFIX, connection: producer });
    stops.push(() => timers.close());
    const set = Array.from({ length: TIMERS }, (_, index) => ({
      ticketId: `t${index}`,
      due: instant(index),
      delayMs: 600_000,
    }));
    await timers.schedule(set);
    assert.equal((await timers.depth()).delayed, TIMERS);
    const other = { ticketId: 'other', due: instant(1) };
    assert.deepEqual(await timers.absent([...set, other]), [other]);
    let fired = 0;
    const firer = startTimerWorker({
      ...place,
      name: 'timers',
      concurrency: 1,
      handle: async (due) => void (fired += due.length),
    });
    stops.push(() => firer.close());
    await timers.schedule([{ ...other, delayMs: 50 }]);
    await eventually(async () => assert.equal(fired, 1));
  });

  it('refuse within about a second while their master is away, go on on the others, and again when it is back', async () => {
    const { producer } = connections();
    const queues = NAMES.map((name) => createWakeQueue({ name, prefix: PREFIX, connection: producer }));
    stops.push(() => Promise.all(queues.map((queue) => queue.close())));
    const masters = await Promise.all(NAMES.map((name) => cluster.masterOf(`{${PREFIX}:${name}}:x`)));
    assert.ok(new Set(masters).size > 1, 'the queues spread');
    const [lost] = masters;
    await lost?.kill9();

    const add = async (seq: number) =>
      Promise.all(
        queues.map(async (queue) => {
          const before = performance.now();
          const added = await queue.wake([{ ticketId: 'again', seq }]).then(
            () => true,
            () => false,
          );
          assert.ok(performance.now() - before < 1_500, `${performance.now() - before} ms`);
          return added;
        }),
      );
    assert.deepEqual(
      await add(1),
      masters.map((master) => master !== lost),
    );
    await lost?.restart({ wipe: false });
    await eventually(async () =>
      assert.deepEqual(
        await add(2),
        masters.map(() => true),
      ),
    );
  });
});
