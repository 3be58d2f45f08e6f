import { replay, type Ticket, type TicketEvent, ticketId, type TicketId } from '@tierline/domain';

import { audited } from './audit.ts';
import type { Database } from './database.ts';
import { type Difference, differences } from './differences.ts';
import { IdempotencyKeyReusedError } from './errors.ts';
import { isDuplicateKey } from './insert.ts';
import type { EventDocument, Idempotency, TicketDocument } from './schemas.ts';
import { fieldKeys, ticketOf } from './ticket-document.ts';
import { changeOf } from './ticket-writer.ts';

/** How what is stored of a ticket compares with what its log makes of it. */
export type Verdict =
  | { readonly kind: 'consistent' }
  | { readonly kind: 'different'; readonly differences: readonly Difference[] }
  /** Events are missing, so that nothing can be derived: their numbers, the first ones where there are many. */
  | { readonly kind: 'incomplete'; readonly missing: readonly number[] };

/** A ticket that is not what its log makes of it. */
export type Finding = Exclude<Verdict, { kind: 'consistent' }> & {
  readonly ticket: TicketId;
  /** The number of its last event, as it is stored. */
  readonly version: number;
};

/** Which tickets to compare, by id, `limit` at most. */
export interface CheckPage {
  /** The last ticket of the page before. */
  readonly cursor?: TicketId;
  /** Opened since then, by the domain's time. */
  readonly since?: number;
  /** Only those that are neither solved nor closed. */
  readonly open?: boolean;
  readonly limit: number;
}

export interface CheckedPage {
  readonly examined: number;
  readonly findings: readonly Finding[];
  /** The last ticket that was looked at, where there may be more after it. */
  readonly last?: TicketId;
}

/** What became of the repair of a ticket. */
export type Repair =
  | Verdict
  | { readonly kind: 'repaired'; readonly differences: readonly Difference[] }
  /** The same request repaired it before. */
  | { readonly kind: 'repeated' }
  /** It kept changing. */
  | { readonly kind: 'changed' }
  /** The slot of its holder is taken by another ticket. */
  | { readonly kind: 'slot-taken' }
  | { readonly kind: 'unknown' };

const OPEN = ['new', 'waiting', 'working', 'pending', 'on-hold'];
/** Tickets whose logs are read at one time. */
const AT_ONCE = 8;
/** Numbers of missing events that are told. */
const MOST_MISSING = 50;
const TRIES = 5;

/**
 * Compares one page of tickets with what their logs make of them: what is published, and what is still in their outboxes.
 * Changes nothing. A ticket that changes meanwhile is compared as it was when it was read.
 */
export async function checkTickets(
  database: Database,
  { cursor, since, open, limit }: CheckPage,
): Promise<CheckedPage> {
  const documents = await database.tickets
    .find({
      ...(cursor !== undefined && { _id: { $gt: cursor as string } }),
      ...(since !== undefined && { openedAt: { $gte: since as Ticket['openedAt'] } }),
      ...(open === true && { 'state.kind': { $in: OPEN } }),
    })
    .sort({ _id: 1 })
    .limit(limit)
    .toArray();
  const findings: Finding[] = [];
  for (let from = 0; from < documents.length; from += AT_ONCE) {
    const verdicts = await Promise.all(
      documents.slice(from, from + AT_ONCE).map(async (document) => ({
        document,
        ...(await examined(database, document)),
      })),
    );
    for (const { document, verdict } of verdicts)
      if (verdict.kind !== 'consistent')
        findings.push({ ticket: ticketId(document._id), version: document.seq, ...verdict });
  }
  const last = documents.length === limit ? documents.at(-1)?._id : undefined;
  return { examined: documents.length, findings, ...(last !== undefined && { last: ticketId(last) }) };
}

/**
 * Writes what a ticket's log makes of it in the place of what is stored, if the ticket still is as it was compared, and
 * records that in the audit, in one transaction. A ticket whose log has a gap stays as it is. A repeat finds nothing to do;
 * with the key of a request that repaired it, it does nothing. Throws IdempotencyKeyReusedError when the key belongs to another request.
 */
