import type { ClockName, Instant, TicketEventKind } from '@tierline/domain';
import { millis } from '@tierline/domain';
import { type Clock, Counter, Histogram, type Registry } from '@tierline/platform';

export interface SlaMetrics {
  /** A warning or breach was recorded at `at`, due at `dueAt`. */
  readonly fired: (event: {
    readonly kind: TicketEventKind;
    readonly clock: ClockName;
    readonly dueAt: Instant;
    readonly at: Instant;
  }) => void;
  /** A timer found nothing to do: the ticket had moved on. */
  readonly stale: () => void;
  /** A ticket's promises are watched from now on. */
  readonly timed: (ticket: { readonly openedAt: Instant }) => void;
}

/** Fine enough that a percentile can be read from it within a tenth of its value. */
const DELAY_BUCKETS = Array.from({ length: 44 }, (_, index) => Number((0.002 * 1.2 ** index).toPrecision(3)));

export function createSlaMetrics(registry: Registry, clock: Clock): SlaMetrics {
  const registers = [registry];
  const events = new Counter({
    name: 'tierline_sla_events_total',
    help: 'Warnings and breaches recorded, by promise.',
    labelNames: ['kind', 'clock'],
    registers,
  });
  const stale = new Counter({
    name: 'tierline_sla_timers_stale_total',
    help: 'Timers that found nothing to do.',
    registers,
  });
  const lateness = new Histogram({
    name: 'tierline_sla_timer_lateness_seconds',
    help: 'Real time from a warning or breach being due to its being decided.',
    buckets: [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 60],
    registers,
  });
  const timed = new Histogram({
    name: 'tierline_ticket_accept_to_timed_seconds',
    help: 'Real time from a ticket being received to its being routed and its promises watched.',
    buckets: DELAY_BUCKETS,
    registers,
  });
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
