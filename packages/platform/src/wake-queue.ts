import { wakePayload, type WakePayload, WAKES_PER_JOB } from '@tierline/contracts';

import { queueMetrics } from './queue-metrics.ts';
import { BACKOFF_MS, openQueue, openWorker } from './queue.ts';
import type { NewJob, QueueDepth, QueuePlace, QueueWorker, WorkerPlace } from './queue.ts';

/** "Event `seq` happened on this ticket: look at it." Ids hold no colon. */
export interface Wake {
  readonly ticketId: string;
  readonly seq: number;
}

/** The adding side of a queue of wakes. */
export interface WakeQueue {
  /**
   * Adds the wakes in order, many to a job. Rejects within about a second while Redis is away; part of
   * them may be in by then. Adding the same list again is a no-op while its jobs are in the queue.
   */
  wake(items: readonly Wake[]): Promise<void>;
  depth(): Promise<QueueDepth>;
  close(): Promise<void>;
}

const WAKE = 'wake';
/** A job for one wake that failed beside others; BullMQ's attempts and backoff apply to it. */
const RETRY = 'retry';
/** How long a job goes on trying its wakes alone: with the database away each can take seconds. */
const ALONE_MS = 2_000;

const kept = { count: 1_000, age: 24 * 60 * 60 };

/** Connects lazily and does not wait for Redis. */
export function createWakeQueue(place: QueuePlace): WakeQueue {
  const queue = openQueue<WakePayload>({ ...place, jobName: WAKE, removeOnFail: kept });
  return {
    async wake(items) {
      const jobs: NewJob<WakePayload>[] = [];
      for (let from = 0; from < items.length; from += WAKES_PER_JOB) {
        jobs.push(chunk(items.slice(from, from + WAKES_PER_JOB)));
      }
      await queue.add(jobs);
    },
    depth: () => queue.depth(),
    close: () => queue.close(),
  };
}

function chunk(items: readonly Wake[]): NewJob<WakePayload> {
  const first = items[0];
  const last = items.at(-1);
  const id = [first?.ticketId, first?.seq, items.length, last?.ticketId, last?.seq].join('.');
  return { id, payload: pack(items) };
}

function pack(items: readonly Wake[]): WakePayload {
  return { v: 1, items: items.map(({ ticketId, seq }) => [ticketId, seq]) };
}

/**
 * Handles the wakes of a job together. When that throws, each is tried alone, and those that still
 * fail go to jobs of their own under another id: a bad ticket never holds up the others of its job,
 * and a failed job that is kept never blocks the id under which the same wake is added again.
 * `handle` runs at least once per wake and may see it twice.
 */
export function startWakeWorker({
  handle,
  concurrency,
  ...place
}: WorkerPlace & {
  readonly concurrency: number;
  readonly handle: (items: readonly Wake[]) => Promise<void>;
}): QueueWorker {
  const { name, logger, registry } = place;
  const metrics = queueMetrics(registry);
  const retries = openQueue<WakePayload>({ ...place, jobName: RETRY, removeOnFail: kept });

  async function failing(items: readonly Wake[]): Promise<Wake[]> {
    const failed: Wake[] = [];
    const until = performance.now() + ALONE_MS;
    for (const item of items) {
      try {
        if (performance.now() > until) failed.push(item);
        else await handle([item]);
      } catch (error) {
        logger.warn({ queue: name, ...item, err: error }, 'wake failed alone');
        failed.push(item);
      }
    }
    return failed;
  }

  const worker = openWorker({
    ...place,
    concurrency,
    payload: wakePayload,
    async work(data, jobName) {
      const items = data.items.map(([ticketId, seq]) => ({ ticketId, seq }));
      metrics.wakes.inc({ queue: name }, items.length);
      if (jobName === RETRY) {
        await handle(items);
        return 'completed';
      }
      try {
        await handle(items);
        return 'completed';
      } catch (error) {
        logger.warn({ queue: name, count: items.length, err: error }, 'wakes failed together');
      }
      const failed = await failing(items);
      await retries.add(
        failed.map((item) => ({
          id: `${item.ticketId}.${item.seq}.retry`,
          payload: pack([item]),
          readyAt: Date.now() + BACKOFF_MS,
        })),
      );
      return failed.length === 0 ? 'completed' : 'retried';
    },
  });
  return {
    async close() {
      await worker.close();
      await retries.close();
    },
  };
}
