import { QUEUES } from '@tierline/contracts';
import { startWakeWorker, workerConnection } from '@tierline/platform';
import { type ServiceBase, type ServicePart, startSweeps, workerPart } from '@tierline/service';
import { unrouted } from '@tierline/store';

import { createRouteTickets } from './processor.ts';
import { silence } from './silence.ts';

/** Wake-up jobs handled at once; each carries up to 50 tickets. */
const CONCURRENCY = 4;

/** Routes tickets as the queue names them, and by sweep those that the queue lost. */
export async function startRouter(base: ServiceBase): Promise<ServicePart> {
  const { config, policies, clock, logger, registry, ticketing } = base;
  const routeTickets = createRouteTickets({ store: ticketing.store, policies, clock, registry });
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
  const sweeps = startSweeps(base, [
    {
      name: 'unrouted',
      everySeconds: config.SWEEP_SECONDS,
      run: async () => {
        const ids = await unrouted(ticketing.database, config.SWEEP_SECONDS * 1000);
        await routeTickets(ids);
        return ids.length;
      },
    },
    silence(base),
  ]);
  return workerPart({ connection, sweeps, workers: [worker] });
}
