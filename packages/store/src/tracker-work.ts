import type { EngineeringEvent, TicketEvent } from '@tierline/domain';
import { isOfEngineering } from '@tierline/domain';
import type { mongo } from 'mongoose';

import type { Database } from './database.ts';
import type { EventDocument, TrackerWorkDocument } from './schemas.ts';

/** A piece of work taken for one attempt. */
export interface TakenWork {
  readonly work: TrackerWorkDocument;
  /** The event that it is for; absent for an issue that is to be read. */
  readonly event?: EngineeringEvent;
  /** Where in a trace the event was written. */
  readonly traceparent?: string;
  /** When the first attempt may have been made, if this is not the first. */
  readonly triedSince?: Date;
}

/** How an attempt went; `at` is real time. `failed` says that it counts when the next wait is chosen. */
export type WorkOutcome =
  | { readonly kind: 'done'; readonly result: string }
  | { readonly kind: 'again'; readonly result: string; readonly at: Date; readonly failed: boolean }
  | { readonly kind: 'failed'; readonly result: string };

const MINUTE = 60_000;
/** How far the clock of a tracker may be from ours. */
const SKEW = 5 * MINUTE;

/** The work that an event owes; undefined where it owes none. */
function trackerWorkId(event: TicketEvent & { readonly _id: string }): string | undefined {
  if (!isOfEngineering(event)) return undefined;
  switch (event.kind) {
    case 'engineering.requested':
      return `file:${event._id}`;
    case 'engineering.commented':
      return `comment:${event._id}`;
    case 'issue.filed':
    case 'issue.linked':
      return issueWorkId(event.tracker, event.issue.key);
    case 'engineering.failed':
    case 'issue.changed':
    case 'issue.unlinked':
      return undefined;
  }
}

/** The id of the work that reads an issue. */
function issueWorkId(tracker: string, key: string): string {
  return `read:${tracker}/${key}`;
}

/**
 * Records the work that events owe: what is to be filed and to be said once, and that an issue is to be read, now, as often
 * as a ticket gets it. May run again: then an issue is read once more.
 */
export async function oweTrackerWork(
  { trackerWork }: Database,
  events: readonly EventDocument[],
): Promise<void> {
  const now = new Date();
  const writes = events.flatMap((event): mongo.AnyBulkWriteOperation<TrackerWorkDocument>[] => {
    const id = trackerWorkId(event);
    if (id === undefined || !isOfEngineering(event) || !('tracker' in event)) return [];
    const { tracker } = event;
    const fresh = { tracker, attempts: 0, failures: 0, createdAt: now };
    if (event.kind === 'issue.filed' || event.kind === 'issue.linked') {
      // All that was ever said on an issue that Tierline filed; only what is new on one that was there before.
      const readTo = new Date(event.kind === 'issue.filed' ? 0 : event.recordedAt.getTime() - MINUTE);
      const issue = { issue: event.issue, issueState: 'unknown' as const, readTo, heard: [] };
      return [
        {
          updateOne: {
            filter: { _id: id },
            update: { ...armed(now), $setOnInsert: { kind: 'read', ...fresh, ...issue } },
            upsert: true,
          },
        },
      ];
    }
    const kind = event.kind === 'engineering.requested' ? ('file' as const) : ('comment' as const);
    const work = {
      kind,
      eventId: event._id,
      ...fresh,
      state: 'pending' as const,
      nextAttemptAt: now,
      wakes: 0,
    };
    return [{ updateOne: { filter: { _id: id }, update: { $setOnInsert: work }, upsert: true } }];
  });
  if (writes.length > 0) await trackerWork.bulkWrite(writes, { ordered: false });
}

/** Has these issues read soon, those that no ticket has left aside. Returns how many there were. */
export async function wakeIssues(
  { trackerWork }: Database,
  tracker: string,
  keys: readonly string[],
): Promise<number> {
  const ids = keys.map((key) => issueWorkId(tracker, key));
  const { matchedCount } = await trackerWork.updateMany({ _id: { $in: ids } }, armed(new Date()));
  return matchedCount;
}

/** Counted, so that an attempt that is under way does not take it for what it has seen to. */
function armed(now: Date) {
  return { $set: { state: 'pending' as const }, $min: { nextAttemptAt: now }, $inc: { wakes: 1 } };
}

