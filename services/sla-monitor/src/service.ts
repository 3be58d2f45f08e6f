import { QUEUES } from '@tierline/contracts';
import { instant } from '@tierline/domain';
import { createTimerQueue, startTimerWorker, startWakeWorker, workerConnection } from '@tierline/platform';
import { type ServiceBase, type ServicePart, startSweeps, workerPart } from '@tierline/service';
import { timersOf, timersUntil } from '@tierline/store';

import type { SlaMonitorConfig } from './config.ts';
import { createSlaMetrics } from './metrics.ts';
import { createSlaProcessor } from './processor.ts';
import { createRecomputationMetrics } from './recomputation-metrics.ts';
import { startRecomputation } from './recomputation.ts';

const WATCH_CONCURRENCY = 2;
const FIRE_CONCURRENCY = 4;
/** Promises that one page of the overdue sweep records. */
const OVERDUE_PAGE = 500;
/** The nearest timers that one look at the horizon sets; later ones get their turn as these fire. */
const HORIZON_TIMERS = 20_000;

/**
 * Keeps timers for near promises, records what falls due, and by sweep what the queue lost or what came near. After a policy
 * was applied, brings open tickets up to it.
 */
export async function startSlaMonitor(base: ServiceBase<SlaMonitorConfig>): Promise<ServicePart> {
  const { config, policies, clock, logger, registry, ticketing } = base;
  const { database, store, producer } = ticketing;
  const prefix = config.QUEUE_PREFIX;
  const timers = createTimerQueue({ name: QUEUES.timers, prefix, connection: producer });
  const horizonMs = config.HORIZON_SECONDS * 1000;
  const metrics = createSlaMetrics(registry, clock);
  const processor = createSlaProcessor({
    store,
    timersOf: (ids) => timersOf(database, ids),
    timers,
    policies,
    clock,
    horizonMs,
    metrics,
  });
  const connection = workerConnection(config.REDIS_URL);
  const place = { prefix, connection, logger, registry };
  const watcher = startWakeWorker({
    ...place,
    name: QUEUES.sla,
    concurrency: WATCH_CONCURRENCY,
    handle: processor.watch,
  });
  const firer = startTimerWorker({
    ...place,
    name: QUEUES.timers,
    concurrency: FIRE_CONCURRENCY,
    handle: processor.fire,
  });
  /** Promises due until so many real milliseconds from now. */
  const dueWithin = (wallMs: number, limit: number) =>
    timersUntil(database, instant(clock.now() + clock.domainSpan(wallMs)), limit);
  const sweeps = startSweeps(base, [
    {
      name: 'overdue',
      everySeconds: config.SWEEP_SECONDS,
      run: async () => {
        const overdue = await dueWithin(-config.SWEEP_SECONDS * 1000, OVERDUE_PAGE);
        await processor.fire(overdue);
        return overdue.length;
      },
    },
    {
      name: 'horizon',
      everySeconds: config.HORIZON_SWEEP_SECONDS,
      run: async () => {
        await processor.setTimers(await dueWithin(horizonMs, HORIZON_TIMERS));
        // What came near in its time is no repair.
        return 0;
      },
    },
  ]);
  const recomputation = startRecomputation({
    ...ticketing,
    policies,
    clock,
    logger,
    metrics: { ...metrics, ...createRecomputationMetrics(registry) },
  });
  const part = workerPart({
    connection,
    sweeps,
    workers: [watcher, firer],
    afterwards: [{ name: 'timer queue', stop: () => timers.close() }],
  });
  return { ...part, stages: [recomputation, ...part.stages] };
}
