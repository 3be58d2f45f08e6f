import type { AgentId } from './ids.ts';
import { isTeamAmong } from './lane.ts';
import { lacking } from './needs.ts';
import type { Policy } from './policy.ts';
import { type Refusal, refuse } from './refusal.ts';
import { type Agent, isHere, tierOf } from './staff.ts';
import { teamOf } from './team.ts';
import type { Ticket } from './ticket.ts';
import type { Instant } from './time.ts';

/** Slots of the agent that the ticket takes: its effort, or all there are where it is heavier than that. */
export function slotsTaken({ effort = 1 }: Pick<Ticket, 'effort'>, { capacity }: Agent): number {
  return Math.min(effort, capacity);
}

/**
 * Which of the agent's slots this ticket would take, or why the agent may not have it. An agent of capacity n has the
 * slots 0 to n-1; `occupied` are those in use. Whoever writes the result must make (holder, slot) unique: that, and no
 * counter, is what keeps an agent below capacity under any concurrency.
 */
export function assign(
  ticket: Ticket,
  agent: Agent,
  occupied: readonly number[],
  { now, policy }: { readonly now: Instant; readonly policy: Policy },
): readonly number[] | Refusal {
  const unfit = unfitFor(ticket, agent, now, policy);
  if (unfit !== undefined) return unfit;
  const wanted = slotsTaken(ticket, agent);
  const free: number[] = [];
  for (let slot = 0; slot < agent.capacity; slot += 1) if (!occupied.includes(slot)) free.push(slot);
  return free.length >= wanted
    ? free.slice(0, wanted)
    : refuse(
        'at-capacity',
        `${agent.id} has ${free.length} of ${agent.capacity} slots free, the ticket takes ${wanted}`,
      );
}

/** Why the agent may not have the ticket whatever is in hand, if so. */
export function unfitFor(ticket: Ticket, agent: Agent, now: Instant, policy: Policy): Refusal | undefined {
  const elsewhere = notOnTierOf(agent, ticket, now);
  if (elsewhere !== undefined) return elsewhere;
  const { team, sharedWith = [], needs = {} } = ticket;
  if (team !== undefined && !isTeamAmong(agent, [team, ...sharedWith], now, policy)) {
    const own = teamOf(agent, now, policy)?.id ?? 'no team';
    return refuse('wrong-team', `${agent.id} works in ${own}, the ticket waits for ${team}`);
  }
  const missing = lacking(agent.skills, needs);
  if (missing.length > 0) return refuse('lacks-skill', `${agent.id} lacks ${missing.join(', ')}`);
  const other = keptFor(ticket, now, policy);
  return other === undefined || other === agent.id
    ? undefined
    : refuse('kept-for-another', `the ticket is kept for ${other}, who knows it, for a while`);
}

/** Why the agent has nothing to do with the ticket, if so: it is on another tier. */
export function notOnTierOf(agent: Agent, ticket: Ticket, now: Instant): Refusal | undefined {
  const tier = tierOf(agent, now);
  if (ticket.tier === tier) return undefined;
  return refuse(
    'wrong-tier',
    `${agent.id} works on ${tier}, the ticket is on ${ticket.tier ?? 'no tier yet'}`,
  );
}

/** The agent for whom alone a ticket waits: who had it last, for as long as the policy says, if still on its tier. */
export function keptFor({ state, tier }: Ticket, now: Instant, policy: Policy): AgentId | undefined {
  const { stickFor } = policy.assignment;
  if (state.kind !== 'waiting' || state.preferred === undefined || stickFor === undefined) return undefined;
  if (now - state.since >= stickFor) return undefined;
  return isStaffOf(state.preferred, tier, now, policy) ? state.preferred : undefined;
}

function isStaffOf(id: AgentId, tier: Ticket['tier'], now: Instant, { agents }: Policy): boolean {
  const agent = agents.get(id);
  return agent !== undefined && isHere(agent, now) && tierOf(agent, now) === tier;
}
