import assert from 'node:assert/strict';

import {
  createWakeQueue,
  producerConnection,
  startWakeWorker,
  type Wake,
  type WakeQueue,
} from '@tierline/platform';
import { Queue } from 'bullmq';

import { queueBench } from './queue-bench.ts';
import { eventually, freePort, startRedis } from './real-redis.ts';

const wakes = (count: number): Wake[] =>
  Array.from({ length: count }, (_, index) => ({ ticketId: `t${index}`, seq: index + 1 }));

describe('wake queue', () => {
  const { own, placeOf, adding, working } = queueBench('router');
  const queueOf = (test: string) => own(createWakeQueue(adding(test)));
  const workerOf = (test: string, handle: (items: readonly Wake[]) => Promise<void>) => {
    const { place, count } = working(test);
    own(startWakeWorker({ ...place, concurrency: 4, handle }));
    return count;
  };

  /** A job is counted when its handler is done, and leaves the queue a moment later. */
  const idle = (queue: WakeQueue) => eventually(async () => (await queue.depth()).active === 0);

  it('packs up to 50 wakes into a job and hands all of them over once', async () => {
    const queue = queueOf('pack');
    await queue.wake([]);
    await queue.wake(wakes(120));
    assert.deepEqual(await queue.depth(), { waiting: 3, active: 0, delayed: 0, failed: 0 });
    const seen: (readonly Wake[])[] = [];
    const count = workerOf('pack', async (items) => void seen.push(items));
    await eventually(async () => (await count('completed')) === 3);
    assert.deepEqual(
      seen.map((items) => items.length).toSorted((a, b) => a - b),
      [20, 50, 50],
    );
    assert.deepEqual(
      seen.flat().toSorted((a, b) => a.seq - b.seq),
      wakes(120),
    );
    await idle(queue);
    assert.deepEqual(await queue.depth(), { waiting: 0, active: 0, delayed: 0, failed: 0 });
  });

  it('takes the same list again as a no-op while it waits, and as new work afterwards', async () => {
    const queue = queueOf('again');
    await queue.wake(wakes(60));
    await queue.wake(wakes(60));
    assert.equal((await queue.depth()).waiting, 2);
    const count = workerOf('again', async () => undefined);
    await eventually(async () => (await count('completed')) === 2);
    await idle(queue);
    await queue.wake(wakes(60));
    await eventually(async () => (await count('completed')) === 4);
  });

  it('handles the 49 neighbours of a bad wake once more alone, and the bad one in a job of its own', async () => {
    const queue = queueOf('bad-one');
    const alone = new Set<string>();
    let bad = 0;
    const count = workerOf('bad-one', async (items) => {
      if (items.some(({ ticketId }) => ticketId === 't7')) {
        bad += 1;
        // The chunk, alone in its job, and the first two runs of the job of its own fail.
        if (bad <= 4) throw new Error('bad ticket');
      }
      if (items.length === 1) alone.add(items[0]?.ticketId ?? '');
    });
    await queue.wake(wakes(50));
    await eventually(() => alone.size === 50);
    assert.equal(bad, 5);
    await eventually(async () => (await count('completed')) === 1);
    // The chunk's own job and two runs of the bad wake's job.
    assert.equal(await count('retried'), 3);
    await idle(queue);
    assert.deepEqual(await queue.depth(), { waiting: 0, active: 0, delayed: 0, failed: 0 });
  });

  it('keeps a wake that failed five times as failed, and still takes it again', async () => {
    const queue = queueOf('hopeless');
    let broken = true;
    let handled = 0;
    const count = workerOf('hopeless', async () => {
      if (broken) throw new Error('hopeless');
      handled += 1;
    });
    await queue.wake(wakes(1));
    await eventually(async () => (await count('failed')) === 1);
    await idle(queue);
    assert.equal((await queue.depth()).failed, 1);
    broken = false;
    await queue.wake(wakes(1));
    await eventually(() => handled === 1);
  });

  for (const [what, data] of [
    ['no version', { items: [['t1', 1]] }],
    ['a version from before there were any', { v: 0, items: [['t1', 1]] }],
    ['an unknown shape', { v: 1, items: [{ ticketId: 't1' }] }],
    ['no wakes', { v: 1, items: [] }],
  ] as const) {
    it(`counts a payload with ${what} as malformed and does not retry it`, async () => {
      const test = `malformed-${what.replaceAll(' ', '-')}`;
      const { name, ...place } = adding(test);
      const foreign = own(new Queue(name, place));
      await foreign.add('wake', data, { attempts: 5, backoff: 1 });
      let handled = 0;
      const count = workerOf(test, async () => void (handled += 1));
      await eventually(async () => (await foreign.getFailedCount()) === 1);
      assert.deepEqual([await count('malformed'), handled], [1, 0]);
    });
  }

  it('rejects within about a second while Redis is away, and works when it is back', async () => {
    const port = await freePort();
    const away = producerConnection(`redis://127.0.0.1:${port}`);
    const queue = createWakeQueue({ ...placeOf('away'), connection: away });
    const bounded = async (count: number) => {
      const before = performance.now();
      await assert.rejects(queue.wake(wakes(count)));
      assert.ok(performance.now() - before < 1_500);
    };
    const pids: number[] = [];
    let redis: Awaited<ReturnType<typeof startRedis>> | undefined;
    try {
      await bounded(1);
      await bounded(120);
      redis = await startRedis(port);
      await eventually(
        () =>
          queue.wake(wakes(120)).then(
            () => true,
            () => false,
          ),
        2_000,
      );
      await redis.kill();
      await bounded(1);
      await bounded(120);
      redis = await startRedis(port);
      await eventually(
        () =>
          queue.wake(wakes(120)).then(
            () => true,
            () => false,
          ),
        2_000,
      );
      assert.equal((await queue.depth()).waiting, 3);
      process.kill(redis.pid, 'SIGSTOP');
      pids.push(redis.pid);
      await bounded(1);
      await bounded(120);
    } finally {
      for (const pid of pids) process.kill(pid, 'SIGCONT');
      await queue.close();
      away.disconnect();
      await redis?.kill();
    }
  });
});
