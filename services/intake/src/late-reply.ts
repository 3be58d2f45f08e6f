import type { Decision, Ticket, TicketId } from '@tierline/domain';
import {
  type ChangeOutcome,
  ConflictError,
  type Database,
  endOfMerges,
  type Idempotency,
  type TicketStore,
} from '@tierline/store';

/** How often a message runs after a ticket that is being merged on and on. */
const TRIES = 5;

/**
 * Adds a message to the ticket that goes on in the place of a merged one. With a request's key it lands once, on
 * whichever ticket went on when it first came; the answer is the one that goes on now.
 * Throws ConflictError when the ticket kept being merged meanwhile.
 */
export async function addLateReply(options: {
  readonly database: Database;
  readonly store: TicketStore;
  readonly merged: TicketId;
  readonly decide: (ticket: Ticket) => Decision;
  readonly request: Idempotency | undefined;
}): Promise<ChangeOutcome> {
  const { database, store, merged, decide, request } = options;
  for (let tries = 0; tries < TRIES; tries += 1) {
    const landed = request && (await store.changedBy(request));
    const end = await endOfMerges(database, landed?.id ?? merged);
    if (end === undefined) return { kind: 'unknown' };
    if (landed !== undefined) return { kind: 'repeated', ticket: end };
    const outcome = await store.change(end.id, decide, request);
    if (outcome.kind !== 'refused' || outcome.code !== 'merged') return outcome;
  }
  throw new ConflictError(merged);
}
