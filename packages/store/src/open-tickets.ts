import type { PromisedTicket, Ticket, TicketId, TicketState } from '@tierline/domain';
import type { mongo } from 'mongoose';

import { type Database, TO_CHANGE } from './database.ts';
import { STATUS, type TicketDocument, TIMERS } from './schemas.ts';

/** The states in which a ticket may have promises to be kept. */
const OPEN: readonly TicketState['kind'][] = ['new', 'waiting', 'working', 'pending', 'on-hold'];

const IS_OPEN = { 'state.kind': { $in: [...OPEN] } };

/** An open ticket, as far as its promises depend on it. */
export type OpenTicket = PromisedTicket & Pick<Ticket, 'id'>;

const PROMISED = {
  'state.kind': 1,
  'state.waitsFor': 1,
  clocks: 1,
  tier: 1,
  subject: 1,
  description: 1,
  requester: 1,
  organisation: 1,
  channel: 1,
  priority: 1,
  plan: 1,
  tags: 1,
  fields: 1,
  followUpOf: 1,
  openedAt: 1,
} as const;

/** How many tickets are open: counted in an index. */
export async function countOpenTickets({ tickets }: Database): Promise<number> {
  return tickets.countDocuments(IS_OPEN, { hint: STATUS });
}

/** The query of `openTicketsAfter`: one range of an index for each state, merged. */
export function openTicketsQuery(
  { tickets }: Database,
  after: string | undefined,
  limit: number,
): mongo.FindCursor<TicketDocument> {
  return (
    tickets
      .find(
        { ...IS_OPEN, ...(after !== undefined && { _id: { $gt: after } }) },
        { projection: PROMISED, ...TO_CHANGE },
      )
      .sort({ _id: 1 })
      .limit(limit)
      // Where most tickets of a sample are open, the planner would walk all by id, the closed ones of years included.
      .hint(STATUS)
  );
}

/** Open tickets by id, those after one where given, `limit` at most. */
export async function openTicketsAfter(
  database: Database,
  after: string | undefined,
  limit: number,
): Promise<readonly OpenTicket[]> {
  return (await openTicketsQuery(database, after, limit).toArray()).map(openTicketOf);
}

/**
 * The queries of `openTicketsByTimer`: by the index of timers, and then those on which nothing is timed, which wait or are
 * broken already, by that of states.
 */
export function openTicketsByTimerQueries({
  tickets,
}: Database): readonly mongo.FindCursor<TicketDocument>[] {
  return [
    tickets
      .find({ ...IS_OPEN, nextTimer: { $exists: true } }, { projection: PROMISED })
      .sort({ nextTimer: 1 })
      .hint(TIMERS),
    tickets.find({ ...IS_OPEN, nextTimer: { $exists: false } }, { projection: PROMISED }).hint(STATUS),
  ];
}

/**
 * Open tickets a batch at a time, those first on which something is due soonest, then those on which nothing is timed. A
 * ticket that changes meanwhile may be missed or come twice. Ends its queries when it is left.
 */
export async function* openTicketsByTimer(
  database: Database,
  batch: number,
): AsyncGenerator<readonly OpenTicket[], void, undefined> {
  for (const cursor of openTicketsByTimerQueries(database)) {
    cursor.batchSize(batch);
    try {
      while (await cursor.hasNext()) yield cursor.readBufferedDocuments().map(openTicketOf);
    } finally {
      await cursor.close();
    }
  }
}

function openTicketOf({ _id, ...facts }: TicketDocument): OpenTicket {
  return { ...facts, id: _id as TicketId };
}
