import type { Actor } from './actor.ts';
import type { TicketEvent } from './event.ts';
import { firstState } from './evolve.ts';
import type { TicketId } from './ids.ts';
import type { Policy } from './policy.ts';
import { slaPolicyFor } from './sla-policy.ts';
import { begun } from './ticket-clocks.ts';
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
  const { priority } = request;
  const { firstResponse, resolution } = slaPolicyFor({ ...request, openedAt: now }, policy).priorities[
    priority
  ];
  const actor: Actor = { kind: 'requester', id: request.requester };
  const event = {
    ...request,
    kind: 'ticket.opened' as const,
    headStart: policy.priorities[priority].headStart,
    clocks: {
      ...(firstResponse && { firstResponse: begun(firstResponse, now, policy) }),
      ...(resolution && { resolution: begun(resolution, now, policy) }),
    },
    policyVersion: policy.version,
    ticketId: id,
    seq: 1,
    at: now,
    actor,
  };
  return { ticket: firstState(event), events: [event] };
}
