import type { Actor } from './actor.ts';
import { notOnTierOf } from './assignment.ts';
import { namedState, stateIn } from './custom-state.ts';
import { type History, record } from './history.ts';
import type { AgentId } from './ids.ts';
import type { Policy } from './policy.ts';
import type { Refusal } from './refusal.ts';
import { resumeClock, type SlaClocks } from './sla-clock.ts';
import { promiseOf, slaPolicyFor } from './sla-policy.ts';
import { agentIn, illegal, notInHandsOf, type Step } from './step.ts';
import { allStepped, begun, clocksIn, supplierStopped } from './ticket-clocks.ts';
import type { HoldReason } from './ticket.ts';
import type { Instant } from './time.ts';

/** The holder lets the ticket wait for engineering or a third party. */
export function hold({ history, command, now, policy }: Step<'hold'>): History | Refusal {
  const refusal = notInHandsOf(history.ticket, command.agentId, 'put on hold');
  if (refusal !== undefined) return refusal;
  const actor: Actor = { kind: 'agent', id: command.agentId };
  if (!('as' in command)) return putOnHold(history, actor, now, policy, command);
  const state = stateIn(policy, 'on-hold', command.as);
  if ('code' in state) return state;
  return putOnHold(history, actor, now, policy, { waitsFor: state.waitsFor, as: state.name });
}

/** An agent of the ticket's tier ends its waiting, for the customer or on hold. */
export function resume({ history, command, now, policy }: Step<'resume'>): History | Refusal {
  const { state } = history.ticket;
  const agent = agentIn(policy, command.agentId, now);
  if ('kind' in agent) return agent;
  if (state.kind !== 'pending' && state.kind !== 'on-hold') return illegal(history.ticket, 'resumed');
  const elsewhere = notOnTierOf(agent, history.ticket, now);
  if (elsewhere !== undefined) return elsewhere;
  const named = namedState(policy, 'open', command.as);
  if ('code' in named) return named;
  return backInQueue(history, { kind: 'agent', id: agent.id }, now, policy, named);
}

/** A ticket in somebody's hands, or with `preferred` in a queue, now waits for somebody else. */
export function putOnHold(
  history: History,
  actor: Actor,
  now: Instant,
  policy: Policy,
  {
    waitsFor,
    as,
    preferred,
  }: { readonly waitsFor: HoldReason; readonly as?: string; readonly preferred?: AgentId },
): History {
  const { ticket } = history;
  const waiting = { ...ticket, state: { kind: 'on-hold', waitsFor } };
  const promise = promiseOf('supplier', waiting, slaPolicyFor(ticket, policy));
  const clocks = {
    ...clocksIn(ticket.clocks, 'on-hold', now, policy),
    ...(promise && { supplier: begun(promise, now, policy, ticket.clocks.supplier) }),
  };
  return record(history, actor, now, {
    kind: 'ticket.held',
    waitsFor,
    ...(as !== undefined && { as }),
    ...(preferred !== undefined && { preferred }),
    clocks,
  });
}

/** A ticket that waited for somebody else waits for support. */
export function backInQueue(
  history: History,
  actor: Actor,
  now: Instant,
  policy: Policy,
  state: { readonly as?: string } = {},
): History {
  return record(history, actor, now, {
    kind: 'ticket.resumed',
    ...state,
    clocks: resumedClocks(history.ticket.clocks, now, policy),
  });
}

/** The clocks of a ticket that no longer waits for anybody outside support. */
export function resumedClocks(clocks: SlaClocks, now: Instant, policy: Policy): SlaClocks {
  return { ...allStepped(clocks, resumeClock, now, policy), ...supplierStopped(clocks, now, policy) };
}
