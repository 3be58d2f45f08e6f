import type { TeamId } from './ids.ts';
import { meets, type Skills } from './needs.ts';
import type { Policy } from './policy.ts';
import type { Priority } from './priority.ts';
import { isHere, tierOf } from './staff.ts';
import { firstTeam, helpersOf, teamOf } from './team.ts';
import type { Tier } from './tier.ts';
import type { Instant } from './time.ts';

/** For whom a ticket waits on its tier, and how much of an agent it takes. Absent parts ask for nothing special. */
export interface Placement {
  /** Whose queue. */
  readonly team?: TeamId;
  /** Teams that may take it as well. */
  readonly sharedWith?: readonly TeamId[];
  /** Skills that whoever takes it must have. */
  readonly needs?: Skills;
  /** Slots that it takes; 1 where absent. */
  readonly effort?: number;
}

/** How many slots a ticket takes. */
export interface EffortPolicy {
  readonly usual: number;
  readonly priorities: Readonly<Partial<Record<Priority, number>>>;
  readonly tiers: Readonly<Partial<Record<Tier, number>>>;
}

/** What a routing rule, or the stay before, says of a ticket's place. */
export type Wanted = Pick<Placement, 'team' | 'needs' | 'effort'>;

/**
 * Where on a tier a ticket goes. Needs that nobody there can meet are left out: a ticket that has to go to a tier must
 * not wait there for ever.
 */
export function placementOn(
  tier: Tier,
  { priority, wanted }: { readonly priority: Priority; readonly wanted: Wanted },
  now: Instant,
  policy: Policy,
): Placement {
  const named = wanted.team && policy.teams.get(wanted.team);
  const team = named?.tier === tier ? named : firstTeam(tier, policy);
  const sharedWith = team ? helpersOf(team, now, now, policy) : [];
  const effort = wanted.effort ?? effortOf(priority, tier, policy.effort);
  const needs = wanted.needs && answerable(wanted.needs, { tier, team: team?.id }, now, policy);
  return {
    ...(team && { team: team.id }),
    ...(sharedWith.length > 0 && { sharedWith }),
    ...(needs && Object.keys(needs).length > 0 && { needs }),
    ...(effort !== 1 && { effort }),
  };
}

/** The most that the priority and the tier ask for. */
function effortOf(priority: Priority, tier: Tier, { usual, priorities, tiers }: EffortPolicy): number {
  const asked = [priorities[priority], tiers[tier]].filter((slots) => slots !== undefined);
  return asked.length === 0 ? usual : Math.max(...asked);
}

/** All needs where one agent there meets all of them, else those that somebody meets alone together with the ones before. */
function answerable(
  needs: Skills,
  { tier, team }: { readonly tier: Tier; readonly team: TeamId | undefined },
  now: Instant,
  policy: Policy,
): Skills {
  const people = [...policy.agents.values()].filter(
    (agent) => isHere(agent, now) && tierOf(agent, now) === tier && teamOf(agent, now, policy)?.id === team,
  );
  return Object.entries(needs).reduce<Skills>((kept, [skill, level]) => {
    const more = { ...kept, [skill]: level };
    return people.some(({ skills }) => meets(skills, more)) ? more : kept;
  }, {});
}
