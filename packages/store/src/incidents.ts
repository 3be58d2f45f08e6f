import type { IncidentUpdate, Ticket, TicketEvent, TicketId } from '@tierline/domain';
import type { mongo } from 'mongoose';

import { type Database, TO_CHANGE } from './database.ts';
import { historyOf } from './history.ts';
import type { TicketDocument } from './schemas.ts';
import { TICKET_ONLY, ticketOf } from './ticket-document.ts';

/** The query of `listAttached`. */
export function attachedQuery(
  { tickets }: Database,
  incident: TicketId,
  { cursor, limit }: { readonly cursor?: TicketId; readonly limit: number },
): mongo.FindCursor<TicketDocument> {
  return tickets
    .find(
      { 'attached.to': incident, ...(cursor !== undefined && { _id: { $lt: cursor as string } }) },
      { projection: TICKET_ONLY },
    )
    .sort({ _id: -1 })
    .limit(limit);
}

/** Tickets attached to an incident, newest first, `limit` at most, after the cursor. */
export async function listAttached(
  database: Database,
  incident: TicketId,
  page: { readonly cursor?: TicketId; readonly limit: number },
): Promise<readonly Ticket[]> {
  return (await attachedQuery(database, incident, page).toArray()).map(ticketOf);
}

/** The query of `unreached`. */
export function unreachedQuery(
  { tickets }: Database,
  incident: TicketId,
  upTo: number,
): mongo.FindCursor<TicketDocument> {
  return tickets.find(
    { 'attached.to': incident, 'attached.reached': { $lt: upTo }, 'state.kind': { $ne: 'new' } },
    { projection: { _id: 1 }, ...TO_CHANGE },
  );
}

/** Attached tickets that have not got all updates up to that number; those on no tier cannot get one yet. */
export async function unreached(
  database: Database,
  incident: TicketId,
  upTo: number,
  limit: number,
): Promise<readonly string[]> {
  const found = await unreachedQuery(database, incident, upTo).limit(limit).toArray();
  return found.map(({ _id }) => _id);
}

/** How many tickets are attached to an incident, and how many of them have its updates up to that number. */
export async function incidentProgress(
  { tickets }: Database,
  incident: TicketId,
  upTo: number,
): Promise<{ readonly attached: number; readonly reached: number }> {
  const [attached, reached] = await Promise.all([
    tickets.countDocuments({ 'attached.to': incident }),
    tickets.countDocuments({ 'attached.to': incident, 'attached.reached': { $gte: upTo } }),
  ]);
  return { attached, reached };
}

/** What an incident said to its tickets after an update, in order. */
export async function incidentUpdates(
  database: Database,
  incident: TicketId,
  after: number,
): Promise<readonly IncidentUpdate[]> {
  return ((await historyOf(database, incident, { after, limit: Infinity })) ?? []).flatMap(updateOf);
}

/**
 * Incidents that somebody has to look at: with an update that has not reached all, or with a ticket that was attached and
 * not looked at since. `limit` of each at most.
 */
export async function openIncidents({ tickets }: Database, limit: number): Promise<readonly TicketId[]> {
  const [pending, fresh] = await Promise.all([
    tickets
      .find({ 'incident.pending': true }, { projection: { _id: 1 } })
      .limit(limit)
      .toArray(),
    tickets
      .find({ 'attached.reached': 0 }, { projection: { attached: 1 } })
      .limit(limit)
      .toArray(),
  ]);
  const ids = [
    ...pending.map(({ _id }) => _id as TicketId),
    ...fresh.flatMap(({ attached }) => (attached === undefined ? [] : [attached.to])),
  ];
  return [...new Set(ids)];
}

function updateOf(event: TicketEvent): readonly IncidentUpdate[] {
  if (event.kind !== 'incident.updated' || event.actor.kind !== 'agent') return [];
  const { seq, effect, message, actor } = event;
  return [{ seq, by: actor.id, effect, ...(message && { message }) }];
}
