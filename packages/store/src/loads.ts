import { type AgentId, type Heard, instant, type Instant } from '@tierline/domain';

import { type Database, TO_CHANGE } from './database.ts';

/** What an agent has in hand, and when the agent was heard of and last given something. */
export interface AgentLoad {
  readonly occupied: readonly number[];
  readonly heard?: Heard;
  readonly assignedAt?: Instant;
}

/** The loads of these agents, all of them, in two queries. */
export async function loadsOf(
  { tickets, presence }: Database,
  ids: readonly AgentId[],
): Promise<ReadonlyMap<AgentId, AgentLoad>> {
  const [held, heard] = await Promise.all([
    tickets.find({ 'state.holder': { $in: [...ids] } }, { projection: { state: 1 }, ...TO_CHANGE }).toArray(),
    presence.find({ _id: { $in: [...ids] } }, TO_CHANGE).toArray(),
  ]);
  const occupied = new Map<AgentId, number[]>();
  const since = new Map<AgentId, number>();
  for (const { state } of held) {
    if (state.kind !== 'working') continue;
    occupied.set(state.holder, [...(occupied.get(state.holder) ?? []), ...state.slots]);
    since.set(state.holder, Math.max(since.get(state.holder) ?? 0, state.since));
  }
  const known = new Map(heard.map((one) => [one._id, one]));
  return new Map(
    ids.map((id) => {
      const { seenAt, said, assignedAt = 0 } = known.get(id) ?? {};
      const last = Math.max(assignedAt, since.get(id) ?? 0);
      return [
        id,
        {
          occupied: occupied.get(id) ?? [],
          ...(seenAt !== undefined && { heard: { seenAt, ...(said !== undefined && { said }) } }),
          ...(last > 0 && { assignedAt: instant(last) }),
        },
      ];
    }),
  );
}
