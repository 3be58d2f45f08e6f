import type { TicketEvent } from '@tierline/domain';

import type { Database } from './database.ts';
import { type DeliveryDocument, ENDPOINT_LOG } from './schemas.ts';

/** One event that a webhook has to be told of. */
export interface DueDelivery {
  readonly id: string;
  readonly eventId: string;
  readonly endpoint: string;
  /** All attempts until now, the present one included: tells this attempt from a later one. */
  readonly attempts: number;
  /** Attempts since it was created or last asked to be sent again, the present one included. */
  readonly tries: number;
  readonly event: TicketEvent;
  /** Where in a trace the event was written. */
  readonly traceparent?: string;
}

/** How an attempt went; `retryAt` is real time. */
export type DeliveryOutcome =
  | { readonly kind: 'delivered'; readonly result: string }
  | { readonly kind: 'retry'; readonly result: string; readonly retryAt: Date }
  | { readonly kind: 'failed'; readonly result: string };

/** Pending deliveries of these events. */
export async function pendingOf(
  { deliveries }: Database,
  eventIds: readonly string[],
): Promise<readonly string[]> {
  const found = await deliveries
    .find({ eventId: { $in: [...eventIds] }, state: 'pending' }, { projection: { _id: 1 } })
    .toArray();
  return found.map(({ _id }) => _id);
}

/** Deliveries whose next attempt is due, earliest first. */
export async function dueDeliveries({ deliveries }: Database, limit: number): Promise<readonly string[]> {
  const filter = { state: 'pending' as const, nextAttemptAt: { $lte: new Date() } };
  const found = await deliveries
    .find(filter, { projection: { _id: 1 } })
    .sort({ nextAttemptAt: 1 })
    .limit(limit)
    .toArray();
  return found.map(({ _id }) => _id);
}

/** How many deliveries to a webhook wait, and since when the oldest does. */
export async function waitingDeliveries(
  { deliveries }: Database,
  endpoint: string,
): Promise<{ readonly count: number; readonly oldest?: Date }> {
  const waiting = { endpoint, state: 'pending' } as const;
  const [count, first] = await Promise.all([
    deliveries.countDocuments(waiting, { hint: ENDPOINT_LOG }),
    deliveries.findOne(waiting, {
      projection: { createdAt: 1 },
      sort: { createdAt: 1, _id: 1 },
      hint: ENDPOINT_LOG,
    }),
  ]);
  return { count, ...(first && { oldest: first.createdAt }) };
}

/**
 * Takes a delivery for one attempt: nobody else gets it for `leaseMs` (real time), and after that, if no outcome was
 * recorded, somebody does. Undefined when it is done, taken, or not due yet.
 */
export async function takeDelivery(
  { deliveries, events }: Database,
  id: string,
  leaseMs: number,
): Promise<DueDelivery | undefined> {
  const now = new Date();
  const taken = await deliveries.findOneAndUpdate(
    { _id: id, state: 'pending', nextAttemptAt: { $lte: now } },
    { $set: { nextAttemptAt: new Date(now.getTime() + leaseMs) }, $inc: { attempts: 1 } },
    { returnDocument: 'after' },
  );
  const event = taken && (await events.findOne({ _id: taken.eventId }));
  if (!taken || !event) return undefined;
  const { eventId, endpoint, attempts, attemptsBefore = 0 } = taken;
  const { traceparent } = event;
  const tries = attempts - attemptsBefore;
  return { id, eventId, endpoint, attempts, tries, event, ...(traceparent !== undefined && { traceparent }) };
}

/**
 * Records how an attempt went: the delivery's log line. An attempt that outlived its lease and was followed by another
 * changes nothing: what it knows is old, and somebody may have asked for the message again since.
 */
export async function recordDelivery(
  { deliveries }: Database,
  { id, attempts }: Pick<DueDelivery, 'id' | 'attempts'>,
  outcome: DeliveryOutcome,
): Promise<void> {
  await deliveries.updateOne({ _id: id, state: 'pending', attempts }, { $set: recorded(outcome) });
}

/**
 * Puts a due delivery off without an attempt, with the reason in the log; with `youngerThanMs` only one that was created
 * less than so long ago. Says whether it did. Real milliseconds.
 */
export async function postponeDelivery(
  { deliveries }: Database,
  id: string,
  {
    result,
    waitMs,
    youngerThanMs = Infinity,
  }: { readonly result: string; readonly waitMs: number; readonly youngerThanMs?: number },
): Promise<boolean> {
  const now = Date.now();
  const young = youngerThanMs === Infinity ? {} : { createdAt: { $gt: new Date(now - youngerThanMs) } };
  const { modifiedCount } = await deliveries.updateOne(
    { _id: id, state: 'pending', nextAttemptAt: { $lte: new Date(now) }, ...young },
    { $set: { nextAttemptAt: new Date(now + waitMs), lastResult: result } },
  );
  return modifiedCount > 0;
}

function recorded(outcome: DeliveryOutcome): Partial<DeliveryDocument> {
  switch (outcome.kind) {
    case 'delivered':
      return { state: 'delivered', lastResult: outcome.result, deliveredAt: new Date() };
    case 'retry':
      return { lastResult: outcome.result, nextAttemptAt: outcome.retryAt };
    case 'failed':
      return { state: 'failed', lastResult: outcome.result };
  }
}
