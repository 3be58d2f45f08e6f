import type { Command } from './command.ts';
import type { History } from './history.ts';
import type { AgentId } from './ids.ts';
import type { Policy } from './policy.ts';
import { type Refusal, refuse } from './refusal.ts';
import { type Agent, isHere } from './staff.ts';
import { statusOf, type Ticket } from './ticket.ts';
import type { Instant } from './time.ts';

/** What is known when a command of kind K is decided. */
export interface Step<K extends Command['kind']> {
  readonly history: History;
  readonly command: Extract<Command, { kind: K }>;
  readonly now: Instant;
  readonly policy: Policy;
}

/** The agent, or why there is none. */
export function agentIn(policy: Policy, id: AgentId, now: Instant): Agent | Refusal {
  const agent = policy.agents.get(id);
  if (agent === undefined) return refuse('unknown-agent', `no agent ${id} in the policy`);
  return isHere(agent, now) ? agent : refuse('unknown-agent', `${id} no longer works here`);
}

/** Why the agent may not act on the ticket as its holder, if so; `done` is what was asked, as in "cannot be solved". */
export function notInHandsOf(ticket: Ticket, agent: AgentId, done: string): Refusal | undefined {
  if (ticket.state.kind !== 'working') return illegal(ticket, done);
  if (ticket.state.holder !== agent) return refuse('not-holder', `${agent} does not hold this ticket`);
  return undefined;
}

/**
 * Why the agent may not show the customer anything, if so. Whoever holds the ticket may, and the contact as long as it is
 * open: the customer hears a known voice.
 */
export function notToAnswer(ticket: Ticket, agent: AgentId, done: string): Refusal | undefined {
  return ticket.contact === agent && isOpen(ticket) ? undefined : notInHandsOf(ticket, agent, done);
}

/** Whether the ticket is on a tier to be worked on: neither unrouted nor done. */
export function isOpen({ state }: Ticket): boolean {
  return state.kind !== 'new' && state.kind !== 'solved' && state.kind !== 'closed';
}

/** Whether the agent has the ticket in hand, or is who the customer knows. */
export function isHolderOrContact({ state, contact }: Ticket, agent: AgentId): boolean {
  return contact === agent || (state.kind === 'working' && state.holder === agent);
}

export function illegal(ticket: Ticket, done: string): Refusal {
  const where = ticket.state.kind === 'waiting' ? 'waiting in its queue' : statusOf(ticket.state);
  return refuse('illegal-transition', `a ticket that is ${where} cannot be ${done}`);
}
