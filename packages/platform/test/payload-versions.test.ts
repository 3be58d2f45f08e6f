import assert from 'node:assert/strict';

import {
  createLogger,
  createMetrics,
  producerConnection,
  type RedisConnection,
  startTimerWorker,
  startWakeWorker,
  type Timer,
  type Wake,
  workerConnection,
} from '@tierline/platform';
import { Queue } from 'bullmq';
import { z } from 'zod';

import { openWorker } from '../src/queue.ts';
import { eventually, ownPrefix, redisUrl } from './real-redis.ts';

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
const logger = createLogger({ service: 'test', level: 'silent' });

describe('payloads of other releases', () => {
  const prefix = ownPrefix();
  let producer: RedisConnection;
  let connection: RedisConnection;
  const open: { close(): Promise<void> }[] = [];
  const own = <T extends { close(): Promise<void> }>(resource: T): T => {
    open.push(resource);
    return resource;
  };
  // Not before a test of these runs: a connection that nobody closes keeps the process alive.
  before(() => {
    producer = producerConnection(redisUrl());
    connection = workerConnection(redisUrl());
  });
  afterEach(async () => {
    for (const resource of open.splice(0).toReversed()) await resource.close();
  });
  after(async () => {
    for (const key of await connection.keys(`${prefix}-*`)) await connection.del(key);
    connection.disconnect();
    producer.disconnect();
  });

  const queueOf = (test: string) =>
    own(new Queue('router', { prefix: `${prefix}-${test}`, connection: producer }));
  /** A place for a worker, of each test's own, and how often its jobs ended so. */
  function placeOf(test: string) {
    const { registry } = createMetrics({ service: 'test' });
    const place = {
      name: 'router',
      prefix: `${prefix}-${test}`,
      connection,
      concurrency: 1,
      logger,
      registry,
    } as const;
    const count = async (outcome: string) => {
      const text = await registry.metrics();
      const series = `tierline_queue_jobs_processed_total{queue="router",outcome="${outcome}"} `;
      return Number(text.split(series)[1]?.split('\n')[0] ?? 0);
    };
    return { place, count };
  }

  it('of the first version are handled, with fields that a later release added as well', async () => {
    const seen: (Wake | Timer)[] = [];
    const handle = async (items: readonly (Wake | Timer)[]) => void seen.push(...items);
    own(startWakeWorker({ ...placeOf('wake').place, handle }));
    own(startTimerWorker({ ...placeOf('timer').place, handle }));
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
    const { place, count } = placeOf('later');
    let byOld = 0;
    const old = startWakeWorker({ ...place, concurrency: 4, handle: async () => void (byOld += 1) });
    for (let job = 0; job < JOBS; job += 1)
      await queue.add('wake', { v: 2, tickets: { [`t${job}`]: job } }, { attempts: 5 });
    await eventually(async () => (await count('deferred')) >= JOBS);
    const byNew: string[] = [];
    own(
      openWorker({
        ...placeOf('later').place,
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
    const { place, count } = placeOf('orphan');
    own(startWakeWorker({ ...place, handle: async () => assert.fail('not ours') }));
    await queue.add('wake', { v: 2 }, { attempts: 5, timestamp: Date.now() - 25 * HOUR });
    await eventually(async () => (await queue.getFailedCount()) === 1);
    assert.deepEqual([await count('malformed'), await count('deferred')], [1, 0]);
  });
});
