import type { PolicySource } from '@tierline/contracts';
import {
  type Decision,
  openTicket,
  type Refusal,
  type Ticket,
  type TicketEvent,
  type TicketRequest,
  ticketId,
  type Instant,
} from '@tierline/domain';
import { mongo } from 'mongoose';

import { tracedChange } from './change-span.ts';
import { type Database, TO_CHANGE } from './database.ts';
import { ConflictError, IdempotencyKeyReusedError } from './errors.ts';
import { type ChangePair, createChangePair } from './pair.ts';
import type { Relay } from './relay.ts';
import type { Idempotency, TicketDocument } from './schemas.ts';
import type { StoreSignals } from './signals.ts';
import { TICKET_ONLY, ticketOf } from './ticket-document.ts';
import { createTicketWriter, eventDocuments, type WriteOutcome } from './ticket-writer.ts';

/** What became of a change: applied, nothing to do, not allowed, or there is no such ticket. */
export type ChangeOutcome =
  | { readonly kind: 'changed'; readonly ticket: Ticket; readonly events: readonly TicketEvent[] }
  | { readonly kind: 'unchanged'; readonly ticket: Ticket }
  /** The same request was carried out before. */
  | { readonly kind: 'repeated'; readonly ticket: Ticket }
  | { readonly kind: 'unknown' }
  | Refusal;

export interface Created {
  readonly ticket: Ticket;
  /** Whether the idempotency key had made this ticket before. */
  readonly repeated: boolean;
}

/** The one way in which tickets come to be and change. */
export interface TicketStore {
  /**
   * Opens a ticket; durable when it resolves. With an idempotency key it opens it once, however often and wherever it is
   * called. Throws IdempotencyKeyReusedError when the key belongs to another request.
   */
  create(request: TicketRequest, now: Instant, idempotency?: Idempotency): Promise<Created>;
  /**
   * Changes one ticket by a decision on its present state. With a request's key the change is made once, however often
   * it is asked for; a refusal is not remembered. Throws ConflictError when the ticket kept changing meanwhile,
   * IdempotencyKeyReusedError when the key belongs to another request.
   */
  change(id: string, decide: Decide, request?: Idempotency): Promise<ChangeOutcome>;
  /**
   * Changes many, each by itself: one read and one bulk write for all that nobody else changes at the same time.
   * Unknown ids are left out of the result.
   */
  changeAll(
    ids: readonly string[],
    decide: Decide,
  ): Promise<ReadonlyMap<string, ChangeOutcome | ConflictError>>;
  readonly changePair: ChangePair;
  /** Applies a decision on a ticket as it was read, without trying again. */
  apply(
    before: Ticket,
    decision: Extract<Decision, { kind: 'decided' }>,
    request?: Idempotency,
  ): Promise<WriteOutcome>;
  /**
   * The ticket that this request changed, as it is now; undefined when it has not been carried out.
   * Throws IdempotencyKeyReusedError when the key belongs to another request.
   */
  changedBy(request: Idempotency): Promise<Ticket | undefined>;
  /** Tickets as they are now; unknown ids are left out. */
  read(ids: readonly string[]): Promise<readonly Ticket[]>;
}

export interface TicketStoreOptions {
  readonly database: Database;
  readonly relay: Relay;
  readonly policies: PolicySource;
  readonly signals: StoreSignals;
}

/**
 * For what an earlier request with the same key did: read once a majority has it, for that request may still wait.
 */
const DURABLE = { readConcern: { level: 'linearizable' }, maxTimeMS: 5000 } as const;

/** Tries before a change gives up on a ticket that others keep changing. */
const TRIES = 8;

/**
 * Decides on a ticket as it is read, anew at every try. What it reads elsewhere to decide on must be held by an index or
 * a condition when the result is written.
 */
type Decide = (ticket: Ticket) => Decision | Promise<Decision>;

