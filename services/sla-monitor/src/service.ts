import { QUEUES } from '@tierline/contracts';
import { createTimerQueue, startTimerWorker, startWakeWorker, workerConnection } from '@tierline/platform';
import { type ServiceBase, type ServicePart, startSweeps, workerPart } from '@tierline/service';
import { timersBetween, timersOf } from '@tierline/store';

import type { SlaMonitorConfig } from './config.ts';
import { createSlaMetrics } from './metrics.ts';
import { createSlaProcessor } from './processor.ts';
import { createRecomputationMetrics } from './recomputation-metrics.ts';
import { startRecomputation } from './recomputation.ts';
import { timerSweeps } from './timer-sweeps.ts';

const WATCH_CONCURRENCY = 2;
const FIRE_CONCURRENCY = 4;

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
  const sweeps = startSweeps(
    base,
    timerSweeps({
      config,
      clock,
      timers,
      processor,
      timersBetween: (range) => timersBetween(database, range),
    }),
  );
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
