/** How far one Redis goes: what BullMQ itself makes of it, with a worker that does nothing. */
import { setTimeout as sleep } from 'node:timers/promises';

import { realServers } from '@tierline/testkit';
import { Queue, Worker } from 'bullmq';
import { Redis } from 'ioredis';

import { counted, type Finding, inCount, timesOf } from './finding.ts';
import type { Operating } from './operate-system.ts';
import type { Servers } from './servers.ts';

const CONCURRENCY = 100;
const ADDS = 500;
const POLL_MS = 10;
/** Times the usual backlog: those that do nothing are soon done. */
const TIMES = 5;

interface Drained {
  readonly addsPerSecond: number;
  readonly jobsPerSecond: number;
  readonly bytes: number;
  /** Seconds of CPU of Redis per 1000 jobs, added and done. */
  readonly cpu: number;
}

export async function redis({ sizes, servers, log }: Operating): Promise<readonly Finding[]> {
  const jobs = sizes.backlog * TIMES;
  const drained: Drained[] = [];
  for (let round = 0; round < sizes.rounds + 1; round += 1) {
    drained.push(await drain(jobs, servers));
    log(`redis, round ${round} of ${sizes.rounds}`);
  }
  // The first one warmed up.
  const of = (part: keyof Drained) => timesOf(drained.slice(1).map((one) => one[part])).median;
  return [
    counted(`jobs/s of a bare BullMQ worker that does nothing, ${inCount(jobs)} jobs`, of('jobsPerSecond')),
    counted('  adds/s, 500 at a time', of('addsPerSecond')),
    {
      what: '  memory of Redis per job that waits',
      figure: `${inCount(of('bytes'))} bytes`,
      value: of('bytes'),
    },
    {
      what: '  CPU of Redis per 1000 jobs, added and done',
      figure: `${of('cpu').toFixed(3)} s`,
      value: of('cpu'),
    },
  ];
}

async function drain(jobs: number, servers: Servers): Promise<Drained> {
  const { redisUrl } = realServers();
  const prefix = `bench-bare-${process.pid}`;
  const adding = new Redis(redisUrl, { maxRetriesPerRequest: null });
  const working = new Redis(redisUrl, { maxRetriesPerRequest: null });
  const queue = new Queue('bare', { prefix, connection: adding });
  try {
    const used = async () => Number(/^used_memory:(\d+)/m.exec(await adding.info('memory'))?.[1]);
    await queue.waitUntilReady();
    const empty = await used();
    const cpu = (await servers.cpuSeconds()).redis;
    const start = performance.now();
    for (let from = 0; from < jobs; from += ADDS)
      await queue.addBulk(
        Array.from({ length: Math.min(ADDS, jobs - from) }, (_, index) => ({
          name: 'wake',
          // As Tierline's: an id and a number.
          data: { v: 1, wakes: [{ ticketId: (from + index).toString(16).padStart(24, '0'), seq: 1 }] },
          opts: { jobId: `wake-${from + index}`, removeOnComplete: true, attempts: 5 },
        })),
      );
    const added = performance.now();
    const full = await used();
    const began = performance.now();
    const done = { jobs: 0 };
    const worker = new Worker('bare', async () => void (done.jobs += 1), {
      prefix,
      connection: working,
      concurrency: CONCURRENCY,
    });
    while (done.jobs < jobs) await sleep(POLL_MS);
    const seconds = (performance.now() - began) / 1000;
    await worker.close();
    return {
      addsPerSecond: jobs / ((added - start) / 1000),
      jobsPerSecond: jobs / seconds,
      bytes: (full - empty) / jobs,
      cpu: (((await servers.cpuSeconds()).redis - cpu) / jobs) * 1000,
    };
  } finally {
    await queue.obliterate({ force: true });
    await queue.close();
    adding.disconnect();
    working.disconnect();
  }
}
