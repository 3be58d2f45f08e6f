import { METRICS } from '@tierline/contracts';
import { counterOf, gaugeOf, type Registry } from '@tierline/platform';

export interface RecomputationMetrics {
  /** So many open tickets have still to be looked at. */
  readonly remaining: (tickets: number) => void;
  /** A ticket was promised otherwise. */
  readonly recomputed: () => void;
  /** A ticket could not be changed. */
  readonly failed: () => void;
  /** It waited, for timers were late. */
  readonly waited: () => void;
}

export function createRecomputationMetrics(registry: Registry): RecomputationMetrics {
  const remaining = gaugeOf(registry, METRICS.recomputationRemaining);
  const recomputed = counterOf(registry, METRICS.recomputedTickets);
  const failures = counterOf(registry, METRICS.recomputationFailures);
  const waits = counterOf(registry, METRICS.recomputationWaits);
  return {
    remaining: (tickets) => remaining.set(tickets),
    recomputed: () => recomputed.inc(),
    failed: () => failures.inc(),
    waited: () => waits.inc(),
  };
}
