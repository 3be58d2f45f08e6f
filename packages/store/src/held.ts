import type { AgentId } from '@tierline/domain';

import type { Database } from './database.ts';

/** How many tickets each of these agents has in hand; who has none is left out. */
export async function ticketsHeldBy(
  { tickets }: Database,
  agents: readonly AgentId[],
): Promise<ReadonlyMap<string, number>> {
  if (agents.length === 0) return new Map();
  const counts = await tickets
    .aggregate<{ readonly _id: string; readonly count: number }>([
      { $match: { 'state.holder': { $exists: true, $in: [...agents] } } },
      { $group: { _id: '$state.holder', count: { $sum: 1 } } },
    ])
    .toArray();
  return new Map(counts.map(({ _id, count }) => [_id, count]));
}
