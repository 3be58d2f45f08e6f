import type { Ticket, TicketEvent } from '@tierline/domain';
import { createBatcher, presentTraceparent } from '@tierline/platform';
import { mongo } from 'mongoose';

import { presentAsker } from './asker.ts';
import type { Database } from './database.ts';
import {
  eventId,
  type EventDocument,
  HOLDER_SLOT,
  type Idempotency,
  IDEMPOTENCY_KEY,
  REQUEST_KEY,
  type TicketDocument,
} from './schemas.ts';
import { fieldKeys } from './ticket-document.ts';

/** A ticket that its events turned from `before` into `after`. */
export interface TicketWrite {
  readonly before: Ticket;
  readonly after: Ticket;
  readonly events: readonly EventDocument[];
  /** The request that asked for it, remembered with the change. */
  readonly request?: Idempotency;
}

/**
 * How a conditional write went: done, somebody else was faster, another ticket sits in the slot, or the request's key
 * already changed another ticket.
 */
export type WriteOutcome = 'written' | 'lost' | 'slot-taken' | 'key-used';

export interface TicketInsert {
  readonly ticket: Ticket;
  readonly events: readonly EventDocument[];
  readonly idempotency?: Idempotency;
}

/** The two writes that a ticket knows. Concurrent calls share round trips; each gets its own outcome. */
export interface TicketWriter {
  /** Stores the change and its events in one atomic step, if the ticket still is as it was `before`. */
  update(write: TicketWrite): Promise<WriteOutcome>;
  /** Stores a new ticket with its events, or finds that its idempotency key was used already. */
  insert(insert: TicketInsert): Promise<'written' | 'key-used'>;
}

const DUPLICATE_KEY = 11_000;
const FAILED_VALIDATION = 121;
/** Requests that a ticket remembers: a repeat comes soon or never. */
const REMEMBERED = 50;
const BATCH = { maxItems: 200, maxInFlight: 1 };

export function createTicketWriter({ tickets }: Database): TicketWriter {
  const updates = createBatcher<TicketWrite, WriteOutcome>({
    ...BATCH,
    flush: (writes) =>
      outcomes(writes.length, tickets.bulkWrite(writes.map(updateOf), { ordered: false }), outcomeOfUpdate),
  });
  const inserts = createBatcher<TicketInsert, 'written' | 'key-used'>({
    ...BATCH,
    flush: (items) =>
      outcomes(items.length, tickets.insertMany(items.map(documentOf), { ordered: false }), outcomeOfInsert),
  });
  return { update: updates, insert: inserts };
}

/** Events as they go into the outbox, with who asked for them and in which trace. */
export function eventDocuments(events: readonly TicketEvent[], recordedAt: Date): readonly EventDocument[] {
  const asker = presentAsker();
  const traceparent = presentTraceparent();
  return events.map((event) => ({
    _id: eventId(event),
    recordedAt,
    ...(asker && { via: asker.keyId }),
    ...(traceparent !== undefined && { traceparent }),
    ...event,
  }));
}

/**
 * One update of only what changed, conditional on `seq`. It is an upsert because MongoDB reports no outcome per update
 * of a bulk, but it does report errors: where the condition fails, the upsert tries to insert a second document of the
 * same id and is refused, by name of index. (The collection's validator refuses the insert for a ticket that never was.)
 */
function updateOf(write: TicketWrite): mongo.AnyBulkWriteOperation<TicketDocument> {
  return { updateOne: { ...changeOf(write), upsert: true } };
}

/** What a change sets, on the condition that the ticket still is at the version on which it was decided. */
export function changeOf({ before, after, events, request }: TicketWrite): {
  readonly filter: mongo.Filter<TicketDocument>;
  readonly update: mongo.UpdateFilter<TicketDocument>;
} {
  const set: Record<string, unknown> = {};
  const unset: Record<string, ''> = {};
  const old: Readonly<Record<string, unknown>> = { ...before };
  for (const [key, value] of Object.entries(after)) if (value !== old[key]) set[key] = value;
  if (after.fields !== before.fields) {
    if (after.fields === undefined) unset['fieldKeys'] = '';
    Object.assign(set, fieldKeys(after));
  }
  for (const key of Object.keys(old)) if (!(key in after)) unset[key] = '';
  const push = {
    outbox: { $each: events },
    ...(request && { requests: { $each: [request], $slice: -REMEMBERED } }),
  };
  const update: Record<string, unknown> = {
    $set: set,
    $push: push,
    $currentDate: { changedAt: { $type: 'timestamp' } },
  };
  if (Object.keys(unset).length > 0) update['$unset'] = unset;
  return { filter: { _id: before.id, seq: before.seq }, update };
}

function documentOf({ ticket: { id, ...rest }, events, idempotency }: TicketInsert): TicketDocument {
  // The server puts its time in place of an empty timestamp.
  const changedAt = new mongo.Timestamp({ t: 0, i: 0 });
  return {
    _id: id,
    ...rest,
    ...fieldKeys(rest),
    outbox: events,
    changedAt,
    ...(idempotency && { idempotency }),
  };
}

function outcomeOfUpdate({ code, errmsg }: BulkError): WriteOutcome | undefined {
  if (code === FAILED_VALIDATION) return 'lost';
  if (code !== DUPLICATE_KEY) return undefined;
  if (errmsg?.includes(`index: ${HOLDER_SLOT} `) === true) return 'slot-taken';
  return errmsg?.includes(`index: ${REQUEST_KEY} `) === true ? 'key-used' : 'lost';
}

function outcomeOfInsert({ code, errmsg }: BulkError): 'key-used' | undefined {
  return code === DUPLICATE_KEY && errmsg?.includes(`index: ${IDEMPOTENCY_KEY} `) === true
    ? 'key-used'
    : undefined;
}

type BulkError = Pick<mongo.WriteError, 'code' | 'errmsg'>;

/** An unordered bulk's outcome per item: written unless an error names it, and errors put in words by `told`. */
async function outcomes<O extends string>(
  count: number,
  bulk: Promise<unknown>,
  told: (error: BulkError) => O | undefined,
): Promise<(O | 'written' | Error)[]> {
  const results = Array.from<O | 'written' | Error>({ length: count }).fill('written');
  try {
    await bulk;
  } catch (error) {
    if (!(error instanceof mongo.MongoBulkWriteError)) throw error;
    const errors = Array.isArray(error.writeErrors) ? error.writeErrors : [error.writeErrors];
    // No error of a single write means that the whole was not acknowledged as asked.
    if (errors.length === 0) throw error;
    for (const one of errors) results[one.index] = told(one) ?? error;
  }
  return results;
}
