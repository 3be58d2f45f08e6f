import { METRICS, type PolicySource } from '@tierline/contracts';
import { counterOf, gaugeOf, histogramOf, type Registry } from '@tierline/platform';
import {
  type Database,
  type TrackerWorkDocument,
  waitingForEngineering,
  waitingTrackerWork,
} from '@tierline/store';

export interface TrackerMetrics {
  /** An attempt with a tracker: what it was for, how it went, and its time in milliseconds. */
  readonly attempted: (attempt: {
    readonly tracker: string;
    readonly operation: TrackerWorkDocument['kind'];
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
  const requests = counterOf(registry, METRICS.trackerRequests);
  const duration = histogramOf(registry, METRICS.trackerDuration);
  /** One value for each tracker of the policy; 0 where nothing waits. */
  const lookAtWaiting = async (
    value: (waiting: { readonly count: number; readonly oldest: Date }) => number,
  ) => {
    const waiting = await waitingTrackerWork(database);
    return policies.current().engineering.trackers.map(({ id: tracker }) => {
      const found = waiting.find((one) => one.tracker === tracker);
      return { tracker, value: found === undefined ? 0 : value(found) };
    });
  };
  gaugeOf(registry, METRICS.trackerPending, async (gauge) => {
    const found = await lookAtWaiting(({ count }) => count);
    gauge.clear();
    for (const { tracker, value } of found) gauge.set({ tracker }, value);
  });
  gaugeOf(registry, METRICS.trackerOldest, async (gauge) => {
    const found = await lookAtWaiting(({ oldest }) => (Date.now() - oldest.getTime()) / 1000);
    gauge.clear();
    for (const { tracker, value } of found) gauge.set({ tracker }, value);
  });
  gaugeOf(registry, METRICS.waitingEngineering, async (gauge) =>
    gauge.set(await waitingForEngineering(database)),
  );
  return {
    attempted: ({ tracker, operation, outcome, ms }) => {
      requests.inc({ tracker, operation, outcome });
      duration.observe({ tracker, operation }, ms / 1000);
    },
  };
}
