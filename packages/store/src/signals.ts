import { METRICS } from '@tierline/contracts';
import type { Ticket, TicketEvent } from '@tierline/domain';
import { counterOf, histogramOf, type Logger, type Registry } from '@tierline/platform';

import { createCountChange } from './ticket-metrics.ts';

/** What the store tells about itself. */
export interface StoreSignals {
  /** Events published from outboxes, and how long the oldest of them had waited (real milliseconds). */
  readonly published: (events: number, oldestMs: number) => void;
  /** A batch could not be published; it stays in the outboxes and the sweep will find it. */
  readonly publishFailed: (events: number, error: unknown) => void;
  /** A change of a ticket was written as these events; `before` is absent where it was created. */
  readonly changed: (before: Ticket | undefined, after: Ticket, events: readonly TicketEvent[]) => void;
  /** Writes that lost a race and were decided again. */
  readonly raced: (losers: number) => void;
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
  const count = createCountChange(registry);
  return {
    published: (events, oldestMs) => {
      published.inc({ result: 'ok' }, events);
      lag.observe(oldestMs / 1000);
    },
    publishFailed: (events, err) => {
      published.inc({ result: 'failed' }, events);
      logger.warn({ events, err }, 'events stay in their outboxes until the sweep');
    },
    changed: (before, after, events) => {
      count(before, after, events);
      if (!logger.isLevelEnabled('debug')) return;
      for (const { ticketId, seq, kind } of events) logger.debug({ ticketId, seq, kind }, 'ticket changed');
    },
    raced: (losers) => raced.inc(losers),
  };
}
