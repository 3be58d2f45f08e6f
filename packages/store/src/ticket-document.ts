import type { Ticket } from '@tierline/domain';

import type { TicketDocument } from './schemas.ts';

/** Leaves out the fields that no decision and no view looks at. */
export const TICKET_ONLY = { fieldKeys: 0, outbox: 0, idempotency: 0, requests: 0, changedAt: 0 } as const;

/** The ticket of a stored document. */
export function ticketOf(document: TicketDocument): Ticket {
  const {
    _id,
    fieldKeys: _fieldKeys,
    outbox: _outbox,
    idempotency: _idempotency,
    requests: _requests,
    changedAt: _changedAt,
    ...rest
  } = document;
  return { id: _id as Ticket['id'], ...rest };
}

/** What a document has of a ticket's custom fields to be found by, each as `name:value`; nothing where there is none. */
export function fieldKeys({ fields }: Pick<Ticket, 'fields'>): Pick<TicketDocument, 'fieldKeys'> {
  if (fields === undefined) return {};
  return { fieldKeys: Object.entries(fields).map(([name, value]) => `${name}:${value}`) };
}
