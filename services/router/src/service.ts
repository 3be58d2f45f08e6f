import { QUEUES } from '@tierline/contracts';
import { startWakeWorker, workerConnection } from '@tierline/platform';
import {
  openClassifier,
  type ServiceBase,
  type ServicePart,
  startSweeps,
  workerPart,
} from '@tierline/service';
import { sweepUploads, unrouted } from '@tierline/store';

import { startCensus } from './census.ts';
import { leaversDuty, overflowDuty, presenceDuty, staysDuty } from './duties.ts';
import { createIncidents } from './incidents.ts';
import { createRouteTickets } from './processor.ts';
import { createPush } from './push.ts';
import { silence } from './silence.ts';
import { createTraining } from './training.ts';

/** Wake-up jobs handled at once; each carries up to 50 tickets. */
const CONCURRENCY = 4;
/** Real time after which an upload is over, one way or the other; servers cut requests off far sooner. */
const UPLOAD_MS = 2 * 3_600_000;

/**
 * Routes tickets as the queue names them, and by sweep those that the queue lost; gives to push teams what waits for
 * them, in the same two ways.
 */
export async function startRouter(base: ServiceBase): Promise<ServicePart> {
  const { config, policies, clock, logger, registry, ticketing } = base;
  const { database, store } = ticketing;
  const classifier = await openClassifier({ database, policies, logger, registry });
  const training = createTraining({ database, logger, everySeconds: config.SWEEP_SECONDS });
  const { classify } = classifier;
  const routeTickets = createRouteTickets({ store, policies, classify, clock, registry });
  const connection = workerConnection(config.REDIS_URL);
  const push = createPush({ ...ticketing, policies, clock, registry });
  const place = { prefix: config.QUEUE_PREFIX, connection, concurrency: CONCURRENCY, logger, registry };
  const worker = startWakeWorker({
    ...place,
    name: QUEUES.router,
    handle: (wakes) => routeTickets(wakes.map(({ ticketId }) => ticketId)),
  });
  const pusher = startWakeWorker({
    ...place,
    name: QUEUES.push,
    handle: (wakes) => push.after(wakes.map(({ ticketId }) => ticketId)),
  });
  const stopping = new AbortController();
  const incidents = createIncidents({ ticketing, policies, clock, stopping: stopping.signal });
  // A queue of its own: an update to thousands holds up no routing.
  const incidentWorker = startWakeWorker({
    ...place,
    name: QUEUES.incidents,
    concurrency: 1,
    handle: (wakes) => incidents.look(wakes.map(({ ticketId }) => ticketId)),
  });
  const sweeps = startSweeps(base, [
    {
      name: 'unrouted',
      everySeconds: config.SWEEP_SECONDS,
      run: async () => {
        const ids = await unrouted(database, config.SWEEP_SECONDS * 1000);
        await routeTickets(ids);
        return ids.length;
      },
    },
    { name: 'incidents', everySeconds: config.SWEEP_SECONDS, run: incidents.sweep },
    silence(base),
    leaversDuty(base),
    overflowDuty(base),
    presenceDuty(base, push),
    training.sweep,
    staysDuty(base),
    { name: 'uploads', everySeconds: 600, run: () => sweepUploads(ticketing.database, UPLOAD_MS) },
  ]);
  const part = workerPart({
    connection,
    sweeps,
    workers: [worker, pusher, incidentWorker],
    afterwards: [startCensus(base), training.stage, classifier.stage],
  });
  return { ...part, stages: [{ name: 'incidents', stop: async () => stopping.abort() }, ...part.stages] };
}
