import { type Agent, type Candidate, type Instant, type Policy, presenceOf } from '@tierline/domain';

import type { Database } from './database.ts';
import { loadsOf } from './loads.ts';

/** These agents, with what they have in hand and whether they are there, as known now. */
export async function candidatesOf(
  database: Database,
  agents: readonly Agent[],
  now: Instant,
  policy: Policy,
): Promise<readonly Candidate[]> {
  if (agents.length === 0) return [];
  const loads = await loadsOf(
    database,
    agents.map(({ id }) => id),
  );
  return agents.map((agent) => {
    const { occupied = [], heard, assignedAt } = loads.get(agent.id) ?? {};
    const presence = presenceOf(heard, now, policy);
    return { agent, occupied, presence, ...(assignedAt !== undefined && { assignedAt }) };
  });
}
