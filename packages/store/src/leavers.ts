import type { Instant, Policy, TicketId } from '@tierline/domain';
import { isHere } from '@tierline/domain';

import type { Database } from './database.ts';
import type { HeldTicket } from './presence.ts';

/** Tickets in the hands of people who no longer work here or whom the policy no longer knows, `limit` at most. */
export async function heldByLeavers(
  { tickets }: Database,
  { now, policy, limit }: { readonly now: Instant; readonly policy: Policy; readonly limit: number },
): Promise<readonly HeldTicket[]> {
  const holders: string[] = await tickets.distinct('state.holder', { 'state.holder': { $exists: true } });
  const here = new Set(
    [...policy.agents.values()].filter((one) => isHere(one, now)).map(({ id }): string => id),
  );
  const gone = holders.filter((holder) => !here.has(holder));
  if (gone.length === 0) return [];
  const found = await tickets
    .find({ 'state.holder': { $in: gone } }, { projection: { state: 1 } })
    .limit(limit)
    .toArray();
  return found.flatMap(({ _id, state }) =>
    state.kind === 'working' ? [{ ticketId: _id as TicketId, holder: state.holder }] : [],
  );
}
