import type { PolicySource } from '@tierline/contracts';
import { type Agent, type AgentId, isHere } from '@tierline/domain';
import type { Clock } from '@tierline/platform';
import { type Database, recordSeen } from '@tierline/store';

import { ProblemError } from './problems.ts';

/** Who works here, and who was heard of. */
export interface AgentDesk {
  /**
   * The agent, noted as being at work: resolves when others can know it, with at most one write per agent and interval.
   * Throws the problem `unknown-agent` for one whom the policy does not know, or who has left.
   */
  readonly atWork: (id: AgentId) => Promise<Agent>;
}

/** Real milliseconds: far below any sensible take-back, and agents act more often than that when they are busy. */
const INTERVAL_MS = 5000;

export function createAgentDesk(options: {
  readonly database: Database;
  readonly policies: PolicySource;
  readonly clock: Clock;
}): AgentDesk {
  const { database, policies, clock } = options;
  const noted = new Map<AgentId, number>();
  return {
    atWork: async (id) => {
      const agent = policies.current().policy.agents.get(id);
      if (agent === undefined) throw new ProblemError('unknown-agent', `no agent ${id} in the policy`);
      if (!isHere(agent, clock.now())) throw new ProblemError('unknown-agent', `${id} no longer works here`);
      if (clock.wall() - (noted.get(id) ?? -Infinity) >= INTERVAL_MS) {
        await recordSeen(database, id, clock.now());
        noted.set(id, clock.wall());
      }
      return agent;
    },
  };
}
