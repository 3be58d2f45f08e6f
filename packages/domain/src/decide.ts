import type { Actor } from './actor.ts';
import { claim } from './claim.ts';
import type { Command } from './command.ts';
import { escalate } from './escalation.ts';
import type { TicketEvent } from './event.ts';
import { type History, record } from './history.ts';
import type { Policy } from './policy.ts';
import type { Refusal } from './refusal.ts';
import { reply } from './reply.ts';
import { route } from './routing.ts';
import { clockTimers } from './sla-clock.ts';
import { solve } from './solution.ts';
import type { Step } from './step.ts';
import { tierClock } from './ticket-clocks.ts';
import type { Ticket } from './ticket.ts';
import type { Instant } from './time.ts';

/**
 * What a command comes to: the events to record and the ticket that they make, or a refusal. No events means that there
 * is nothing to do (a late duplicate).
 */
export type Decision =
  | { readonly kind: 'decided'; readonly ticket: Ticket; readonly events: readonly TicketEvent[] }
  | Refusal;

/** Promises that were due are recorded by whoever looks first, under this name. */
const CLOCKWORK: Actor = { kind: 'system', name: 'sla' };

/**
 * Decides a command. Pure: the same arguments give the same decision.
 * Warnings and breaches that fell due until `now` are recorded first, so that the history is in order and exact however
 * late a timer fires.
 */
export function decide(ticket: Ticket, command: Command, now: Instant, policy: Policy): Decision {
  const history = settle({ ticket, events: [] }, now);
  const outcome = act(history, command, now, policy);
  return 'events' in outcome ? { kind: 'decided', ...outcome } : outcome;
}

function act(history: History, command: Command, now: Instant, policy: Policy): History | Refusal {
  const known = { history, now, policy };
  switch (command.kind) {
    case 'timer':
      return history;
    case 'route':
      return routeTicket({ ...known, command });
    case 'claim':
      return claim({ ...known, command });
    case 'reply':
      return reply({ ...known, command });
    case 'escalate':
      return escalate({ ...known, command });
    case 'solve':
      return solve({ ...known, command });
  }
}

/** Records what fell due, in the order in which it did. */
function settle(history: History, now: Instant): History {
  const timer = clockTimers(history.ticket.clocks).find(({ at }) => at <= now);
  if (timer === undefined) return history;
  const kind = timer.kind === 'warning' ? 'sla.warned' : 'sla.breached';
  return settle(record(history, CLOCKWORK, now, { kind, clock: timer.clock, dueAt: timer.at }), now);
}

/** A new ticket goes where the rules say; one that is on a tier already stays there. */
function routeTicket({ history, command, now, policy }: Step<'route'>): History {
  if (history.ticket.state.kind !== 'new') return history;
  const { tier, rule } = route(history.ticket, policy.routing);
  return record(history, command.by, now, {
    kind: 'ticket.routed',
    tier,
    rule,
    clocks: { tier: tierClock(tier, now, policy) },
    policyVersion: policy.version,
  });
}
