import { METRICS } from '@tierline/contracts';
import type { ClockName, Instant, TicketEventKind } from '@tierline/domain';
import { millis } from '@tierline/domain';
import { type Clock, counterOf, histogramOf, type Registry } from '@tierline/platform';

export interface SlaMetrics {
  /** A warning or breach was recorded at `at`, due at `dueAt`. */
  readonly fired: (event: {
    readonly kind: Extract<TicketEventKind, 'sla.warned' | 'sla.breached' | 'sla.stepped'>;
    readonly clock: ClockName;
    readonly dueAt: Instant;
    readonly at: Instant;
  }) => void;
  /** A timer found nothing to do: the ticket had moved on. */
  readonly stale: () => void;
  /** A ticket's promises are watched from now on. */
  readonly timed: (ticket: { readonly openedAt: Instant }) => void;
}

export function createSlaMetrics(registry: Registry, clock: Clock): SlaMetrics {
  const events = counterOf(registry, METRICS.slaEvents);
  const stale = counterOf(registry, METRICS.timersStale);
  const lateness = histogramOf(registry, METRICS.timerLateness);
  const timed = histogramOf(registry, METRICS.acceptToTimed);
  return {
    fired: ({ kind, clock: name, dueAt, at }) => {
      events.inc({ kind, clock: name });
      lateness.observe(clock.wallSpan(millis(Math.max(0, at - dueAt))) / 1000);
    },
    stale: () => stale.inc(),
    timed: ({ openedAt }) =>
      timed.observe(clock.wallSpan(millis(Math.max(0, clock.now() - openedAt))) / 1000),
  };
}
