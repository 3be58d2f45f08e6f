import type { Policy, PriorityPolicy, SlaTarget } from '@tierline/domain';

/** The same policy with every promise counted in office hours. */
export function inOfficeHours(policy: Policy): Policy {
  const { T1, T2, T3 } = policy.tierTargets;
  const { low, normal, high, urgent } = policy.priorities;
  return {
    ...policy,
    tierTargets: { T1: office(T1), T2: office(T2), T3: office(T3) },
    priorities: {
      low: priority(low),
      normal: priority(normal),
      high: priority(high),
      urgent: priority(urgent),
    },
  };
}

function priority(one: PriorityPolicy): PriorityPolicy {
  return { ...one, firstResponse: office(one.firstResponse), resolution: office(one.resolution) };
}

function office(target: SlaTarget): SlaTarget {
  return { ...target, calendar: 'office' };
}
