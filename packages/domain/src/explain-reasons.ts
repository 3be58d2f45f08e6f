import type { TicketEvent } from './event.ts';
import type { Retargeting } from './explanation.ts';
import type { ClockName } from './sla-clock.ts';
import type { Replaced } from './ticket-update.ts';
import { type HoldReason, statusOf, type Ticket } from './ticket.ts';

const WAITED_FOR: Readonly<Record<HoldReason, string>> = {
  engineering: 'waiting for engineering',
  'third-party': 'waiting for a third party',
  incident: 'waiting for an incident',
};

/** Why a promise waits: the ticket's state, and for whom it waits. */
export function waitOf({ state, customState }: Ticket): string {
  const name = customState ?? statusOf(state);
  switch (state.kind) {
    case 'pending':
      return `${name}: waiting for the customer`;
    case 'on-hold':
      return `${name}: ${WAITED_FOR[state.waitsFor]}`;
    default:
      return name;
  }
}

/** Why a promise stopped. */
export function stopOf(clock: ClockName, event: TicketEvent): string {
  switch (event.kind) {
    case 'ticket.solved':
      return 'solved';
    case 'ticket.merged':
      return `merged into ${event.into}`;
    case 'message.added':
      return clock === 'update' ? 'the customer was told' : 'answered';
    case 'ticket.resumed':
      return 'the wait was over';
    case 'ticket.updated':
    case 'ticket.routed':
    case 'sla.recomputed':
      return 'promised no more';
    default:
      return nameOf(event);
  }
}

/** Why a promise began, and why the time before it was over where it was not stopped. */
export function beginOf(event: TicketEvent): string {
  switch (event.kind) {
    case 'ticket.opened':
      return 'the ticket was opened';
    case 'ticket.routed':
      return `routed to ${event.tier}`;
    case 'ticket.escalated':
    case 'ticket.de-escalated':
      return `${event.kind.slice('ticket.'.length)} to ${event.to}`;
    case 'ticket.reopened':
      return 're-opened';
    case 'ticket.held':
      return `put on hold, ${WAITED_FOR[event.waitsFor]}`;
    case 'message.added':
      return event.actor.kind === 'requester' ? 'the customer wrote' : 'the customer was told';
    case 'ticket.absorbed':
      return `ticket ${event.from} was merged into this one`;
    default:
      return nameOf(event);
  }
}

/** What made another promise of one that was owed. */
export function retargetedBy(event: TicketEvent): Pick<Retargeting, 'cause' | 'why'> {
  switch (event.kind) {
    case 'ticket.updated': {
      const { priority, plan } = event.changes;
      const how = event.actor.kind === 'system' ? ', raised by a ladder' : '';
      if (priority) return { cause: 'priority', why: `priority ${changed(priority)}${how}` };
      return plan ? { cause: 'plan', why: `plan ${changed(plan)}` } : { cause: 'ticket', why: 'the ticket' };
    }
    case 'ticket.routed':
      return { cause: 'routing', why: `routed by ${event.rule}` };
    case 'ticket.absorbed':
      return { cause: 'merge', why: `ticket ${event.from} was merged into this one, and was due sooner` };
    case 'sla.recomputed':
      return { cause: 'policy', why: `policy ${event.policyVersion}` };
    default:
      return { cause: 'ticket', why: nameOf(event) };
  }
}

function changed({ from = 'none', to = 'none' }: Replaced<string>): string {
  return `${from} -> ${to}`;
}

function nameOf({ kind }: TicketEvent): string {
  return kind.slice(kind.indexOf('.') + 1);
}