export async function repairTicket(database: Database, id: TicketId, request?: Idempotency): Promise<Repair> {
  for (let tries = 0; tries < TRIES; tries += 1) {
    const document = await database.tickets.findOne({ _id: id });
    if (document === null) return { kind: 'unknown' };
    const before = document.requests?.find(({ key }) => key === request?.key);
    if (before !== undefined && before.fingerprint !== request?.fingerprint)
      throw new IdempotencyKeyReusedError();
    if (before !== undefined) return { kind: 'repeated' };
    const { verdict, derived } = await examined(database, document);
    if (verdict.kind !== 'different' || derived === undefined) return verdict;
    const outcome = await repaired(database, { document, derived, found: verdict.differences, request });
    if (outcome !== 'lost')
      return outcome === 'written' ? { ...verdict, kind: 'repaired' } : { kind: 'slot-taken' };
  }
  return { kind: 'changed' };
}

/** The numbers of the events that a history lacks, of those up to `last`. */
export function missingEvents(events: readonly TicketEvent[], last: number): readonly number[] {
  const known = new Set(events.map(({ seq }) => seq));
  const missing: number[] = [];
  for (let seq = 1; seq <= last && missing.length < MOST_MISSING; seq += 1)
    if (!known.has(seq)) missing.push(seq);
  return missing;
}

async function examined(
  database: Database,
  document: TicketDocument,
): Promise<{ readonly verdict: Verdict; readonly derived?: Ticket }> {
  const all = await eventsOf(database, document);
  const beyond = all.at(-1)?.seq ?? 0;
  // What happened since the ticket was read is no part of it, unless nothing did and its number is wrong.
  const grown = beyond > document.seq && (await versionOf(database, document._id)) !== document.seq;
  const last = grown ? document.seq : Math.max(beyond, document.seq);
  const events = all.filter(({ seq }) => seq <= last);
  const missing = missingEvents(events, last);
  if (missing.length > 0 || events[0]?.kind !== 'ticket.opened')
    return { verdict: { kind: 'incomplete', missing } };
  const derived = replay(events);
  const found = differences(
    { ...ticketOf(document), fieldKeys: document.fieldKeys },
    { ...derived, ...fieldKeys(derived) },
  );
  if (found.length === 0) return { verdict: { kind: 'consistent' } };
  return { verdict: { kind: 'different', differences: found }, derived };
}

async function eventsOf(
  database: Database,
  { _id, outbox }: TicketDocument,
): Promise<readonly TicketEvent[]> {
  const published = await database.events
    .find({ _id: { $gt: `${_id}/`, $lt: `${_id}0` } })
    .sort({ _id: 1 })
    .toArray();
  const known = new Set(published.map((event) => event._id));
  return [...published, ...outbox.filter((event) => !known.has(event._id))]
    .toSorted((a, b) => a.seq - b.seq)
    .map(eventOf);
}

function eventOf({ _id, recordedAt: _recordedAt, via: _via, ...event }: EventDocument): TicketEvent {
  return event;
}

async function versionOf({ tickets }: Database, id: string): Promise<number | undefined> {
  return (await tickets.findOne({ _id: id }, { projection: { seq: 1 } }))?.seq;
}

async function repaired(
  database: Database,
  o: {
    readonly document: TicketDocument;
    readonly derived: Ticket;
    readonly found: readonly Difference[];
    readonly request: Idempotency | undefined;
  },
): Promise<'written' | 'lost' | 'slot-taken'> {
  const { document, derived, found, request } = o;
  const { filter, update } = changeOf({
    before: ticketOf(document),
    after: derived,
    events: [],
    ...(request && { request }),
  });
  const { $unset } = update;
  const withoutKeys = derived.fields === undefined ? { $unset: { ...$unset, fieldKeys: '' as const } } : {};
  try {
    return await audited(database, async (session) => {
      const { matchedCount } = await database.tickets.updateOne(
        { ...filter, changedAt: document.changedAt },
        { ...update, ...withoutKeys },
        { session },
      );
      if (matchedCount === 0) return { result: 'lost' as const };
      const detail = found.map(({ path }) => path).join(', ');
      const did = { action: 'ticket.repaired', target: `tickets/${document._id}`, detail };
      return { result: 'written' as const, did };
    });
  } catch (error) {
    if (isDuplicateKey(error)) return 'slot-taken';
    throw error;
  }
}
