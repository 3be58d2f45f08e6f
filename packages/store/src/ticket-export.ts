import type { ExportPlace } from '@tierline/contracts';
import type { Ticket } from '@tierline/domain';
import { mongo } from 'mongoose';

import type { Database } from './database.ts';
import type { TicketDocument } from './schemas.ts';
import { TICKET_ONLY, ticketOf } from './ticket-document.ts';

/** A ticket and its place in the order of change. */
export interface ChangedTicket {
  readonly ticket: Ticket;
  readonly place: ExportPlace;
}

/**
 * Seconds that the export stays behind: longer than a write takes from getting its time until it can be read. What
 * changed since then comes in the next page, so that nothing is passed over.
 */
export const EXPORT_LAG_SECONDS = 3;

/**
 * Tickets that changed after a place, in the order in which they last changed, `limit` at most. The order is by the
 * database's logical clock, which never goes back: a new primary with a slow wall clock makes nobody miss a change.
 */
export async function ticketsChangedSince(
  database: Database,
  since: ExportPlace | undefined,
  limit: number,
): Promise<readonly ChangedTicket[]> {
  const found = await exportQuery(database, since, limit, await database.serverSeconds()).toArray();
  return found.map((document) => ({
    ticket: ticketOf(document),
    place: { seconds: document.changedAt.t, counter: document.changedAt.i, id: document._id },
  }));
}

const { changedAt: _, ...TICKET_AND_PLACE } = TICKET_ONLY;

/** The query of `ticketsChangedSince`: one range of one index. */
export function exportQuery(
  { tickets }: Database,
  since: ExportPlace | undefined,
  limit: number,
  serverSeconds: number,
): mongo.FindCursor<TicketDocument> {
  const until = new mongo.Timestamp({ t: serverSeconds - EXPORT_LAG_SECONDS, i: 0 });
  const from = since && new mongo.Timestamp({ t: since.seconds, i: since.counter });
  return tickets
    .find(
      {
        changedAt: { $lt: until, ...(from && { $gte: from }) },
        ...(since && from && { $or: [{ changedAt: { $gt: from } }, { _id: { $gt: since.id } }] }),
      },
      { projection: TICKET_AND_PLACE },
    )
    .sort({ changedAt: 1, _id: 1 })
    .limit(limit);
}
