import type { TicketEvent } from '@tierline/domain';
import { Counter, Histogram, type Logger, type Registry } from '@tierline/platform';

/** What the store tells about itself. */
export interface StoreSignals {
  /** Events published from outboxes, and how long the oldest of them had waited (real milliseconds). */
  readonly published: (events: number, oldestMs: number) => void;
  /** A batch could not be published; it stays in the outboxes and the sweep will find it. */
  readonly publishFailed: (events: number, error: unknown) => void;
  /** A change was written, as these events. */
  readonly changed: (events: readonly Pick<TicketEvent, 'ticketId' | 'seq' | 'kind'>[]) => void;
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
  const registers = [registry];
  const published = new Counter({
    name: 'tierline_outbox_published_total',
    help: 'Events taken from outboxes, by result: ok, or failed and left for the sweep.',
    labelNames: ['result'],
    registers,
  });
  const lag = new Histogram({
    name: 'tierline_outbox_lag_seconds',
    help: 'Real time from an event being recorded to its being published, of the oldest in each batch.',
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5, 30],
    registers,
  });
  const raced = new Counter({
    name: 'tierline_stale_writes_rejected_total',
    help: 'Changes that lost a race for their ticket and were decided again.',
    registers,
  });
  published.inc({ result: 'ok' }, 0);
  published.inc({ result: 'failed' }, 0);
  return {
    published: (events, oldestMs) => {
      published.inc({ result: 'ok' }, events);
      lag.observe(oldestMs / 1000);
    },
    publishFailed: (events, err) => {
      published.inc({ result: 'failed' }, events);
      logger.warn({ events, err }, 'events stay in their outboxes until the sweep');
    },
    changed: (events) => {
      if (!logger.isLevelEnabled('debug')) return;
      for (const { ticketId, seq, kind } of events) logger.debug({ ticketId, seq, kind }, 'ticket changed');
    },
    raced: (losers) => raced.inc(losers),
  };
}
