import {
  type Agent,
  type Calendar,
  calendarIn,
  type Instant,
  type Policy,
  type SlaPolicy,
  teamOf,
  type Tier,
  tierOf,
} from '@tierline/domain';

/** The calendar of the desk as a whole: that of the promise for an ordinary ticket. */
export function deskCalendar(policy: Policy): Calendar {
  const sla = promisesToAll(policy);
  return calendarIn(policy, (sla.priorities.normal.resolution ?? sla.tiers.T1).calendar);
}

/** When an agent works: by the agent's own shift, else the team's, else the hours of the tier's target. */
export function shiftCalendar(policy: Policy, agent: Agent, now: Instant): Calendar {
  const name = agent.calendar ?? teamOf(agent, now, policy)?.calendar;
  return calendarIn(policy, name ?? tierHours(policy, tierOf(agent, now)));
}

/** The name of the calendar on which a tier's target counts. */
export function tierHours(policy: Policy, tier: Tier): string {
  return promisesToAll(policy).tiers[tier].calendar;
}

/** What is promised of tickets that no other SLA policy is for. */
function promisesToAll({ sla, version }: Policy): SlaPolicy {
  const last = sla.at(-1);
  if (last === undefined) throw new RangeError(`policy ${version} promises nothing`);
  return last;
}
