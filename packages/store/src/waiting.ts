import {
  type Agent,
  type AgentId,
  type Instant,
  isHere,
  OTHERS_FIRST,
  type Policy,
  type Tier,
  tierOf,
} from '@tierline/domain';

import { type Database, TO_CHANGE } from './database.ts';
import type { TicketDocument } from './schemas.ts';
import { TICKET_ONLY } from './ticket-document.ts';

/** MongoDB merges the sorted scans of at most 200 values of an `$in`; above that it would sort all that waits. */
const LANES_PER_QUERY = 150;

/** The lanes of a tier in which something waits. Walks from lane to lane in the index, whatever their length. */
export async function lanesOf({ tickets }: Database, tier: Tier): Promise<readonly string[]> {
  const lanes: readonly unknown[] = await tickets.distinct(
    'lane',
    { tier, 'state.kind': 'waiting' },
    TO_CHANGE,
  );
  return lanes.filter((lane) => typeof lane === 'string');
}

/** Tickets that wait in these lanes of a tier, lowest rank first, `limit` at most. */
export async function waitingIn(
  { tickets }: Database,
  {
    tier,
    lanes,
    limit,
    only = {},
  }: {
    readonly tier: Tier;
    readonly lanes: readonly string[];
    readonly limit: number;
    /** What else they must be, such as `notKept`. */
    readonly only?: object;
  },
): Promise<readonly TicketDocument[]> {
  const chunks: (readonly string[])[] = [];
  for (let from = 0; from < lanes.length; from += LANES_PER_QUERY)
    chunks.push(lanes.slice(from, from + LANES_PER_QUERY));
  const found = await Promise.all(
    chunks.map((chunk) =>
      tickets
        .find(
          { tier, 'state.kind': 'waiting', lane: { $in: [...chunk] }, ...only },
          { projection: TICKET_ONLY, ...TO_CHANGE },
        )
        .sort({ rank: 1 })
        .limit(limit)
        .toArray(),
    ),
  );
  return chunks.length === 1
    ? found.flat()
    : found
        .flat()
        .toSorted((a, b) => (a.rank ?? 0) - (b.rank ?? 0))
        .slice(0, limit);
}

/** Leaves out tickets that are kept for one of these agents (see `keptFor` of the domain). */
export function notKept(owners: readonly AgentId[], now: Instant, { assignment }: Policy): object {
  return assignment.stickFor === undefined || owners.length === 0
    ? {}
    : {
        $nor: [
          {
            'state.preferred': { $in: [...owners] },
            'state.since': { $gt: now - assignment.stickFor },
          },
        ],
      };
}

/** Leaves out tickets that this agent gave back and that are for others first. */
export function notReturnedBy(agent: AgentId, now: Instant): object {
  return { $or: [{ 'state.returnedBy': { $ne: agent } }, { 'state.since': { $lte: now - OTHERS_FIRST } }] };
}

/** Everybody who works on a tier at that time. */
export function staffOf(tier: Tier, now: Instant, { agents }: Policy): readonly Agent[] {
  return [...agents.values()].filter((agent) => isHere(agent, now) && tierOf(agent, now) === tier);
}
