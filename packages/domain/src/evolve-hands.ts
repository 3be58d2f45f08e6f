import type { TicketEvent } from './event.ts';
import { hasWorkedOn } from './stay.ts';
import type { Ticket } from './ticket.ts';

/** In other hands, or back in the queue, where others than who gave it back come first. */
export function passedOn(ticket: Ticket, event: Extract<TicketEvent, { kind: 'ticket.reassigned' }>): Ticket {
  const { at, from, to } = event;
  const after = unmarked(ticket, event);
  // A manager let it be where it is.
  if (to?.holder === from) return after;
  const returned = from === undefined ? {} : { returnedBy: from };
  return {
    ...after,
    state:
      to === undefined ? { kind: 'waiting', since: at, ...returned } : { kind: 'working', since: at, ...to },
    reassignments: ticket.reassignments + 1,
    bounces: ticket.bounces + (to !== undefined && hasWorkedOn(ticket.stays, to.holder) ? 1 : 0),
  };
}

/** The ticket without its mark, where this was the decision of a manager that it waited for. */
export function unmarked(ticket: Ticket, { actor }: Pick<TicketEvent, 'actor'>): Ticket {
  if (actor.kind !== 'manager') return ticket;
  const { needsManagerSince: _, ...rest } = ticket;
  return rest;
}
