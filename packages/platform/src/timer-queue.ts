import { timerPayload, type TimerPayload } from '@tierline/contracts';
import type { Instant } from '@tierline/domain';

import { createBatcher } from './batcher.ts';
import { queueMetrics } from './queue-metrics.ts';
import { type Received, receiving } from './queue-tracing.ts';
import { openQueue, openWorker } from './queue.ts';
import type { QueueDepth, QueuePlace, QueueWorker, WorkerPlace } from './queue.ts';
import { traceparentAbout } from './tracing.ts';

/** "Look at this ticket when domain time is `due`." Ids hold no colon. */
export interface Timer {
  readonly ticketId: string;
  readonly due: Instant;
}

/** The adding side of a queue of timers. */
export interface TimerQueue {
  /**
   * One delayed job per timer. A timer that is in the queue already (same ticket, same due time) is
   * left as it is; that includes one being handled right now, so a handler cannot set its own again.
   * Rejects within about a second while Redis is away; part of them may be in by then.
   */
  schedule(timers: readonly (Timer & { readonly delayMs: number })[]): Promise<void>;
  /**
   * Those that are not in the queue: neither waiting for their time or their turn, nor being handled. Rejects within about
   * a second while Redis is away.
   */
  absent<T extends Timer>(timers: readonly T[]): Promise<readonly T[]>;
  depth(): Promise<QueueDepth>;
  close(): Promise<void>;
}

const TIMERS_PER_CALL = 200;
/** Jobs that fire together are fetched one by one; a pause this long says that was all of them. */
const GATHER_MS = 5;

/** From so many timers on, asking which are there is cheaper than adding all. */
const WORTH_ASKING = 200;

/** A timer that fired, with the place in a trace where it was set. */
type Fired = Timer & Received;

function timerOf({ ticketId, due }: Timer): Timer {
  return { ticketId, due };
}

function idOf({ ticketId, due }: Timer): string {
  return `${ticketId}@${due}`;
}

/** Connects lazily and does not wait for Redis. */
export function createTimerQueue(place: QueuePlace): TimerQueue {
  // A failed timer leaves nothing behind: its id has to be free when the sweep finds it late.
  const queue = openQueue<TimerPayload>({
    ...place,
    jobName: 'timer',
    removeOnFail: true,
  });
  async function absent<T extends Timer>(timers: readonly T[]): Promise<readonly T[]> {
    const ids = await queue.absent(timers.map(idOf));
    return timers.filter((timer) => ids.has(idOf(timer)));
  }

  return {
    absent,
    schedule: async (timers) => {
      const now = Date.now();
      // Adding what is there already costs as much as adding what is not, and a look at the horizon finds most of it there.
      const wanted = timers.length >= WORTH_ASKING ? await absent(timers) : timers;
      await queue.add(
        wanted.map((timer) => {
          const { ticketId, due, delayMs } = timer;
          const places = traceparentAbout({ ticketId });
          return { id: idOf(timer), payload: { v: 1, ticketId, due }, readyAt: now + delayMs, places };
        }),
      );
    },
    depth: () => queue.depth(),
    close: () => queue.close(),
  };
}

/**
 * Handles timers that fire together (up to 50) in one call, with at most `concurrency` calls at a
 * time. When a call throws, each of its timers is tried alone; one that still fails runs again after
 * a backoff. `handle` runs at least once per timer, may see it twice, and may see it early when
 * clocks differ: it looks at what the ticket says.
 */
export function startTimerWorker({
  handle,
  concurrency,
  ...place
}: WorkerPlace & {
  readonly concurrency: number;
  readonly handle: (timers: readonly Timer[]) => Promise<void>;
}): QueueWorker {
  const { name, logger, registry } = place;
  const metrics = queueMetrics(registry);

  async function alone(timer: Timer): Promise<undefined | Error> {
    try {
      await handle([timer]);
      return undefined;
    } catch (error) {
      return error instanceof Error ? error : new Error(String(error));
    }
  }

  /** A timer may wait for hours: what it starts is a trace of its own, with a link to where it was set. */
  async function flush(fired: readonly Fired[]): Promise<readonly (undefined | Error)[]> {
    metrics.wakes.inc({ queue: name }, fired.length);
    const what = { queue: name, items: fired, linked: true };
    return receiving(what, async (reception) => {
      try {
        await handle(fired.map(timerOf));
        return fired.map(() => undefined);
      } catch (error) {
        if (fired.length === 1) throw error;
        logger.warn({ queue: name, count: fired.length, err: error }, 'timers failed together');
      }
      return Promise.all(
        fired.map(async (one) => {
          const outcome = await reception.alone(one, async () => alone(timerOf(one)));
          if (outcome !== undefined) reception.failed(one, outcome);
          return outcome;
        }),
      );
    });
  }

  const fire = createBatcher({
    flush,
    maxItems: TIMERS_PER_CALL,
    maxInFlight: concurrency,
    gatherMs: GATHER_MS,
  });
  return openWorker({
    ...place,
    // A job is active while it waits for its call, so a full call needs as many jobs at once.
    concurrency: concurrency * TIMERS_PER_CALL,
    payload: timerPayload,
    async work({ ticketId, due }, { attempt, places }) {
      await fire({ ticketId, due, attempt, traceparent: places });
      return 'completed';
    },
  });
}
