import { QUEUES } from '@tierline/contracts';
import { redisPing, startWakeWorker, workerConnection } from '@tierline/platform';
import { type ServiceBase, type ServicePart, startSweeps } from '@tierline/service';
import { sweepOutboxes, unrouted } from '@tierline/store';

import { createRouteTickets } from './processor.ts';

/** Wake-up jobs handled at once; each carries up to 50 tickets. */
const CONCURRENCY = 4;

/** Routes tickets as the queue names them, and by sweep those that the queue lost. */
export async function startRouter({
  config,
  policy,
  clock,
  logger,
  registry,
  ticketing,
}: ServiceBase): Promise<ServicePart> {
  const { database, store, relay } = ticketing;
  const routeTickets = createRouteTickets({ store, policy, clock, registry });
  const connection = workerConnection(config.REDIS_URL);
  const worker = startWakeWorker({
    name: QUEUES.router,
    prefix: config.QUEUE_PREFIX,
    connection,
    concurrency: CONCURRENCY,
    logger,
    registry,
    handle: (wakes) => routeTickets(wakes.map(({ ticketId }) => ticketId)),
  });
  const everySeconds = config.SWEEP_SECONDS;
  const sweeps = startSweeps({ ticketing, registry, logger }, [
    { name: 'outbox', everySeconds, run: () => sweepOutboxes(database, relay, everySeconds * 1000) },
    {
      name: 'unrouted',
      everySeconds,
      run: async () => {
        const ids = await unrouted(database, everySeconds * 1000);
        await routeTickets(ids);
        return ids.length;
      },
    },
  ]);
  return {
    stages: [
      sweeps,
      { name: 'worker', stop: () => worker.close() },
      { name: 'worker connection', stop: async () => connection.disconnect() },
    ],
    checks: { redis: () => redisPing(connection) },
  };
}
