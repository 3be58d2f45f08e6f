import type { Agent } from './policy.ts';
import { type Refusal, refuse } from './refusal.ts';
import type { Ticket } from './ticket.ts';

/** Slots of an agent that one ticket takes. */
const EFFORT = 1;

/**
 * Which of the agent's slots this ticket would take, or why the agent may not have it. An agent of capacity n has the
 * slots 0 to n-1; `occupied` are those in use. Whoever writes the result must make (holder, slot) unique: that, and no
 * counter, is what keeps an agent below capacity under any concurrency.
 */
export function assign(
  ticket: Ticket,
  agent: Agent,
  occupied: readonly number[],
): readonly number[] | Refusal {
  const elsewhere = notOnTierOf(agent, ticket);
  if (elsewhere !== undefined) return elsewhere;
  const free: number[] = [];
  for (let slot = 0; slot < agent.capacity && free.length < EFFORT; slot += 1) {
    if (!occupied.includes(slot)) free.push(slot);
  }
  return free.length === EFFORT
    ? free
    : refuse('at-capacity', `${agent.id} holds ${agent.capacity} of ${agent.capacity} tickets`);
}

/** Why the agent has nothing to do with the ticket, if so: it is on another tier. */
export function notOnTierOf(agent: Agent, ticket: Ticket): Refusal | undefined {
  if (ticket.tier === agent.tier) return undefined;
  return refuse(
    'wrong-tier',
    `${agent.id} works on ${agent.tier}, the ticket is on ${ticket.tier ?? 'no tier yet'}`,
  );
}
