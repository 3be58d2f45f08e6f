import { METRICS } from '@tierline/contracts';
import { gaugeOf, type Registry } from '@tierline/platform';

/** Whose clock the own one is compared with. */
export type Peer = (typeof METRICS.clockSkew.labels.peer)[number];

/** What a process finds out about the servers it was given. */
export function createServerMetrics(registry: Registry) {
  const policyOk = gaugeOf(registry, METRICS.redisPolicyOk);
  // It begins as 0, which would be an alarm while Redis is only away.
  policyOk.clear();
  return { policyOk, skew: gaugeOf(registry, METRICS.clockSkew) };
}
