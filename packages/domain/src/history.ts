import type { Actor } from './actor.ts';
import type { TicketChange, TicketEvent } from './event.ts';
import { evolve } from './evolve.ts';
import type { Ticket } from './ticket.ts';
import type { Instant } from './time.ts';

/** The next stretch of a ticket's history while it is being decided: events so far, and the ticket that they make. */
export interface History {
  readonly ticket: Ticket;
  readonly events: readonly TicketEvent[];
}

/** One more change, numbered, dated and folded in. */
export function record(history: History, actor: Actor, now: Instant, change: TicketChange): History {
  const { ticket } = history;
  const event: TicketEvent = { ...change, ticketId: ticket.id, seq: ticket.seq + 1, at: now, actor };
  return { ticket: evolve(ticket, event), events: [...history.events, event] };
}
