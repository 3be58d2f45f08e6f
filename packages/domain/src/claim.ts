import type { Actor } from './actor.ts';
import { assign } from './assignment.ts';
import { contactBegun } from './contact.ts';
import type { AssignmentTrace } from './event.ts';
import { type History, record } from './history.ts';
import type { Policy } from './policy.ts';
import { type Refusal, refuse } from './refusal.ts';
import type { Agent } from './staff.ts';
import { agentIn, illegal, type Step } from './step.ts';
import { onShift, teamOf } from './team.ts';
import type { Ticket } from './ticket.ts';
import type { Instant } from './time.ts';

/** A waiting ticket goes into the hands of an agent who asked for it, may have it and has room. */
export function claim(step: Step<'claim'>): History | Refusal {
  const { command, now, policy } = step;
  const agent = agentIn(policy, command.agentId, now);
  if ('kind' in agent) return agent;
  if (policy.assignment.claimOffShift === 'refuse' && !onShift(agent, now, policy)) return offShift(agent);
  return into(agent, step, { kind: 'agent', id: agent.id }, {});
}

/** A waiting ticket is given to an agent who is there, on shift, may have it and has room. */
export function push(step: Step<'push'>): History | Refusal {
  const { command, now, policy } = step;
  const agent = agentIn(policy, command.agentId, now);
  if ('kind' in agent) return agent;
  if (command.presence !== 'available') return refuse('not-available', `${agent.id} is ${command.presence}`);
  if (!onShift(agent, now, policy)) return offShift(agent);
  return into(agent, step, command.by, { alternatives: command.alternatives });
}

function into(
  agent: Agent,
  { history, command, now, policy }: Step<'claim'> | Step<'push'>,
  actor: Actor,
  more: Pick<AssignmentTrace, 'alternatives'>,
): History | Refusal {
  const { ticket } = history;
  if (ticket.state.kind !== 'waiting') return illegal(ticket, 'claimed');
  const slots = assign(ticket, agent, command.occupied, { now, policy });
  if ('kind' in slots) return slots;
  const why = { rule: ruleOf(ticket, agent, { now, policy }, command.kind), ...more };
  const contact = contactBegun(ticket, agent.id, 'first-claim', policy);
  return record(history, actor, now, { kind: 'ticket.claimed', holder: agent.id, slots, why, ...contact });
}

function ruleOf(
  { state, team }: Ticket,
  agent: Agent,
  { now, policy }: { readonly now: Instant; readonly policy: Policy },
  asked: 'claim' | 'push',
): AssignmentTrace['rule'] {
  if (state.kind === 'waiting' && state.preferred === agent.id) return 'sticky';
  if (team !== undefined && teamOf(agent, now, policy)?.id !== team) return 'overflow';
  return asked === 'push' ? 'push' : 'rank';
}

function offShift(agent: Agent): Refusal {
  return refuse('off-shift', `${agent.id} is off shift`);
}
