import type { Actor } from './actor.ts';
import type { TicketEvent } from './event.ts';
import { firstState } from './evolve.ts';
import type { TicketId } from './ids.ts';
import { calendarIn, type Policy } from './policy.ts';
import { startClock } from './sla-clock.ts';
import type { TicketRequest } from './ticket-request.ts';
import type { Ticket } from './ticket.ts';
import type { Instant } from './time.ts';

/** A new ticket and its first event. The customer's promises run from `now` on; the tier's begin when it is routed. */
export function openTicket(
  request: TicketRequest,
  id: TicketId,
  now: Instant,
  policy: Policy,
): { readonly ticket: Ticket; readonly events: readonly [TicketEvent] } {
  const { firstResponse, resolution, headStart } = policy.priorities[request.priority];
  const actor: Actor = { kind: 'requester', id: request.requester };
  const event = {
    ...request,
    kind: 'ticket.opened' as const,
    headStart,
    clocks: {
      firstResponse: startClock(firstResponse, calendarIn(policy, firstResponse.calendar), now),
      resolution: startClock(resolution, calendarIn(policy, resolution.calendar), now),
    },
    policyVersion: policy.version,
    ticketId: id,
    seq: 1,
    at: now,
    actor,
  };
  return { ticket: firstState(event), events: [event] };
}
