import type { RecordedEvent } from '@tierline/contracts';
import type { TicketId } from '@tierline/domain';

import type { Database } from './database.ts';
import { eventId, type EventDocument } from './schemas.ts';

/** A stretch of a history: what comes after an event, so many at most. */
export interface HistoryPage {
  /** Number of the event after which it begins; 0 for the beginning. */
  readonly after: number;
  readonly limit: number;
}

const WHOLE: HistoryPage = { after: 0, limit: Infinity };

/**
 * A ticket's history, oldest first, whole or a page of it: what is published and what is still in its outbox. Undefined
 * for an unknown ticket. The outbox is read first: what leaves it in between is found in the log.
 */
export async function historyOf(
  { tickets, events }: Database,
  id: TicketId,
  { after, limit }: HistoryPage = WHOLE,
): Promise<readonly RecordedEvent[] | undefined> {
  const ticket = await tickets.findOne({ _id: id }, { projection: { outbox: 1 } });
  if (ticket === null) return undefined;
  // '0' is the character after '/': every id of the form `id/…`.
  const published = await events
    .find({ _id: { $gt: eventId({ ticketId: id, seq: after }), $lt: `${id}0` } })
    .sort({ _id: 1 })
    .limit(limit === Infinity ? 0 : limit)
    .toArray();
  const known = new Set(published.map(({ _id }) => _id));
  const waiting = ticket.outbox.filter(({ _id, seq }) => seq > after && !known.has(_id));
  // What another process has published already may come after something that still waits.
  return [...published, ...waiting]
    .toSorted((a, b) => a.seq - b.seq)
    .slice(0, limit)
    .map(eventOf);
}

function eventOf({ _id, recordedAt: _, traceparent: _place, ...event }: EventDocument): RecordedEvent {
  return event;
}