export function createTicketStore({ database, relay, policies, signals }: TicketStoreOptions): TicketStore {
  const { tickets } = database;
  const writer = createTicketWriter(database);

  function published(
    before: Ticket | undefined,
    after: Ticket,
    documents: ReturnType<typeof eventDocuments>,
  ): void {
    signals.changed(before, after, documents);
    relay.publish(documents);
  }

  async function create(request: TicketRequest, now: Instant, idempotency?: Idempotency): Promise<Created> {
    const { policy } = policies.current();
    const { ticket, events } = openTicket(request, ticketId(new mongo.ObjectId().toHexString()), now, policy);
    const outcome = await tracedChange('create ticket', events, async () => {
      const documents = eventDocuments(events, new Date());
      const inserted = await writer.insert({
        ticket,
        events: documents,
        ...(idempotency && { idempotency }),
      });
      if (inserted === 'written') published(undefined, ticket, documents);
      return inserted;
    });
    if (outcome === 'written') return { ticket, repeated: false };
    const first = idempotency && (await tickets.findOne({ 'idempotency.key': idempotency.key }, DURABLE));
    if (!first || first.idempotency?.fingerprint !== idempotency.fingerprint)
      throw new IdempotencyKeyReusedError();
    return { ticket: ticketOf(first), repeated: true };
  }

  async function read(ids: readonly string[]): Promise<readonly Ticket[]> {
    const found = await tickets.find({ _id: { $in: [...ids] } }, { projection: TICKET_ONLY }).toArray();
    return found.map(ticketOf);
  }

  async function apply(
    before: Ticket,
    { ticket: after, events }: Extract<Decision, { kind: 'decided' }>,
    request?: Idempotency,
  ): Promise<WriteOutcome> {
    return tracedChange('change ticket', events, async () => {
      const documents = eventDocuments(events, new Date());
      const outcome = await writer.update({ before, after, events: documents, ...(request && { request }) });
      if (outcome === 'written') published(before, after, documents);
      return outcome;
    });
  }

  /** One attempt on a ticket as it was read; undefined for a lost race. */
  async function attempt(
    document: TicketDocument,
    decide: Decide,
    request?: Idempotency,
  ): Promise<ChangeOutcome | undefined> {
    if (request !== undefined && document.requests !== undefined) {
      const changed = await changedBy(request);
      if (changed !== undefined) return { kind: 'repeated', ticket: changed };
    }
    const before = ticketOf(document);
    const decision = await decide(before);
    if (decision.kind === 'refused') return decision;
    if (decision.events.length === 0) return { kind: 'unchanged', ticket: before };
    return (await apply(before, decision, request)) === 'written'
      ? { kind: 'changed', ticket: decision.ticket, events: decision.events }
      : undefined;
  }

  async function changedBy({ key, fingerprint }: Idempotency): Promise<Ticket | undefined> {
    const found = await tickets.findOne({ 'requests.key': key }, DURABLE);
    if (found === null) return undefined;
    const first = found.requests?.find((request) => request.key === key);
    if (first?.fingerprint !== fingerprint) throw new IdempotencyKeyReusedError();
    return ticketOf(found);
  }

  async function changeAll(ids: readonly string[], decide: Decide, request?: Idempotency) {
    // Ticket and request in one read: a repeat that comes in between makes the write lose.
    const requests = request ? { $elemMatch: { key: request.key } } : 0;
    const results = new Map<string, ChangeOutcome | ConflictError>();
    let open = [...new Set(ids)];
    for (let tries = 0; open.length > 0 && tries < TRIES; tries += 1) {
      if (tries > 0) signals.raced(open.length);
      const lost: string[] = [];
      const documents = await tickets
        .find({ _id: { $in: open } }, { projection: { ...TICKET_ONLY, requests }, ...TO_CHANGE })
        .toArray();
      await Promise.all(
        documents.map(async (document) => {
          const outcome = await attempt(document, decide, request);
          if (outcome === undefined) lost.push(document._id);
          else results.set(document._id, outcome);
        }),
      );
      open = lost;
    }
    for (const id of open) results.set(id, new ConflictError(id));
    return results;
  }

  return {
    create,
    read,
    apply,
    changeAll: (ids, decide) => changeAll(ids, decide),
    change: async (id, decide, request) => {
      const outcome = (await changeAll([id], decide, request)).get(id) ?? { kind: 'unknown' };
      if (outcome instanceof ConflictError) throw outcome;
      return outcome;
    },
    changedBy,
    changePair: createChangePair({ database, relay, signals, changedBy }),
  };
}
