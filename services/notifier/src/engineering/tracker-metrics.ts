import { METRICS, type PolicySource } from '@tierline/contracts';
import { counterOf, gaugeOf, histogramOf, type Registry, shareUnderWay } from '@tierline/platform';
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
  // Both gauges are read at the same time, and need one look: what waits for each tracker of the policy, if anything.
  const look = shareUnderWay(async () => {
    const waiting = await waitingTrackerWork(database);
    return policies.current().engineering.trackers.map(({ id: tracker }) => ({
      tracker,
      found: waiting.find((one) => one.tracker === tracker),
    }));
  });
  gaugeOf(registry, METRICS.trackerPending, async (gauge) => {
    const trackers = await look();
    gauge.clear();
    for (const { tracker, found } of trackers) gauge.set({ tracker }, found?.count ?? 0);
  });
  gaugeOf(registry, METRICS.trackerOldest, async (gauge) => {
    const trackers = await look();
    gauge.clear();
    for (const { tracker, found } of trackers)
      gauge.set({ tracker }, found === undefined ? 0 : (Date.now() - found.oldest.getTime()) / 1000);
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
