import { QUEUES } from '@tierline/contracts';
import { startWakeWorker, workerConnection } from '@tierline/platform';
import { type ServiceBase, type ServicePart, startSweeps, workerPart } from '@tierline/service';
import { dueDeliveries, eventId, pendingOf, trackerWorkOf } from '@tierline/store';
import type { Environment } from '@tierline/trackers';

import { createTrackerDuty } from './engineering/tracker-duty.ts';
import { createTrackerMetrics } from './engineering/tracker-metrics.ts';
import { trackersOf } from './engineering/tracker-source.ts';
import { createDeliver } from './processor.ts';

const CONCURRENCY = 4;
/** Retries that one sweep takes up. */
const SWEEP_PAGE = 500;

/** Delivers, and works with engineering's trackers, as the queues name events; retries, and what a queue lost, by sweep. */
export async function startNotifier(base: ServiceBase, env: Environment): Promise<ServicePart> {
  const { config, policies, logger, registry, ticketing, clock } = base;
  const { database, store } = ticketing;
  const deliver = createDeliver({ database, policies, env, logger, registry });
  const connection = workerConnection(config.REDIS_URL);
  const worker = startWakeWorker({
    name: QUEUES.notifier,
    prefix: config.QUEUE_PREFIX,
    connection,
    concurrency: CONCURRENCY,
    logger,
    registry,
    handle: async (wakes) => deliver(await pendingOf(database, wakes.map(eventId))),
  });
  const engineering = createTrackerDuty({
    desk: { database, store, policies, clock },
    trackers: trackersOf(policies, env),
    metrics: createTrackerMetrics(registry, database, policies),
    logger,
  });
  const engineeringWorker = startWakeWorker({
    name: QUEUES.engineering,
    prefix: config.QUEUE_PREFIX,
    connection,
    concurrency: CONCURRENCY,
    logger,
    registry,
    handle: async (wakes) => engineering.attempt(await trackerWorkOf(database, wakes.map(eventId))),
  });
  const sweeps = startSweeps(base, [
    {
      name: 'deliveries',
      everySeconds: config.SWEEP_SECONDS,
      run: async () => {
        await deliver(await dueDeliveries(database, SWEEP_PAGE));
        // Retries are its regular work, no repair.
        return 0;
      },
    },
    {
      name: 'engineering',
      everySeconds: config.SWEEP_SECONDS,
      run: async () => {
        await engineering.sweep();
        // So are polls.
        return 0;
      },
    },
  ]);
  return workerPart({ connection, sweeps, workers: [worker, engineeringWorker] });
}
