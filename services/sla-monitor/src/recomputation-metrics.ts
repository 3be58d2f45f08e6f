import { Counter, Gauge, type Registry } from '@tierline/platform';

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
  const registers = [registry];
  const remaining = new Gauge({
    name: 'tierline_recomputation_remaining_tickets',
    help: 'Open tickets that this process has still to look at after a policy was applied; 0 when it does not.',
    registers,
  });
  const recomputed = new Counter({
    name: 'tierline_recomputed_tickets_total',
    help: 'Open tickets whose promises were changed because a policy was applied.',
    registers,
  });
  const failures = new Counter({
    name: 'tierline_recomputation_failures_total',
    help: 'Open tickets that could not follow a policy; the log names them.',
    registers,
  });
  const waits = new Counter({
    name: 'tierline_recomputation_waits_total',
    help: 'Times that open tickets waited to follow a policy because timers were late.',
    registers,
  });
  return {
    remaining: (tickets) => remaining.set(tickets),
    recomputed: () => recomputed.inc(),
    failed: () => failures.inc(),
    waited: () => waits.inc(),
  };
}