/** Work to be looked at, and the tracker that it is with. */
export type NamedWork = Pick<TrackerWorkDocument, '_id' | 'tracker'>;

/** The work that these events owe. */
export async function trackerWorkOf(
  { events, trackerWork }: Database,
  eventIds: readonly string[],
): Promise<readonly NamedWork[]> {
  const owing = await events.find({ _id: { $in: [...eventIds] } }).toArray();
  const ids = owing.flatMap((event) => trackerWorkId(event) ?? []);
  return trackerWork.find({ _id: { $in: ids } }, { projection: { tracker: 1 } }).toArray();
}

/** Work with a tracker that is due, what waits longest first. */
export async function dueTrackerWork(
  { trackerWork }: Database,
  tracker: string,
  limit: number,
): Promise<readonly NamedWork[]> {
  return trackerWork
    .find({ tracker, state: 'pending', nextAttemptAt: { $lte: new Date() } }, { projection: { tracker: 1 } })
    .sort({ nextAttemptAt: 1 })
    .limit(limit)
    .toArray();
}

/**
 * Takes work for one attempt: nobody else gets it for `leaseMs` (real time), and after that, if no outcome was recorded,
 * somebody does. Undefined when it is done, taken, or not due yet.
 */
export async function takeTrackerWork(
  { trackerWork, events }: Database,
  id: string,
  leaseMs: number,
): Promise<TakenWork | undefined> {
  const now = new Date();
  const work = await trackerWork.findOneAndUpdate(
    { _id: id, state: 'pending', nextAttemptAt: { $lte: now } },
    { $set: { nextAttemptAt: new Date(now.getTime() + leaseMs) }, $inc: { attempts: 1 } },
    { returnDocument: 'after' },
  );
  if (work === null) return undefined;
  if (work.kind === 'read') return { work };
  const event = await events.findOne({ _id: work.eventId });
  if (event === null || !isOfEngineering(event)) return undefined;
  const triedSince = new Date(work.createdAt.getTime() - SKEW);
  const { traceparent } = event;
  const place = traceparent !== undefined && { traceparent };
  return { work, event, ...place, ...(work.attempts > 1 && { triedSince }) };
}

/**
 * Records how an attempt went. One that outlived its lease and was followed by another changes nothing; one during which
 * the work was asked for again leaves it due.
 */
export async function recordTrackerWork(
  { trackerWork }: Database,
  { _id, attempts, wakes, failures }: TrackerWorkDocument,
  outcome: WorkOutcome,
): Promise<void> {
  const unasked = (value: unknown, otherwise: unknown) => ({
    $cond: [{ $eq: ['$wakes', wakes] }, value, otherwise],
  });
  const again = outcome.kind === 'again';
  await trackerWork.updateOne({ _id, state: 'pending', attempts }, [
    {
      $set: {
        state: unasked({ $literal: again ? 'pending' : outcome.kind }, 'pending'),
        nextAttemptAt: unasked(again ? outcome.at : '$nextAttemptAt', new Date()),
        failures: again && outcome.failed ? failures + 1 : 0,
        lastResult: { $literal: outcome.result },
      },
    },
  ]);
}

/** Lets all work with a tracker wait until then: it said so. */
export async function postponeTrackerWork(
  { trackerWork }: Database,
  tracker: string,
  until: Date,
): Promise<void> {
  await trackerWork.updateMany(
    { tracker, state: 'pending', nextAttemptAt: { $lt: until } },
    { $set: { nextAttemptAt: until } },
  );
}

/** What waits to be filed or said: how much, and since when the oldest of it; by tracker. */
export async function waitingTrackerWork({
  trackerWork,
}: Database): Promise<
  readonly { readonly tracker: string; readonly count: number; readonly oldest: Date }[]
> {
  return trackerWork
    .aggregate<{ tracker: string; count: number; oldest: Date }>([
      { $match: { state: 'pending', kind: { $in: ['file', 'comment'] } } },
      { $group: { _id: '$tracker', count: { $sum: 1 }, oldest: { $min: '$createdAt' } } },
      { $project: { _id: 0, tracker: '$_id', count: 1, oldest: 1 } },
    ])
    .toArray();
}
