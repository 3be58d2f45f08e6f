import type { Instant, TicketId } from '@tierline/domain';

import type { Database } from './database.ts';
import { TIMERS } from './schemas.ts';

/** A ticket whose next warning or breach is near or past. */
export interface NearTimer {
  readonly ticketId: TicketId;
  readonly due: Instant;
}

/**
 * Timers due from `from` on and before `until`, earliest first, `limit` at most. Read from an index alone: with a million
 * open tickets the tickets themselves would have to come from the disk.
 */
export async function timersBetween(
  { tickets }: Database,
  { from, until, limit }: { readonly from?: Instant; readonly until: Instant; readonly limit: number },
): Promise<readonly NearTimer[]> {
  const found = await tickets
    .find(
      { nextTimer: { ...(from !== undefined && { $gte: from }), $lt: until } },
      { projection: { nextTimer: 1 } },
    )
    .sort({ nextTimer: 1, _id: 1 })
    .hint(TIMERS)
    .limit(limit)
    .toArray();
  return found.flatMap(({ _id, nextTimer }) =>
    nextTimer === undefined ? [] : [{ ticketId: _id as TicketId, due: nextTimer }],
  );
}

/** What sla-monitor needs to know of a ticket. */
export interface WatchedTicket {
  readonly ticketId: TicketId;
  /** Number of its last event. */
  readonly seq: number;
  readonly openedAt: Instant;
  /** When its next warning or breach is due; absent when nothing is timed. */
  readonly nextTimer?: Instant;
}

/** The timers of these tickets as they are now; unknown ids are left out. Reads a few fields, not whole tickets. */
export async function timersOf(
  { tickets }: Database,
  ids: readonly string[],
): Promise<readonly WatchedTicket[]> {
  const found = await tickets
    .find({ _id: { $in: [...ids] } }, { projection: { seq: 1, openedAt: 1, nextTimer: 1 } })
    .toArray();
  return found.map(({ _id, seq, openedAt, nextTimer }) => ({
    ticketId: _id as TicketId,
    seq,
    openedAt,
    ...(nextTimer !== undefined && { nextTimer }),
  }));
}
