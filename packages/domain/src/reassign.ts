import { assign } from './assignment.ts';
import { type History, record } from './history.ts';
import { limited, unknownReason } from './limit.ts';
import { actorOf, notToMove } from './mover.ts';
import type { Policy } from './policy.ts';
import type { Refusal } from './refusal.ts';
import type { Agent } from './staff.ts';
import { agentIn, type Step } from './step.ts';
import type { Ticket } from './ticket.ts';
import type { Instant } from './time.ts';

/**
 * The ticket is passed on within its tier: back to the queue, or into the hands of a colleague who has room. These moves
 * have a limit of their own, beyond which only a manager goes; who may say as well that it stays in the hands it is in.
 */
export function reassign({ history, command, now, policy }: Step<'reassign'>): History | Refusal {
  const { ticket } = history;
  const { to, reason, note } = command;
  const refusal = notToMove(ticket, command, 'passed on') ?? unknownReason(policy, reason);
  if (refusal !== undefined) return refusal;
  if ('agentId' in command && to?.agentId === command.agentId) return history;
  const why = { reason, ...(note !== undefined && { note }) };
  const agent = to && agentIn(policy, to.agentId, now);
  if (agent !== undefined && 'kind' in agent) return agent;
  if ('agentId' in command && ticket.reassignments >= policy.escalation.maxReassignments) {
    const wanted = { from: command.agentId, ...why, ...(agent && { to: agent.id }) };
    return limited(history, command.agentId, { limit: 'reassignments', ...wanted }, now, policy);
  }
  const from = ticket.state.kind === 'working' ? { from: ticket.state.holder } : {};
  const passed = { kind: 'ticket.reassigned', ...from, ...why } as const;
  if (agent === undefined) return record(history, actorOf(command), now, passed);
  const slots = slotsOf(agent, ticket, to?.occupied ?? [], { now, policy });
  if ('kind' in slots) return slots;
  return record(history, actorOf(command), now, { ...passed, to: { holder: agent.id, slots } });
}

/** The agent's slots that the ticket has already, or would take. */
function slotsOf(
  agent: Agent,
  ticket: Ticket,
  occupied: readonly number[],
  known: { readonly now: Instant; readonly policy: Policy },
): readonly number[] | Refusal {
  const { state } = ticket;
  if (state.kind === 'working' && state.holder === agent.id) return state.slots;
  return assign(ticket, agent, occupied, known);
}
