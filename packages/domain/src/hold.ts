import { notOnTierOf } from './assignment.ts';
import { type History, record } from './history.ts';
import type { Refusal } from './refusal.ts';
import { resumeClock } from './sla-clock.ts';
import { agentIn, illegal, notInHandsOf, type Step } from './step.ts';
import { allStepped, clocksPaused } from './ticket-clocks.ts';

/** The holder lets the ticket wait for engineering or a third party. */
export function hold({ history, command, now, policy }: Step<'hold'>): History | Refusal {
  const refusal = notInHandsOf(history.ticket, command.agentId, 'put on hold');
  if (refusal !== undefined) return refusal;
  return record(history, { kind: 'agent', id: command.agentId }, now, {
    kind: 'ticket.held',
    waitsFor: command.waitsFor,
    clocks: clocksPaused(history.ticket.clocks, 'on-hold', now, policy),
  });
}

/** An agent of the ticket's tier ends its waiting, for the customer or on hold. */
export function resume({ history, command, now, policy }: Step<'resume'>): History | Refusal {
  const { state, clocks } = history.ticket;
  const agent = agentIn(policy, command.agentId);
  if ('kind' in agent) return agent;
  if (state.kind !== 'pending' && state.kind !== 'on-hold') return illegal(history.ticket, 'resumed');
  const elsewhere = notOnTierOf(agent, history.ticket);
  if (elsewhere !== undefined) return elsewhere;
  return record(history, { kind: 'agent', id: agent.id }, now, {
    kind: 'ticket.resumed',
    clocks: allStepped(clocks, resumeClock, now, policy),
  });
}
