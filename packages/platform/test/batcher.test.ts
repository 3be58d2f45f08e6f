import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';

import { createBatcher } from '@tierline/platform';

/** Flushes that wait for `open()`, and the batches that they were given. */
function gate() {
  const batches: number[][] = [];
  const waiting: (() => void)[] = [];
  return {
    batches,
    open: () => waiting.splice(0).forEach((resolve) => resolve()),
    flush: async (items: readonly number[]) => {
      batches.push([...items]);
      await new Promise<void>((resolve) => waiting.push(resolve));
      return items.map((item) => item * 10);
    },
  };
}

describe('batcher', () => {
  it('flushes at once when idle and gathers while a flush is under way', async () => {
    const { batches, open, flush } = gate();
    const add = createBatcher({ flush, maxItems: 3 });
    const first = add(1);
    await sleep(1);
    assert.deepEqual(batches, [[1]]);
    const rest = [2, 3, 4, 5].map(add);
    await sleep(1);
    assert.deepEqual(batches, [[1]]);
    open();
    assert.equal(await first, 10);
    assert.deepEqual(batches, [[1], [2, 3, 4]]);
    open();
    await sleep(1);
    open();
    assert.deepEqual(await Promise.all(rest), [20, 30, 40, 50]);
    assert.deepEqual(batches, [[1], [2, 3, 4], [5]]);
  });

  it('keeps at most maxInFlight flushes under way', async () => {
    const { batches, open, flush } = gate();
    const add = createBatcher({ flush, maxItems: 1, maxInFlight: 2 });
    const all = Promise.all([1, 2, 3].map(add));
    await sleep(1);
    assert.deepEqual(batches, [[1], [2]]);
    open();
    await sleep(1);
    open();
    assert.deepEqual(await all, [10, 20, 30]);
  });

  it('rejects only the item whose slot holds an error', async () => {
    const add = createBatcher({
      flush: async (items: readonly number[]) => items.map((item) => (item === 2 ? new Error('two') : item)),
      maxItems: 10,
    });
    const [one, two, three] = await Promise.allSettled([1, 2, 3].map(add));
    assert.deepEqual([one?.status, two?.status, three?.status], ['fulfilled', 'rejected', 'fulfilled']);
  });

  it('rejects all items of a flush that throws or gives too few results, and goes on', async () => {
    const answers = [() => Promise.reject(new Error('down')), async () => [], async () => [7]];
    const add = createBatcher<number, number>({
      flush: () => answers.shift()?.() ?? Promise.resolve([]),
      maxItems: 10,
    });
    await assert.rejects(Promise.all([add(1), add(2)]), /down/);
    await assert.rejects(add(1), /0 results for 1 items/);
    assert.equal(await add(1), 7);
  });

  it('is idle when nothing is pending or under way', async () => {
    const { open, flush } = gate();
    const add = createBatcher({ flush, maxItems: 1 });
    await add.idle();
    const both = [add(1), add(2)];
    let idle = false;
    const waiting = add.idle().then(() => (idle = true));
    await sleep(1);
    open();
    await both[0];
    assert.equal(idle, false);
    open();
    await waiting;
    await Promise.all(both);
  });

  it('gathers what comes in quick succession when told to', async () => {
    const batches: number[][] = [];
    const add = createBatcher({
      flush: async (items: readonly number[]) => (batches.push([...items]), items),
      maxItems: 3,
      gatherMs: 30,
    });
    const all: Promise<number>[] = [];
    for (const item of [1, 2, 3, 4]) {
      all.push(add(item));
      await sleep(1);
    }
    await Promise.all(all);
    assert.deepEqual(batches, [[1, 2, 3], [4]]);
  });

  it('gathers no longer than ten times as long, however steadily items come', async () => {
    const batches: number[] = [];
    const add = createBatcher({
      flush: async (items: readonly number[]) => (batches.push(items.length), items),
      maxItems: 10_000,
      gatherMs: 20,
    });
    const all: Promise<number>[] = [];
    const until = performance.now() + 1000;
    while (performance.now() < until) {
      all.push(add(1));
      await sleep(2);
    }
    await Promise.all(all);
    assert.ok(batches.length >= 3, `${batches.length} batches`);
  });
});
