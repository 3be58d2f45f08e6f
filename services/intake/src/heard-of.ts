import type { AgentId } from '@tierline/domain';
import type { Clock } from '@tierline/platform';
import { type Database, recordSeen } from '@tierline/store';

/** Notes that an agent does something. Resolves when others can know it; at most one write per agent and interval. */
export type HeardOf = (agent: AgentId) => Promise<void>;

/** Real milliseconds: far below any sensible take-back, and agents act more often than that when they are busy. */
const INTERVAL_MS = 5000;

export function createHeardOf(database: Database, clock: Clock): HeardOf {
  const noted = new Map<AgentId, number>();
  return async (agent) => {
    if (clock.wall() - (noted.get(agent) ?? -Infinity) < INTERVAL_MS) return;
    await recordSeen(database, agent, clock.now());
    noted.set(agent, clock.wall());
  };
}
