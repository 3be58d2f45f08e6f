import { METRICS } from '@tierline/contracts';
import { counterOf, histogramOf, type Logger, type Registry } from '@tierline/platform';

import { type CountChange, createCountChange } from './ticket-metrics.ts';

/** What the store tells about itself. */
export interface StoreSignals {
  /** Events published from outboxes, and how long the oldest of them had waited (real milliseconds). */
  readonly published: (events: number, oldestMs: number) => void;
  /** A batch could not be published; it stays in the outboxes and the sweep will find it. */
  readonly publishFailed: (events: number, error: unknown) => void;
  /** Writes that lost a race and were decided again. */
  readonly raced: (losers: number) => void;
  /** A change was written. */
  readonly changed: CountChange;
}

/** Signals as metrics and log lines. */
export function createStoreSignals({
  logger,
  registry,
}: {
  readonly logger: Logger;
  readonly registry: Registry;
}): StoreSignals {
  const published = counterOf(registry, METRICS.outboxPublished);
  const lag = histogramOf(registry, METRICS.outboxLag);
  const raced = counterOf(registry, METRICS.staleWrites);
  return {
    published: (events, oldestMs) => {
      published.inc({ result: 'ok' }, events);
      lag.observe(oldestMs / 1000);
    },
    publishFailed: (events, err) => {
      published.inc({ result: 'failed' }, events);
      logger.warn({ events, err }, 'events stay in their outboxes until the sweep');
    },
    raced: (losers) => raced.inc(losers),
    changed: createCountChange(registry),
  };
}
