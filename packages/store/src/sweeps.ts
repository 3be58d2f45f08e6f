import { mongo } from 'mongoose';

import type { Database } from './database.ts';
import type { Relay } from './relay.ts';

/** How many tickets one look of a sweep takes at most. */
const PAGE = 1000;

/**
 * Publishes what a dead process, or one that could not reach the queue, left in outboxes for longer than `olderThanMs`
 * (real time). Returns how many events it found: none, in a healthy system.
 */
export async function sweepOutboxes(
  { tickets }: Database,
  relay: Relay,
  olderThanMs: number,
): Promise<number> {
  const left = await tickets
    .find({ 'outbox.recordedAt': { $lt: new Date(Date.now() - olderThanMs) } }, { projection: { outbox: 1 } })
    .limit(PAGE)
    .toArray();
  const events = left.flatMap(({ outbox }) => outbox);
  await relay.publishNow(events);
  return events.length;
}

/** Tickets that were opened longer ago than `olderThanMs` (real time) and are on no tier yet, oldest first. */
export async function unrouted({ tickets }: Database, olderThanMs: number): Promise<readonly string[]> {
  const before = mongo.ObjectId.createFromTime(Math.floor((Date.now() - olderThanMs) / 1000)).toHexString();
  const found = await tickets
    .find({ 'state.kind': 'new', _id: { $lt: before } }, { projection: { _id: 1 } })
    .sort({ _id: 1 })
    .limit(PAGE)
    .toArray();
  return found.map(({ _id }) => _id);
}
