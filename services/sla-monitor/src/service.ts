import { QUEUES } from '@tierline/contracts';
import { instant } from '@tierline/domain';
import {
  createTimerQueue,
  redisPing,
  startTimerWorker,
  startWakeWorker,
  workerConnection,
} from '@tierline/platform';
import { type ServiceBase, type ServicePart, startSweeps } from '@tierline/service';
import { sweepOutboxes, timersOf, timersUntil } from '@tierline/store';

import type { SlaMonitorConfig } from './config.ts';
import { createSlaMetrics } from './metrics.ts';
import { createSlaProcessor } from './processor.ts';

const WATCH_CONCURRENCY = 2;
const FIRE_CONCURRENCY = 4;
/** What was due and lost is recorded in pages, so that 20,000 of them are caught up with in one sweep. */
const OVERDUE_PAGE = 500;
const OVERDUE_PAGES = 40;
/** The nearest timers that one look at the horizon sets; later ones get their turn as these fire. */
const HORIZON_TIMERS = 20_000;

/** Keeps timers for near promises, records what falls due, and by sweep what the queue lost or what came near. */
export async function startSlaMonitor({
  config,
  policy,
  clock,
  logger,
  registry,
  ticketing,
}: ServiceBase<SlaMonitorConfig>): Promise<ServicePart> {
  const { database, store, relay, producer } = ticketing;
  const prefix = config.QUEUE_PREFIX;
  const timers = createTimerQueue({ name: QUEUES.timers, prefix, connection: producer });
  const horizonMs = config.HORIZON_SECONDS * 1000;
  const processor = createSlaProcessor({
    store,
    timersOf: (ids) => timersOf(database, ids),
    timers,
    policy,
    clock,
    horizonMs,
    metrics: createSlaMetrics(registry, clock),
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
  const everySeconds = config.SWEEP_SECONDS;
  const sweeps = startSweeps({ ticketing, registry, logger }, [
    { name: 'outbox', everySeconds, run: () => sweepOutboxes(database, relay, everySeconds * 1000) },
    {
      name: 'overdue',
      everySeconds,
      run: async () => {
        let repaired = 0;
        for (let page = 0; page < OVERDUE_PAGES; page += 1) {
          const until = instant(clock.now() - clock.domainSpan(everySeconds * 1000));
          const overdue = await timersUntil(database, until, OVERDUE_PAGE);
          if (overdue.length === 0) break;
          await processor.fire(overdue);
          repaired += overdue.length;
        }
        return repaired;
      },
    },
    {
      name: 'horizon',
      everySeconds: config.HORIZON_SWEEP_SECONDS,
      run: async () => {
        await processor.setTimers(
          await timersUntil(database, instant(clock.now() + clock.domainSpan(horizonMs)), HORIZON_TIMERS),
        );
        // What came near in its time is no repair.
        return 0;
      },
    },
  ]);
  return {
    stages: [
      sweeps,
      { name: 'timers', stop: () => firer.close() },
      { name: 'watcher', stop: () => watcher.close() },
      { name: 'timer queue', stop: () => timers.close() },
      { name: 'worker connection', stop: async () => connection.disconnect() },
    ],
    checks: { redis: () => redisPing(connection) },
  };
}
