import { TICKET_STATUSES } from '@tierline/contracts';
import type { AgentId, Ticket, TicketId, TicketStatus, Tier } from '@tierline/domain';
import type { mongo } from 'mongoose';

import type { Database } from './database.ts';
import type { TicketDocument } from './schemas.ts';
import { TICKET_ONLY, ticketOf } from './ticket-document.ts';

/** A customer, by e-mail address, and perhaps all of an organisation: tickets that they opened, or that go on for theirs. */
export interface TicketOwner {
  readonly requester: string;
  readonly organisation?: string;
}

export interface TicketFilter {
  readonly status?: TicketStatus;
  /** A state of the policy's own, or a category for those in its own state. */
  readonly state?: string;
  readonly tier?: Tier;
  readonly holder?: AgentId;
  readonly tag?: string;
  /** A custom field and the value that it has, as `name:value`. */
  readonly field?: string;
  /** Of this customer, by e-mail address. */
  readonly requester?: string;
  readonly organisation?: string;
  /** Tickets of this customer, and of the organisation where one is named. */
  readonly ownedBy?: TicketOwner;
  /** Only tickets that wait for a manager. */
  readonly needsManager?: 'true';
  /** The last ticket of the page before. */
  readonly cursor?: TicketId;
  readonly limit: number;
}

/** Tickets newest first, `limit` at most, after the cursor. */
export async function listTickets(database: Database, filter: TicketFilter): Promise<readonly Ticket[]> {
  return (await ticketQuery(database, filter).toArray()).map(ticketOf);
}

/** The query of `listTickets`. */
export function ticketQuery({ tickets }: Database, filter: TicketFilter): mongo.FindCursor<TicketDocument> {
  const { status, state, tier, holder, tag, field, requester, organisation } = filter;
  const { ownedBy, needsManager, cursor, limit } = filter;
  const wanted = {
    ...(status !== undefined && inCategory(status)),
    ...(state !== undefined && inState(state)),
    ...(tier !== undefined && { tier }),
    ...(holder !== undefined && { 'state.holder': holder }),
    ...(tag !== undefined && { tags: tag }),
    ...(field !== undefined && { fieldKeys: field }),
    ...(needsManager !== undefined && { needsManagerSince: { $exists: true } }),
    ...(requester !== undefined && { requester }),
    ...(organisation !== undefined && { organisation }),
    ...(cursor !== undefined && { _id: { $lt: cursor as string } }),
  };
  // Around what is asked for, so that no condition of it takes this one's place.
  const within = ownedBy === undefined ? wanted : { $and: [ownedByFilter(ownedBy), wanted] };
  return tickets.find(within, { projection: TICKET_ONLY }).sort({ _id: -1 }).limit(limit);
}

function ownedByFilter({ requester, organisation }: TicketOwner) {
  const own = [{ requester }, { participants: requester }];
  return { $or: organisation === undefined ? own : [...own, { organisation }] };
}

function inCategory(status: TicketStatus) {
  return { 'state.kind': status === 'open' ? { $in: ['waiting', 'working'] } : status };
}

/** As the condition of its own, so that it may stand beside one on the category. */
function inState(state: string) {
  const category = TICKET_STATUSES.find((status) => status === state);
  if (category === undefined) return { customState: state };
  return { $and: [inCategory(category), { customState: { $exists: false } }] };
}
