import type { Policy, Promises, SlaPolicy, SlaTarget } from '@tierline/domain';

/** The same policy with every promise counted in office hours. */
export function inOfficeHours(policy: Policy): Policy {
  return withTargets(policy, (target) => ({ ...target, calendar: 'office' }));
}

/** The same policy with every promise paused in those states. */
export function pausedWhile(policy: Policy, states: SlaTarget['pausedWhile']): Policy {
  return withTargets(policy, (target) => ({ ...target, pausedWhile: states }));
}

/** The same policy with every promise of the customer's and of the tiers changed. */
function withTargets(policy: Policy, change: (target: SlaTarget) => SlaTarget): Policy {
  return { ...policy, sla: policy.sla.map((sla) => changed(sla, change)) };
}

function changed(sla: SlaPolicy, change: (target: SlaTarget) => SlaTarget): SlaPolicy {
  const all = (promises: Promises): Promises =>
    Object.fromEntries(Object.entries(promises).map(([name, target]) => [name, change(target)]));
  const { low, normal, high, urgent } = sla.priorities;
  const { T1, T2, T3 } = sla.tiers;
  return {
    ...sla,
    priorities: { low: all(low), normal: all(normal), high: all(high), urgent: all(urgent) },
    tiers: { T1: change(T1), T2: change(T2), T3: change(T3) },
  };
}
