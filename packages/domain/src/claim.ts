import { assign } from './assignment.ts';
import { type History, record } from './history.ts';
import { type Refusal, refuse } from './refusal.ts';
import { illegal, type Step } from './step.ts';

/** A waiting ticket goes into the hands of an agent of its tier who has room. */
export function claim({ history, command, now, policy }: Step<'claim'>): History | Refusal {
  const agent = policy.agents.get(command.agentId);
  if (agent === undefined) return refuse('unknown-agent', `no agent ${command.agentId} in the policy`);
  if (history.ticket.state.kind !== 'waiting') return illegal(history.ticket, 'claimed');
  const slots = assign(history.ticket, agent, command.occupied);
  if ('kind' in slots) return slots;
  return record(history, { kind: 'agent', id: agent.id }, now, {
    kind: 'ticket.claimed',
    holder: agent.id,
    slots,
  });
}
