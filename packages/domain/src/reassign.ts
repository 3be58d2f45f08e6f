import { assign } from './assignment.ts';
import { type History, record } from './history.ts';
import { limited, unknownReason } from './limit.ts';
import type { Refusal } from './refusal.ts';
import { agentIn, notInHandsOf, type Step } from './step.ts';

/**
 * The holder passes the ticket on within its tier: back to the queue, or into the hands of a colleague who has room.
 * These moves have a limit of their own.
 */
export function reassign({ history, command, now, policy }: Step<'reassign'>): History | Refusal {
  const { ticket } = history;
  const { agentId, to, reason, note } = command;
  const refusal = notInHandsOf(ticket, agentId, 'passed on') ?? unknownReason(policy, reason);
  if (refusal !== undefined) return refusal;
  if (to?.agentId === agentId) return history;
  const wanted = {
    from: agentId,
    reason,
    ...(note !== undefined && { note }),
  };
  const agent = to && agentIn(policy, to.agentId, now);
  if (agent !== undefined && 'kind' in agent) return agent;
  if (ticket.reassignments >= policy.escalation.maxReassignments) {
    const limit = { limit: 'reassignments' as const, ...wanted, ...(agent && { to: agent.id }) };
    return limited(history, agentId, limit, now, policy);
  }
  const slots = agent && assign(ticket, agent, to?.occupied ?? [], { now, policy });
  if (slots !== undefined && 'kind' in slots) return slots;
  return record(history, { kind: 'agent', id: agentId }, now, {
    kind: 'ticket.reassigned',
    ...wanted,
    ...(agent && slots && { to: { holder: agent.id, slots } }),
  });
}
