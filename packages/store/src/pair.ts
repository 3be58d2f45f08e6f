import type { Decision, Refusal, Ticket, TicketId } from '@tierline/domain';

import { tracedChange } from './change-span.ts';
import { type Database, TO_CHANGE } from './database.ts';
import { ConflictError } from './errors.ts';
import { isDuplicateKey } from './insert.ts';
import type { Relay } from './relay.ts';
import type { Idempotency } from './schemas.ts';
import type { StoreSignals } from './signals.ts';
import { TICKET_ONLY, ticketOf } from './ticket-document.ts';
import { changeOf, eventDocuments, type TicketWrite } from './ticket-writer.ts';

export type Pair<T> = readonly [T, T];

/** What became of a change of two tickets together. */
export type PairOutcome =
  | { readonly kind: 'changed' | 'unchanged'; readonly tickets: Pair<Ticket> }
  /** The same request was carried out before; the first ticket, as it is now. */
  | { readonly kind: 'repeated'; readonly ticket: Ticket }
  | { readonly kind: 'unknown'; readonly id: TicketId }
  | Refusal;

/**
 * Changes two tickets together: both or neither, and only if neither changed since it was read. A request's key is
 * remembered on the first. Throws ConflictError when they kept changing meanwhile, IdempotencyKeyReusedError when the
 * key belongs to another request.
 */
export type ChangePair = (
  ids: Pair<TicketId>,
  decide: (first: Ticket, second: Ticket) => Pair<Decision>,
  request?: Idempotency,
) => Promise<PairOutcome>;

const TRIES = 8;

/** Thrown inside a transaction to give it up: one of the two has changed. */
class LostRaceError extends Error {}

/** A transaction: see docs/decisions on two tickets that must agree. */
export function createChangePair(options: {
  readonly database: Database;
  readonly relay: Relay;
  readonly signals: StoreSignals;
  readonly changedBy: (request: Idempotency) => Promise<Ticket | undefined>;
}): ChangePair {
  const { database, relay, signals, changedBy } = options;
  const { tickets } = database;

  async function written(writes: readonly TicketWrite[]): Promise<boolean> {
    try {
      await database.transaction(
        async (session) => {
          const operations = writes.map((write) => ({ updateOne: changeOf(write) }));
          // One round trip for both: the time in which a death would leave the two locked is that of the commit.
          const { matchedCount } = await tickets.bulkWrite(operations, { session });
          if (matchedCount < writes.length) throw new LostRaceError();
        },
        {
          readConcern: { level: 'snapshot' },
          writeConcern: { w: 'majority', journal: true },
          // Less than the export stays behind: what commits later than that is not known to have been committed.
          maxCommitTimeMS: 2000,
        },
      );
      return true;
    } catch (error) {
      if (error instanceof LostRaceError || isDuplicateKey(error)) return false;
      throw error;
    }
  }

  async function repeatOf(request: Idempotency | undefined): Promise<PairOutcome | undefined> {
    const ticket = request && (await changedBy(request));
    return ticket && { kind: 'repeated', ticket };
  }

  /** One attempt; undefined for a lost race. */
  async function attempt(
    ids: Pair<TicketId>,
    decide: (first: Ticket, second: Ticket) => Pair<Decision>,
    request: Idempotency | undefined,
  ): Promise<PairOutcome | undefined> {
    const before = await repeatOf(request);
    if (before !== undefined) return before;
    const documents = await tickets
      .find({ _id: { $in: [...ids] } }, { projection: TICKET_ONLY, ...TO_CHANGE })
      .toArray();
    const [first, second] = ids.map((id) => documents.find(({ _id }) => _id === id));
    if (first === undefined || second === undefined)
      return { kind: 'unknown', id: first === undefined ? ids[0] : ids[1] };
    const read: Pair<Ticket> = [ticketOf(first), ticketOf(second)];
    const [one, other] = decide(...read);
    // What the same request did in between may be why this is refused.
    if (one.kind === 'refused') return (await repeatOf(request)) ?? one;
    if (other.kind === 'refused') return (await repeatOf(request)) ?? other;
    const events = [...one.events, ...other.events];
    if (events.length === 0) return { kind: 'unchanged', tickets: read };
    const done = await tracedChange('change two tickets', events, async () => {
      const writes = [one, other].flatMap((decided, index): TicketWrite[] => {
        const ticket = read[index];
        if (ticket === undefined || decided.events.length === 0) return [];
        const keyed = index === 0 && request !== undefined && { request };
        const documents = eventDocuments(decided.events, new Date());
        return [{ before: ticket, after: decided.ticket, events: documents, ...keyed }];
      });
      if (!(await written(writes))) return false;
      for (const write of writes) signals.changed(write.before, write.after, write.events);
      relay.publish(writes.flatMap((write) => write.events));
      return true;
    });
    if (!done) return undefined;
    return { kind: 'changed', tickets: [one.ticket, other.ticket] };
  }

  return async (ids, decide, request) => {
    for (let tries = 0; tries < TRIES; tries += 1) {
      if (tries > 0) signals.raced(1);
      const outcome = await attempt(ids, decide, request);
      if (outcome !== undefined) return outcome;
    }
    throw new ConflictError(ids.join(' and '));
  };
}
