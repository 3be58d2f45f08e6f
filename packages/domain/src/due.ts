import type { TicketChange } from './event.ts';
import { clockTimers } from './sla-clock.ts';
import type { Ticket } from './ticket.ts';
import type { Instant } from './time.ts';

/** Something that time alone does to a ticket. */
export interface Due {
  readonly at: Instant;
  readonly change: TicketChange;
}

/** What falls due next on a ticket: a warning, a breach, or its closing. Undefined when nothing is timed. */
export function nextDue({ clocks, state }: Pick<Ticket, 'clocks' | 'state'>): Due | undefined {
  const closing: Due[] =
    state.kind === 'solved' ? [{ at: state.closeAt, change: { kind: 'ticket.closed' } }] : [];
  const promises = clockTimers(clocks).map(({ clock, kind, at }): Due => {
    return { at, change: { kind: kind === 'warning' ? 'sla.warned' : 'sla.breached', clock, dueAt: at } };
  });
  return [...promises, ...closing].toSorted((a, b) => a.at - b.at)[0];
}
