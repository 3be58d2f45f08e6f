import type { PolicySource } from '@tierline/contracts';
import { Counter, Gauge, Histogram, type Registry } from '@tierline/platform';
import { type Database, waitingForEngineering, waitingTrackerWork } from '@tierline/store';

export interface TrackerMetrics {
  /** An attempt with a tracker: what it was for, how it went, and its time in milliseconds. */
  readonly attempted: (attempt: {
    readonly tracker: string;
    readonly operation: string;
    readonly outcome: string;
    readonly ms: number;
  }) => void;
}

/** Counts attempts, and looks at what waits whenever the metrics are read. */
export function createTrackerMetrics(
  registry: Registry,
  database: Database,
  policies: PolicySource,
): TrackerMetrics {
  const registers = [registry];
  const requests = new Counter({
    name: 'tierline_tracker_requests_total',
    help: 'Attempts to file, comment on or read an issue, by outcome.',
    labelNames: ['tracker', 'operation', 'outcome'],
    registers,
  });
  const duration = new Histogram({
    name: 'tierline_tracker_request_duration_seconds',
    help: 'Time one attempt took.',
    labelNames: ['tracker', 'operation'],
    buckets: [0.05, 0.25, 1, 5, 10, 30],
    registers,
  });
  /** One value for each tracker of the policy; 0 where nothing waits. */
  const lookAtWaiting = async (
    gauge: Gauge<'tracker'>,
    value: (waiting: { readonly count: number; readonly oldest: Date }) => number,
  ) => {
    const waiting = await waitingTrackerWork(database);
    gauge.reset();
    for (const { id: tracker } of policies.current().engineering.trackers) {
      const found = waiting.find((one) => one.tracker === tracker);
      gauge.set({ tracker }, found === undefined ? 0 : value(found));
    }
  };
  const pending: Gauge<'tracker'> = new Gauge({
    name: 'tierline_tracker_work_pending',
    help: 'Issues to be filed and comments to be made.',
    labelNames: ['tracker'],
    registers,
    collect: async () => lookAtWaiting(pending, ({ count }) => count),
  });
  const oldest: Gauge<'tracker'> = new Gauge({
    name: 'tierline_tracker_work_oldest_seconds',
    help: 'Real time for which the oldest of them has waited.',
    labelNames: ['tracker'],
    registers,
    collect: async () => lookAtWaiting(oldest, ({ oldest: since }) => (Date.now() - since.getTime()) / 1000),
  });
  const waits: Gauge = new Gauge({
    name: 'tierline_tickets_waiting_engineering',
    help: 'Tickets on hold for engineering.',
    registers,
    collect: async () => waits.set(await waitingForEngineering(database)),
  });
  return {
    attempted: ({ tracker, operation, outcome, ms }) => {
      requests.inc({ tracker, operation, outcome });
      duration.observe({ tracker, operation }, ms / 1000);
    },
  };
}
