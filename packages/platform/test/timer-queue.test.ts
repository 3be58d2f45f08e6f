import assert from 'node:assert/strict';

import { instant } from '@tierline/domain';
import { createTimerQueue, startTimerWorker, type Timer } from '@tierline/platform';

import { queueBench } from './queue-bench.ts';
import { eventually } from './real-redis.ts';

const due = instant(Date.parse('2026-03-02T08:00:00Z'));
const timers = (count: number, delayMs: number) =>
  Array.from({ length: count }, (_, index) => ({ ticketId: `t${index}`, due, delayMs }));

describe('timer queue', () => {
  const { own, adding, working } = queueBench('timers');
  const queueOf = (test: string) => own(createTimerQueue(adding(test)));
  const workerOf = (test: string, handle: (timers: readonly Timer[]) => Promise<void>) =>
    own(startTimerWorker({ ...working(test).place, concurrency: 1, handle }));

  it('fires after its delay, not before, and once however often it was scheduled', async () => {
    const queue = queueOf('once');
    const seen: number[] = [];
    workerOf('once', async (fired) => void seen.push(...fired.map(() => performance.now())));
    const before = performance.now();
    await queue.schedule(timers(1, 250));
    await queue.schedule(timers(1, 250));
    assert.equal((await queue.depth()).delayed, 1);
    await eventually(() => seen.length > 0);
    assert.ok((seen[0] ?? 0) - before >= 249, `fired after ${(seen[0] ?? 0) - before} ms`);
    await eventually(async () => (await queue.depth()).active === 0);
    assert.equal(seen.length, 1);
  });

  it('fires at the time that was asked for, however many are set before it', async () => {
    const queue = queueOf('crowd');
    const before = Date.now();
    await queue.schedule(timers(3000, 60_000));
    const after = Date.now();
    const { prefix, name, connection } = adding('crowd');
    const delayed = await connection.zrange(`${prefix}:${name}:delayed`, '0', '-1', 'WITHSCORES');
    // BullMQ's score is the time in milliseconds, times 4096, and a counter.
    const times = delayed
      .filter((_, index) => index % 2 === 1)
      .map((score) => Math.floor(Number(score) / 4096));
    assert.equal(times.length, 3000);
    const [first, last] = [Math.min(...times), Math.max(...times)];
    assert.ok(first >= before + 60_000 && last - first <= 1, `${last - first} ms apart`);
    assert.ok(last <= after + 60_000);
  });

  it('knows which timers it has, whether they wait for their time or are being handled', async () => {
    const queue = queueOf('absent');
    const [delayed, handled, never] = [timers(1, 60_000), timers(2, 0).slice(1), timers(3, 0).slice(2)];
    const all = [...delayed, ...handled, ...never];
    assert.deepEqual(await queue.absent(all), all);
    let finish = () => {};
    const finished = new Promise<void>((resolve) => (finish = resolve));
    let handling = 0;
    workerOf('absent', async () => {
      handling += 1;
      await finished;
    });
    await queue.schedule([...delayed, ...handled]);
    await eventually(() => handling === 1);
    assert.deepEqual(await queue.absent(all), never);
    finish();
    await eventually(async () => (await queue.absent(handled)).length === 1);
  });

  it('hands timers that fire together to one call', async () => {
    const queue = queueOf('together');
    await queue.schedule(timers(40, 0));
    const calls: (readonly Timer[])[] = [];
    workerOf('together', async (fired) => void calls.push(fired));
    await eventually(() => calls.flat().length === 40);
    assert.equal(calls.length, 1);
    assert.deepEqual(calls[0]?.[0], { ticketId: 't0', due });
    await eventually(async () => (await queue.depth()).active === 0);
  });

  it('gives no call more than 200 timers', async () => {
    const queue = queueOf('many');
    await queue.schedule(timers(2100, 0));
    const calls: (readonly Timer[])[] = [];
    workerOf('many', async (fired) => void calls.push(fired));
    await eventually(() => calls.flat().length === 2100);
    assert.ok(calls.every((fired) => fired.length <= 200));
    assert.ok(calls.length < 210, `${calls.length} calls`);
  });

  it('runs only the timer that fails again, and frees its id when it fails for good', async () => {
    const queue = queueOf('bad-one');
    await queue.schedule(timers(10, 0));
    const handled: string[] = [];
    let bad = 0;
    workerOf('bad-one', async (fired) => {
      if (fired.some(({ ticketId }) => ticketId === 't3')) {
        bad += 1;
        throw new Error('bad ticket');
      }
      handled.push(...fired.map(({ ticketId }) => ticketId));
    });
    await eventually(() => handled.length === 9);
    // Together, alone, and four more attempts.
    await eventually(() => bad === 6);
    await eventually(async () => (await queue.depth()).active === 0);
    assert.deepEqual(await queue.depth(), { waiting: 0, active: 0, delayed: 0, failed: 0 });
    assert.equal(handled.length, 9);
    await queue.schedule(timers(10, 60_000));
    assert.equal((await queue.depth()).delayed, 10);
  });
});
