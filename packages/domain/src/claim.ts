import { assign } from './assignment.ts';
import { type History, record } from './history.ts';
import type { Refusal } from './refusal.ts';
import { agentIn, illegal, type Step } from './step.ts';

/** A waiting ticket goes into the hands of an agent of its tier who has room. */
export function claim({ history, command, now, policy }: Step<'claim'>): History | Refusal {
  const agent = agentIn(policy, command.agentId);
  if ('kind' in agent) return agent;
  if (history.ticket.state.kind !== 'waiting') return illegal(history.ticket, 'claimed');
  const slots = assign(history.ticket, agent, command.occupied);
  if ('kind' in slots) return slots;
  return record(history, { kind: 'agent', id: agent.id }, now, {
    kind: 'ticket.claimed',
    holder: agent.id,
    slots,
  });
}
