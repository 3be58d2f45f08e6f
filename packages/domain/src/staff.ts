import type { AgentId, TeamId } from './ids.ts';
import type { Skills } from './needs.ts';
import type { Tier } from './tier.ts';
import type { Instant, Millis } from './time.ts';

/** A member of the support staff. What changes with time is asked for by `tierOf`, `isHere` and the like. */
export interface Agent {
  readonly id: AgentId;
  readonly name: string;
  /** At first; see `tierOf`. */
  readonly tier: Tier;
  /** At first; absent for the tier's first team, where it has any. See `teamOf`. */
  readonly team?: TeamId;
  /** How many slots of work the agent may have in hand at once. */
  readonly capacity: number;
  readonly skills: Skills;
  /** When the agent works, where that differs from the team. */
  readonly calendar?: string;
  /** New roles, by when they begin, ascending: a promotion is one of them. */
  readonly changes: readonly RoleChange[];
  /** From then on the agent no longer works here. */
  readonly until?: Instant;
}

/** From a day on, an agent works on another tier. */
export interface RoleChange {
  readonly from: Instant;
  readonly tier: Tier;
  readonly team?: TeamId;
}

/** People of one tier who share a queue. */
export interface Team {
  readonly id: TeamId;
  readonly name: string;
  readonly tier: Tier;
  /** Whether its agents take the next ticket or are given it. */
  readonly assignment: 'pull' | 'push';
  /** When the team works; absent: always. */
  readonly calendar?: string;
  /** Teams of the same tier that may help after a ticket has waited so long (wall time), soonest first. */
  readonly overflow: readonly { readonly team: TeamId; readonly after: Millis }[];
  /** The team of the same tier that also gets what waits while this one's calendar is closed. */
  readonly afterHours?: TeamId;
}

/** The tier that an agent works on at that time. */
export function tierOf(agent: Agent, now: Instant): Tier {
  return roleOf(agent, now).tier;
}

/** Whether the agent works here, at work or not. */
export function isHere(agent: Agent, now: Instant): boolean {
  return agent.until === undefined || now < agent.until;
}

/** The role in force: the latest change that has begun, else the first role. */
export function roleOf(agent: Agent, now: Instant): Pick<Agent, 'tier' | 'team'> {
  return agent.changes.findLast(({ from }) => from <= now) ?? agent;
}
