import { QUEUES } from '@tierline/contracts';
import { startWakeWorker, workerConnection } from '@tierline/platform';
import { type ServiceBase, type ServicePart, startSweeps, workerPart } from '@tierline/service';
import { dueDeliveries, eventId, pendingOf } from '@tierline/store';

import type { Environment } from './config.ts';
import { createDeliver } from './processor.ts';

const CONCURRENCY = 4;
/** Retries that one sweep takes up. */
const SWEEP_PAGE = 500;

/** Delivers as the queue names events; retries, and what the queue lost, by sweep. */
export async function startNotifier(base: ServiceBase, env: Environment): Promise<ServicePart> {
  const { config, policies, logger, registry, ticketing } = base;
  const { database } = ticketing;
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
  ]);
  return workerPart({ connection, sweeps, workers: [worker] });
}
