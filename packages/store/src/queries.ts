import type { AgentId, Ticket, TicketId, TicketStatus, Tier } from '@tierline/domain';
import type { mongo } from 'mongoose';

import type { Database } from './database.ts';
import type { TicketDocument } from './schemas.ts';
import { TICKET_ONLY, ticketOf } from './ticket-document.ts';

/** A customer, by e-mail address, and perhaps all of an organisation. */
export interface TicketOwner {
  readonly requester: string;
  readonly organisation?: string;
}

export interface TicketFilter {
  readonly status?: TicketStatus;
  readonly tier?: Tier;
  readonly holder?: AgentId;
  readonly tag?: string;
  /** A custom field and the value that it has, as `name:value`. */
  readonly field?: string;
  /** Tickets of this customer, and of the organisation where one is named. */
  readonly ownedBy?: TicketOwner;
  /** The last ticket of the page before. */
  readonly cursor?: TicketId;
  readonly limit: number;
}

/** Tickets newest first, `limit` at most, after the cursor. */
export async function listTickets(database: Database, filter: TicketFilter): Promise<readonly Ticket[]> {
  return (await ticketQuery(database, filter).toArray()).map(ticketOf);
}

/** The query of `listTickets`. */
export function ticketQuery(
  { tickets }: Database,
  { status, tier, holder, tag, field, ownedBy, cursor, limit }: TicketFilter,
): mongo.FindCursor<TicketDocument> {
  const kinds = status === 'open' ? { $in: ['waiting', 'working'] } : status;
  const filter = {
    ...(kinds !== undefined && { 'state.kind': kinds }),
    ...(tier !== undefined && { tier }),
    ...(holder !== undefined && { 'state.holder': holder }),
    ...(tag !== undefined && { tags: tag }),
    ...(field !== undefined && { fieldKeys: field }),
    ...(ownedBy !== undefined && ownedByFilter(ownedBy)),
    ...(cursor !== undefined && { _id: { $lt: cursor as string } }),
  };
  return tickets.find(filter, { projection: TICKET_ONLY }).sort({ _id: -1 }).limit(limit);
}

function ownedByFilter({ requester, organisation }: TicketOwner) {
  return organisation === undefined ? { requester } : { $or: [{ requester }, { organisation }] };
}
