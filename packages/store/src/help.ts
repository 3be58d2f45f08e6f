import type { HelpPlace } from '@tierline/contracts';
import type { HelpRequest, TicketId, Tier } from '@tierline/domain';
import type { mongo } from 'mongoose';

import type { Database } from './database.ts';
import { HELP, type TicketDocument } from './schemas.ts';

export interface HelpFilter {
  readonly tier: Tier;
  /** Only requests to this agent by name. */
  readonly to?: string;
  /** The last request of the page before. */
  readonly cursor?: HelpPlace;
  readonly limit: number;
}

/** An open help request and its ticket. */
export interface OpenHelp extends HelpRequest {
  readonly ticketId: TicketId;
}

/** Open help requests to a tier or one of its agents, of the oldest ticket first, `limit` at most, after the cursor. */
export async function listHelp(database: Database, filter: HelpFilter): Promise<readonly OpenHelp[]> {
  const { tier, to, cursor, limit } = filter;
  const found = await helpQuery(database, filter).toArray();
  return found
    .flatMap(({ _id, help }) => help.map((request) => ({ ticketId: _id as TicketId, ...request })))
    .filter((request) => request.tier === tier && (to === undefined || request.to === to))
    .filter(({ ticketId, seq }) => ticketId !== cursor?.ticketId || seq > cursor.seq)
    .slice(0, limit);
}

/** The tickets of `listHelp`: each has at least one request, but for the one that the page before ended with. */
export function helpQuery(
  { tickets }: Database,
  { tier, to, cursor, limit }: HelpFilter,
): mongo.FindCursor<Pick<TicketDocument, '_id' | 'help'>> {
  // By name, tier and agent are to be those of one and the same request.
  const asked = { 'help.tier': tier, ...(to !== undefined && { help: { $elemMatch: { tier, to } } }) };
  return tickets
    .find<Pick<TicketDocument, '_id' | 'help'>>(
      { ...asked, ...(cursor !== undefined && { _id: { $gte: cursor.ticketId } }) },
      { projection: { help: 1 } },
    )
    .sort({ _id: 1 })
    .hint(HELP)
    .limit(limit + 1);
}
