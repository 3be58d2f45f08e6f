/** Floors of the burst: a bare BullMQ worker on the same delayed jobs, which does nothing, or one bulk write per batch. */
import { setTimeout as sleep } from 'node:timers/promises';

import { instant } from '@tierline/domain';
import type { RealTicketing } from '@tierline/testkit';
import { Queue, Worker } from 'bullmq';
import { Redis } from 'ioredis';
import type { mongo } from 'mongoose';

import { gather } from './gather.ts';
import type { DueTicket } from './sla-tickets.ts';

type Tickets = RealTicketing['ticketing']['database']['tickets'];

export interface Drain {
  readonly seconds: number;
  /** Seconds of CPU of this process, which is the worker. */
  readonly cpu: number;
}

const CONCURRENCY = 200;
const BATCH = { max: 200, ms: 5 };
const ADDS = 500;
/** Until all of them are added, at the slowest. */
const LEAD_MS = 3000;
const POLL_MS = 20;

/** So many delayed jobs, due at once: how long until a worker has had them all. */
export async function queueDrain(
  real: RealTicketing,
  due: readonly Pick<DueTicket, 'id'>[],
  work: 'nothing' | 'bulk-write',
): Promise<Drain> {
  const { config, ticketing } = real;
  const prefix = `${config.QUEUE_PREFIX}-floor-${work}`;
  const adding = new Redis(config.REDIS_URL, { maxRetriesPerRequest: null });
  const working = new Redis(config.REDIS_URL, { maxRetriesPerRequest: null });
  const queue = new Queue('timers', { prefix, connection: adding });
  const at = Date.now() + LEAD_MS + due.length / 2;
  for (let from = 0; from < due.length; from += ADDS)
    await queue.addBulk(
      due.slice(from, from + ADDS).map(({ id }) => ({
        name: 'timer',
        data: { v: 1, ticketId: id, due: at },
        opts: {
          jobId: `${id}@${at}`,
          timestamp: Date.now(),
          delay: at - Date.now(),
          removeOnComplete: true,
          attempts: 5,
        },
      })),
    );
  const record = work === 'bulk-write' ? bulkWriter(ticketing.database.tickets) : async () => undefined;
  let done = 0;
  const worker = new Worker<{ readonly ticketId: string }>(
    'timers',
    async ({ data }) => {
      await record(data.ticketId);
      done += 1;
    },
    { prefix, connection: working, concurrency: work === 'nothing' ? CONCURRENCY : 4 * BATCH.max },
  );
  await sleep(Math.max(0, at - Date.now()));
  const cpu = process.cpuUsage();
  while (done < due.length) await sleep(POLL_MS);
  const { user, system } = process.cpuUsage(cpu);
  const seconds = (Date.now() - at) / 1000;
  await worker.close();
  await queue.obliterate({ force: true });
  await queue.close();
  adding.disconnect();
  working.disconnect();
  return { seconds, cpu: (user + system) / 1e6 };
}

/** The write that a timer comes to, without any rule: another version, another time, by bulk. */
function bulkWriter(tickets: Tickets): (id: string) => Promise<void> {
  return gather<string>({
    ...BATCH,
    flush: (ids) =>
      tickets.bulkWrite(
        ids.map((id): mongo.AnyBulkWriteOperation<Parameters<Tickets['insertOne']>[0]> => {
          const $set = { nextTimer: instant(Date.now() + 3_600_000) };
          return { updateOne: { filter: { _id: id }, update: { $set, $inc: { seq: 1 } } } };
        }),
        { ordered: false },
      ),
  });
}
