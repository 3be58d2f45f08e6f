import assert from 'node:assert/strict';

import { startTimerWorker, startWakeWorker, type Timer, type Wake } from '@tierline/platform';
import { Queue } from 'bullmq';
import { z } from 'zod';

import { openWorker } from '../src/queue.ts';
import { queueBench } from './queue-bench.ts';
import { eventually } from './real-redis.ts';

/** As releases wrote them; never edited: a job of theirs may be in a queue when the next one starts. */
const WRITTEN = {
  wake: {
    v: 1,
    items: [
      ['0123456789abcdef01234567', 3],
      ['0123456789abcdef01234568', 1],
    ],
  },
  timer: { v: 1, ticketId: '0123456789abcdef01234567', due: 1772442000000 },
} as const;

const HOUR = 3_600_000;

describe('payloads of other releases', () => {
  const { own, adding, working } = queueBench('router');
  const queueOf = (test: string) => {
    const { name, ...place } = adding(test);
    return own(new Queue(name, place));
  };

  it('of the first version are handled, with fields that a later release added as well', async () => {
    const seen: (Wake | Timer)[] = [];
    const handle = async (items: readonly (Wake | Timer)[]) => void seen.push(...items);
    own(startWakeWorker({ ...working('wake').place, concurrency: 1, handle }));
    own(startTimerWorker({ ...working('timer').place, concurrency: 1, handle }));
    const { wake, timer } = WRITTEN;
    await queueOf('wake').add('wake', wake);
    await queueOf('wake').add('wake', {
      ...wake,
      items: wake.items.map((item) => [...item, 'more']),
      trace: { id: 'x' },
    });
    await queueOf('timer').add('timer', timer);
    await queueOf('timer').add('timer', { ...timer, reason: 'later' });
    await eventually(() => seen.length === 6);
    const wakes = wake.items.map(([ticketId, seq]) => ({ ticketId, seq }));
    const { v: _v, ...due } = timer;
    assert.deepEqual(
      seen.filter((one) => 'seq' in one),
      [...wakes, ...wakes],
    );
    assert.deepEqual(
      seen.filter((one) => 'due' in one),
      [due, due],
    );
  });

  it('of a later version are put back by those who do not know them, and handled once by one who does', async function later() {
    this.timeout(40_000);
    const JOBS = 6;
    const queue = queueOf('later');
    const { place, count } = working('later');
    let byOld = 0;
    const old = startWakeWorker({ ...place, concurrency: 4, handle: async () => void (byOld += 1) });
    for (let job = 0; job < JOBS; job += 1)
      await queue.add('wake', { v: 2, tickets: { [`t${job}`]: job } }, { attempts: 5 });
    await eventually(async () => (await count('deferred')) >= JOBS);
    const byNew: string[] = [];
    own(
      openWorker({
        ...working('later').place,
        concurrency: 4,
        payload: z.object({ v: z.literal(2), tickets: z.record(z.string(), z.int()) }),
        work: async ({ tickets }) => {
          byNew.push(...Object.keys(tickets));
          return 'completed';
        },
      }),
    );
    // Beside the old one, which goes on taking its share until it is replaced as well.
    await eventually(() => byNew.length > 0, 15_000);
    await old.close();
    await eventually(() => byNew.length >= JOBS, 15_000);
    assert.equal(new Set(byNew).size, JOBS);
    assert.deepEqual(
      [byNew.length, byOld, await count('malformed'), await queue.getFailedCount()],
      [JOBS, 0, 0, 0],
    );
  });

  it('of a later version fail after a day in which nobody knew them', async () => {
    const queue = queueOf('orphan');
    const { place, count } = working('orphan');
    own(startWakeWorker({ ...place, concurrency: 1, handle: async () => assert.fail('not ours') }));
    await queue.add('wake', { v: 2 }, { attempts: 5, timestamp: Date.now() - 25 * HOUR });
    await eventually(async () => (await queue.getFailedCount()) === 1);
    assert.deepEqual([await count('malformed'), await count('deferred')], [1, 0]);
  });
});
