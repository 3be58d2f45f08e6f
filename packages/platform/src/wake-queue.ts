import { wakePayload, type WakePayload, WAKES_PER_JOB } from '@tierline/contracts';

import { queueMetrics } from './queue-metrics.ts';
import { packPlaces, type Received, type Reception, receiving, unpackPlaces } from './queue-tracing.ts';
import { BACKOFF_MS, openQueue, openWorker } from './queue.ts';
import type { NewJob, QueueDepth, QueuePlace, QueueWorker, WorkerPlace } from './queue.ts';

/** "Event `seq` happened on this ticket: look at it." Ids hold no colon. */
export interface Wake {
  readonly ticketId: string;
  readonly seq: number;
  /** Where in a trace it is from. */
  readonly traceparent?: string | undefined;
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
  return { id, payload: pack(items), places: packPlaces(items) };
}

function pack(items: readonly Wake[]): WakePayload {
  return { v: 1, items: items.map(({ ticketId, seq }) => [ticketId, seq]) };
}

/** A wake that came, with its place in its trace. */
type Arrived = Wake & Received;

function wakeOf({ ticketId, seq }: Wake): Wake {
  return { ticketId, seq };
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

  async function failing(items: readonly Arrived[], reception: Reception): Promise<Arrived[]> {
    const failed: Arrived[] = [];
    const until = performance.now() + ALONE_MS;
    for (const item of items) {
      try {
        if (performance.now() > until) failed.push(item);
        else await reception.alone(item, async () => handle([wakeOf(item)]));
      } catch (error) {
        reception.failed(item, error);
        logger.warn({ ...wakeOf(item), err: error }, 'wake failed alone');
        failed.push(item);
      }
    }
    return failed;
  }

  /** Handles the wakes of a job; what failed by itself has a job of its own then. */
  async function handled(items: readonly Arrived[], reception: Reception): Promise<'completed' | 'retried'> {
    try {
      await handle(items.map(wakeOf));
      return 'completed';
    } catch (error) {
      logger.warn({ count: items.length, err: error }, 'wakes failed together');
    }
    const failed = await failing(items, reception);
    await retries.add(
      failed.map((item) => ({
        id: `${item.ticketId}.${item.seq}.retry`,
        payload: pack([item]),
        places: packPlaces([item]),
        readyAt: Date.now() + BACKOFF_MS,
      })),
    );
    return failed.length === 0 ? 'completed' : 'retried';
  }

  const worker = openWorker({
    ...place,
    concurrency,
    payload: wakePayload,
    async work(data, run) {
      const again = run.name === RETRY;
      const places = unpackPlaces(run.places);
      const items = data.items.map(([ticketId, seq], index) => ({
        ticketId,
        seq,
        traceparent: places[index],
        // A job of its own is the second attempt: the first was made among others.
        attempt: run.attempt + (again ? 1 : 0),
      }));
      metrics.wakes.inc({ queue: name }, items.length);
      return receiving({ queue: name, items }, async (reception) => {
        if (!again) return handled(items, reception);
        await handle(items.map(wakeOf));
        return 'completed';
      });
    },
  });
  return {
    async close() {
      await worker.close();
      await retries.close();
    },
  };
}
