import {
  hearers,
  pagedBy,
  type PolicySource,
  subscribers,
  wakesPush,
  type WakeQueueName,
} from '@tierline/contracts';
import { createBatcher, sending, type Wake } from '@tierline/platform';

import type { Database } from './database.ts';
import { insertIgnoringDuplicates } from './insert.ts';
import { type DeliveryDocument, deliveryId, type EventDocument } from './schemas.ts';
import type { StoreSignals } from './signals.ts';
import { oweTrackerWork } from './tracker-work.ts';

/** Puts wake-ups on a queue; rejects, soon, when the queue cannot be reached. */
export type WakeUp = (queue: WakeQueueName, wakes: readonly Wake[]) => Promise<void>;

/** Copies outboxes to where they are read. */
export interface Relay {
  /** Publishes events in the background. They are safe in their outbox until that has worked. */
  publish(events: readonly EventDocument[]): void;
  /** Publishes events and says when done. Rejects when something could not be reached; then nothing is lost. */
  publishNow(events: readonly EventDocument[]): Promise<void>;
  /** Resolves when nothing is under way. */
  idle(): Promise<void>;
}

export interface RelayOptions {
  readonly database: Database;
  readonly policies: PolicySource;
  readonly wakeUp: WakeUp;
  readonly signals: StoreSignals;
}

/** An event and the queues that it wakes. */
interface Owed {
  readonly event: EventDocument;
  readonly queues: readonly WakeQueueName[];
}

/**
 * The relay, one per process. For each batch: events to the log and, at the same time, the wake-ups that they owe; only
 * then out of the outboxes. The notifier is woken last, when the event and what it owes (a delivery for each
 * subscriber, work with trackers) are there to be read. A crash in between leaves events in their outbox, and all of it may run again: ids make the inserts
 * idempotent, handlers make the wake-ups so.
 */
export function createRelay({ database, policies, wakeUp, signals }: RelayOptions): Relay {
  // One batch at a time: the next gathers meanwhile, and larger batches are worth more than overlapping ones.
  const batcher = createBatcher<EventDocument, undefined>({ maxItems: 400, maxInFlight: 1, flush });

  async function flush(events: readonly EventDocument[]): Promise<undefined[]> {
    const { policy, webhooks } = policies.current();
    const owed = events.map((event) => ({
      event,
      queues: [...hearers(event, webhooks, policy), ...(wakesPush(event, policy) ? (['push'] as const) : [])],
    }));
    await Promise.all([
      wake('router', owed),
      wake('push', owed),
      wake('incidents', owed),
      wake('sla', owed),
      logged(events).then(() => Promise.all([wake('notifier', owed), wake('engineering', owed)])),
    ]);
    await clear(events);
    signals.published(
      events.length,
      Date.now() - Math.min(...events.map(({ recordedAt }) => recordedAt.getTime())),
    );
    return events.map(() => undefined);
  }

  async function logged(events: readonly EventDocument[]): Promise<void> {
    await insertIgnoringDuplicates(database.events, events);
    await oweTrackerWork(database, events);
    const { policy, webhooks } = policies.current();
    const deliveries = events.flatMap((event) =>
      [...subscribers(event, webhooks).map(({ id }) => id), ...pagedBy(event, policy)].map((id) =>
        newDelivery(event, id),
      ),
    );
    if (deliveries.length > 0) await insertIgnoringDuplicates(database.deliveries, deliveries);
  }

  /** Puts what the events owe on one queue. */
  async function wake(queue: WakeQueueName, owed: readonly Owed[]): Promise<void> {
    const wakes = owed.flatMap(({ event: { ticketId, seq, traceparent }, queues }) =>
      queues.includes(queue) ? [{ ticketId, seq, ...(traceparent !== undefined && { traceparent }) }] : [],
    );
    if (wakes.length > 0) await sending(queue, wakes, async (placed) => wakeUp(queue, placed));
  }

  async function clear(events: readonly EventDocument[]): Promise<void> {
    await database.tickets.updateMany(
      { _id: { $in: [...new Set(events.map(({ ticketId }) => ticketId as string))] } },
      { $pull: { outbox: { _id: { $in: events.map(({ _id }) => _id) } } } },
    );
  }

  async function publishNow(events: readonly EventDocument[]): Promise<void> {
    await Promise.all(events.map((event) => batcher(event)));
  }

  return {
    publishNow,
    publish: (events) => {
      publishNow(events).catch((error: unknown) => signals.publishFailed(events.length, error));
    },
    idle: () => batcher.idle(),
  };
}

function newDelivery(event: EventDocument, endpoint: string): DeliveryDocument {
  const now = new Date();
  return {
    _id: deliveryId(event._id, endpoint),
    eventId: event._id,
    endpoint,
    state: 'pending',
    attempts: 0,
    createdAt: now,
    nextAttemptAt: now,
  };
}
