import type { Actor } from './actor.ts';
import { type History, record } from './history.ts';
import type { AgentId } from './ids.ts';
import type { EscalationPolicy, Policy } from './policy.ts';
import { type Refusal, refuse } from './refusal.ts';
import { agentIn, illegal, isHolderOrContact, type Step } from './step.ts';
import type { Ticket } from './ticket.ts';

/**
 * The contact is the support agent whom the customer knows. The ticket may move to any tier: the contact stays, may go on
 * answering the customer, and is told what others write internally.
 */
export function handContact({ history, command, now, policy }: Step<'hand-contact'>): History | Refusal {
  const { ticket } = history;
  const agent = agentIn(policy, command.to, now);
  if ('kind' in agent) return agent;
  if (ticket.state.kind === 'closed') return illegal(ticket, 'given another contact');
  if (!isHolderOrContact(ticket, command.agentId)) {
    return refuse('not-holder', `${command.agentId} is neither the contact of this ticket nor holds it`);
  }
  if (ticket.contact === agent.id) return history;
  return record(history, { kind: 'agent', id: command.agentId }, now, {
    kind: 'ticket.contact-changed',
    ...(ticket.contact !== undefined && { from: ticket.contact }),
    to: agent.id,
  });
}

/** What an event that may begin the contact carries: the agent, where the ticket has no contact and the policy says so. */
export function contactBegun(
  ticket: Ticket,
  agent: AgentId,
  by: EscalationPolicy['contact'],
  policy: Policy,
): { readonly contact?: AgentId } {
  // Whatever the policy, a customer who was answered has a contact.
  const begins = by === 'first-answer' || policy.escalation.contact === by;
  return begins && ticket.contact === undefined ? { contact: agent } : {};
}

/** Whom a note should reach: the contact, unless it is the contact's own. */
export function contactToTell({ contact }: Ticket, author: Actor): { readonly notifies?: AgentId } {
  const own = author.kind === 'agent' && author.id === contact;
  return contact === undefined || own ? {} : { notifies: contact };
}
