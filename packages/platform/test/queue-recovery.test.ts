import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';

import { instant } from '@tierline/domain';
import {
  createLogger,
  createMetrics,
  createTimerQueue,
  createWakeQueue,
  producerConnection,
  startTimerWorker,
  startWakeWorker,
  workerConnection,
} from '@tierline/platform';

import { eventually, freePort, ownPrefix, startRedis } from './real-redis.ts';

const RECOVERY_MS = 5_000;

/** Live workers on a Redis of their own; `works` resolves when new jobs go through both queues. */
async function liveWorkers() {
  const port = await freePort();
  let redis = await startRedis(port);
  const url = `redis://127.0.0.1:${port}`;
  const [producer, connection] = [producerConnection(url), workerConnection(url)];
  const prefix = ownPrefix();
  const logger = createLogger({ service: 'test', level: 'silent' });
  const { registry } = createMetrics({ service: 'test' });
  const seen = new Set<string>();
  const wakes = createWakeQueue({ name: 'router', prefix, connection: producer });
  const timers = createTimerQueue({ name: 'timers', prefix, connection: producer });
  const shared = { prefix, connection, logger, registry, concurrency: 2 };
  const workers = [
    startWakeWorker({
      ...shared,
      name: 'router',
      handle: async (items) => items.forEach(({ ticketId }) => seen.add(`wake ${ticketId}`)),
    }),
    startTimerWorker({
      ...shared,
      name: 'timers',
      handle: async (fired) => fired.forEach(({ ticketId }) => seen.add(`timer ${ticketId}`)),
    }),
  ];
  return {
    port,
    wakes,
    connection,
    kill: () => redis.kill(),
    async restart() {
      redis = await startRedis(port);
    },
    async works(ticketId: string) {
      await eventually(() =>
        Promise.all([
          wakes.wake([{ ticketId, seq: 1 }]),
          timers.schedule([{ ticketId, due: instant(1), delayMs: 100 }]),
        ]).then(
          () => true,
          () => false,
        ),
      );
      const all = () => seen.has(`wake ${ticketId}`) && seen.has(`timer ${ticketId}`);
      await eventually(all, RECOVERY_MS);
    },
    async close() {
      await Promise.all([...workers, wakes, timers].map((part) => part.close()));
      producer.disconnect();
      connection.disconnect();
      await redis.kill();
    },
  };
}

describe('queues when Redis is lost', function () {
  this.timeout(60_000);

  it('goes on after FLUSHALL', async () => {
    const live = await liveWorkers();
    try {
      await live.works('before');
      await live.connection.flushall();
      await live.works('after');
    } finally {
      await live.close();
    }
  });

  // Above 6 s the worker's blocking read is given up while Redis is away, which is another path.
  for (const awayMs of [0, 2_000, 8_000]) {
    it(`goes on when Redis was killed and is back empty after ${awayMs / 1_000} s`, async () => {
      const live = await liveWorkers();
      try {
        await live.works('before');
        await live.kill();
        await sleep(awayMs);
        await live.restart();
        await live.works('after');
      } finally {
        await live.close();
      }
    });
  }

  it('starts before Redis does', async () => {
    const live = await liveWorkers();
    await live.kill();
    const connection = workerConnection(`redis://127.0.0.1:${live.port}`);
    let handled = 0;
    const worker = startWakeWorker({
      name: 'router',
      prefix: 'early',
      connection,
      concurrency: 1,
      logger: createLogger({ service: 'test', level: 'silent' }),
      registry: createMetrics({ service: 'test' }).registry,
      handle: async (items) => void (handled += items.length),
    });
    try {
      await sleep(1_000);
      await live.restart();
      const queue = createWakeQueue({ name: 'router', prefix: 'early', connection });
      await queue.wake([{ ticketId: 't1', seq: 1 }]);
      await eventually(() => handled === 1, RECOVERY_MS);
      await queue.close();
    } finally {
      await worker.close();
      connection.disconnect();
      await live.close();
    }
  });

  it('closes within its bound while Redis is away or a handler hangs', async () => {
    const live = await liveWorkers();
    const connection = workerConnection(`redis://127.0.0.1:${live.port}`);
    let started = false;
    const stuck = startWakeWorker({
      name: 'router',
      prefix: 'stuck',
      connection,
      concurrency: 1,
      logger: createLogger({ service: 'test', level: 'silent' }),
      registry: createMetrics({ service: 'test' }).registry,
      handle: () => ((started = true), new Promise(() => undefined)),
    });
    const queue = createWakeQueue({ name: 'router', prefix: 'stuck', connection });
    await queue.wake([{ ticketId: 't1', seq: 1 }]);
    await eventually(() => started);
    await live.works('before');
    await live.kill();
    const before = performance.now();
    await Promise.all([stuck.close(), live.close()]);
    await queue.close();
    connection.disconnect();
    const took = performance.now() - before;
    assert.ok(took < 7_000, `took ${took} ms`);
  });
});
