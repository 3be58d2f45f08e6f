import {
  type Calendar,
  calendarIn,
  instant,
  type Policy,
  teamOf,
  type Tier,
  TIERS,
  tierOf,
} from '@tierline/domain';

import type { PeopleGroup } from '../scenario/people-file.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { shiftCalendar, tierHours } from './desk-hours.ts';

/** People of one tier with the same hours. How many places are due changes at moments (epoch milliseconds, ascending). */
export interface StaffGroup {
  readonly tier: number;
  readonly stated: PeopleGroup;
  /** Places of work: each person has as many as they work on tickets at a time. */
  readonly people: number;
  /** From each moment on, so many are due on duty; none before the first. */
  readonly moments: Float64Array;
  readonly levels: Int32Array;
  readonly speed: number;
  /** Until when the group is slower than that, and since when; both the same where it is not. */
  readonly rampFrom: number;
  readonly rampUntil: number;
}

const MINUTE = 60_000;
const WEEK = 7 * 86_400_000;

/** The groups of a scenario between two moments, at least one person in each. */
export function staffGroups(scenario: Scenario, policy: Policy, from: number, until: number): StaffGroup[] {
  const { groups, staff } = scenario.people;
  const stated = groups ?? groupsOfAgents(policy, from);
  return TIERS.flatMap((tier) => {
    const ofTier = stated.filter((group) => group.tier === tier);
    const wanted = staff[tier];
    const own =
      wanted === undefined ? ofTier : spread(ofTier.length === 0 ? [emptyGroup(tier)] : ofTier, wanted);
    return own.map((group) => compileGroup(group, policy, from, until)).filter(({ people }) => people > 0);
  });
}

function emptyGroup(tier: Tier): PeopleGroup {
  return { tier, count: 1, speed: 1, parallel: 1, skills: {} };
}

/** The agents of a policy, by tier, shift and the dates from and until which they are there. */
function groupsOfAgents(policy: Policy, from: number): PeopleGroup[] {
  const found = new Map<string, PeopleGroup & { count: number }>();
  for (const agent of policy.agents.values()) {
    const moments = [from, ...agent.changes.map((change) => change.from).filter((at) => at > from)];
    for (const [index, since] of moments.entries()) {
      const at = instant(since);
      const ends = [moments[index + 1], agent.until].filter((one) => one !== undefined);
      const end = ends.length === 0 ? undefined : Math.min(...ends);
      if (end !== undefined && end <= since) continue;
      const team = teamOf(agent, at, policy);
      const group = {
        tier: tierOf(agent, at),
        ...(team !== undefined && { team: team.id }),
        skills: { ...agent.skills },
        calendar: shiftCalendar(policy, agent, at).name,
        speed: 1,
        parallel: 1,
        ...(index > 0 && { from: dateOf(since) }),
        ...(end !== undefined && { until: dateOf(end) }),
      };
      const key = JSON.stringify(group);
      const known = found.get(key);
      found.set(key, { ...group, count: (known?.count ?? 0) + 1 });
    }
  }
  return [...found.values()];
}

/** As many people as wanted, in the proportions of the groups; what is left over goes to the largest remainders. */
function spread(groups: readonly PeopleGroup[], wanted: number): PeopleGroup[] {
  const sizes = groups.map(sizeOf);
  const total = sizes.reduce((sum, size) => sum + size, 0);
  const exact = sizes.map((size) => (total === 0 ? wanted / sizes.length : (wanted * size) / total));
  const counts = exact.map(Math.floor);
  const order = exact
    .map((one, index) => ({ index, rest: one - Math.floor(one) }))
    .toSorted((a, b) => b.rest - a.rest || a.index - b.index);
  let left = wanted - counts.reduce((sum, one) => sum + one, 0);
  for (const { index } of order) {
    if (left === 0) break;
    counts[index] = (counts[index] ?? 0) + 1;
    left -= 1;
  }
  return groups.map((group, index) => withCount(group, counts[index] ?? 0, sizes[index] ?? 0));
}

/** People of a group, on duty all at once or not. */
function sizeOf({ count, headcount }: PeopleGroup): number {
  return count ?? Math.max(...(headcount?.people ?? [0]));
}

function withCount(group: PeopleGroup, count: number, size: number): PeopleGroup {
  const { headcount } = group;
  if (headcount === undefined) return { ...group, count };
  const people = headcount.people.map((one) => (size === 0 ? count : Math.round((one * count) / size)));
  return { ...group, headcount: { ...headcount, people } };
}

function compileGroup(group: PeopleGroup, policy: Policy, from: number, until: number): StaffGroup {
  const since = group.from === undefined ? from : Math.max(from, Date.parse(group.from));
  const end = group.until === undefined ? until : Math.min(until, Date.parse(group.until));
  const ramp = group.from === undefined || group.rampUpWeeks === undefined ? 0 : group.rampUpWeeks * WEEK;
  const { moments, levels } = group.headcount
    ? headcountLevels(group.headcount, from, since, end)
    : shiftLevels(
        calendarIn(policy, group.calendar ?? tierHours(policy, group.tier)),
        group.count ?? 0,
        since,
        end,
      );
  return {
    tier: TIERS.indexOf(group.tier),
    stated: group,
    people: sizeOf(group) * group.parallel,
    moments: Float64Array.from(moments),
    levels: Int32Array.from(levels, (level) => level * group.parallel),
    speed: group.speed,
    rampFrom: since,
    rampUntil: since + ramp,
  };
}

interface Levels {
  readonly moments: number[];
  readonly levels: number[];
}

function shiftLevels({ starts, ends }: Calendar, count: number, from: number, until: number): Levels {
  const moments: number[] = [];
  const levels: number[] = [];
  for (let index = 0; index < starts.length; index += 1) {
    const opens = Math.max(from, starts[index] ?? 0);
    const closes = Math.min(until, ends[index] ?? 0);
    if ((starts[index] ?? 0) >= until) break;
    if (closes <= opens) continue;
    moments.push(opens, closes);
    levels.push(count, 0);
  }
  return { moments, levels };
}

function headcountLevels(
  { everyMinutes, people }: NonNullable<PeopleGroup['headcount']>,
  origin: number,
  from: number,
  until: number,
): Levels {
  const moments: number[] = [];
  const levels: number[] = [];
  for (let index = 0; ; index += 1) {
    const at = Math.max(from, origin + index * everyMinutes * MINUTE);
    if (at >= until) break;
    const level = people[index % people.length] ?? 0;
    if (level === levels.at(-1)) continue;
    if (at === moments.at(-1)) {
      levels[levels.length - 1] = level;
      continue;
    }
    moments.push(at);
    levels.push(level);
  }
  moments.push(until);
  levels.push(0);
  return { moments, levels };
}

function dateOf(moment: number): string {
  return new Date(moment).toISOString().slice(0, 10);
}
