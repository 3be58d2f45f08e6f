import type { Instant, TicketId } from '@tierline/domain';

import type { Database } from './database.ts';

/** A ticket whose next warning or breach is near or past. */
export interface NearTimer {
  readonly ticketId: TicketId;
  readonly due: Instant;
}

/** Timers due before `until`, earliest first, `limit` at most. */
export async function timersUntil(
  { tickets }: Database,
  until: Instant,
  limit: number,
): Promise<readonly NearTimer[]> {
  const found = await tickets
    .find({ nextTimer: { $lt: until } }, { projection: { nextTimer: 1 } })
    .sort({ nextTimer: 1 })
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
