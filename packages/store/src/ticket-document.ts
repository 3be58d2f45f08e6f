import type { Ticket } from '@tierline/domain';

import type { TicketDocument } from './schemas.ts';

/** Leaves out the fields that no decision and no view looks at. */
export const TICKET_ONLY = { outbox: 0, idempotency: 0, requests: 0, changedAt: 0 } as const;

/** The ticket of a stored document. */
export function ticketOf(document: TicketDocument): Ticket {
  const {
    _id,
    outbox: _outbox,
    idempotency: _idempotency,
    requests: _requests,
    changedAt: _changedAt,
    ...rest
  } = document;
  return { id: _id as Ticket['id'], ...rest };
}
