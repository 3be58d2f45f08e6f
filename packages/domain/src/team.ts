import { isOpen } from './calendar.ts';
import type { TeamId } from './ids.ts';
import { calendarIn, type Policy } from './policy.ts';
import { type Agent, roleOf, type Team } from './staff.ts';
import type { Tier } from './tier.ts';
import type { Instant } from './time.ts';

/** The team that tickets of a tier go to where no rule names another: its first; undefined where it has none. */
export function firstTeam(tier: Tier, policy: Policy): Team | undefined {
  for (const team of policy.teams.values()) if (team.tier === tier) return team;
  return undefined;
}

/** The team that an agent works in at that time; undefined on a tier without teams. */
export function teamOf(agent: Agent, now: Instant, policy: Policy): Team | undefined {
  const { tier, team } = roleOf(agent, now);
  return (team && policy.teams.get(team)) ?? firstTeam(tier, policy);
}

/** Whether the agent's shift is on: by the agent's own calendar, else the team's, else always. */
export function onShift(agent: Agent, now: Instant, policy: Policy): boolean {
  const calendar = agent.calendar ?? teamOf(agent, now, policy)?.calendar;
  return calendar === undefined || isOpen(calendarIn(policy, calendar), now);
}

/** Teams that share what waits for a team since `since`: by overflow after their time, after hours while it is closed. */
export function helpersOf(team: Team, since: Instant, now: Instant, policy: Policy): readonly TeamId[] {
  const closed = team.calendar !== undefined && !isOpen(calendarIn(policy, team.calendar), now);
  const helpers = team.overflow.filter(({ after }) => now - since >= after).map(({ team: id }) => id);
  return closed && team.afterHours !== undefined && !helpers.includes(team.afterHours)
    ? [team.afterHours, ...helpers]
    : helpers;
}
