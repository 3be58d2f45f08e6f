import type { AgentId, Instant, Presence, TicketId } from '@tierline/domain';

import type { Database } from './database.ts';

/** A ticket, and in whose hands it is. */
export interface HeldTicket {
  readonly ticketId: TicketId;
  readonly holder: AgentId;
}

/** Records that an agent was heard of. Idempotent; an earlier time never replaces a later one. */
export async function recordSeen({ presence }: Database, agent: AgentId, now: Instant): Promise<void> {
  await presence.updateOne({ _id: agent }, { $max: { seenAt: now } }, { upsert: true });
}

/** Records what an agent says of being there. Idempotent. */
export async function recordPresence(
  { presence }: Database,
  { agent, said, now }: { readonly agent: AgentId; readonly said: Presence; readonly now: Instant },
): Promise<void> {
  await presence.updateOne({ _id: agent }, { $set: { said }, $max: { seenAt: now } }, { upsert: true });
}

/** Tickets held since before `since` by agents who were not heard of since then either, `limit` at most. */
export async function silentlyHeld(
  { tickets, presence }: Database,
  since: Instant,
  limit: number,
): Promise<readonly HeldTicket[]> {
  const held = { 'state.holder': { $exists: true }, 'state.since': { $lt: since } } as const;
  const holders: string[] = await tickets.distinct('state.holder', held);
  const heard = await presence.find({ _id: { $in: holders }, seenAt: { $gte: since } }).toArray();
  const silent = holders.filter((holder) => !heard.some(({ _id }) => _id === holder));
  const found = await tickets
    .find({ ...held, 'state.holder': { $in: silent } }, { projection: { state: 1 } })
    .limit(limit)
    .toArray();
  return found.flatMap(({ _id, state }) =>
    state.kind === 'working' ? [{ ticketId: _id as TicketId, holder: state.holder }] : [],
  );
}
