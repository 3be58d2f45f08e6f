import type { Caller } from '@tierline/contracts';
import type { AgentId, Mover } from '@tierline/domain';

import { ProblemError } from './problems.ts';

/** Who moves a ticket: the agent whom the request names, else the manager who calls. Throws where that is neither. */
export function moverOf(caller: Caller, agent: AgentId | undefined): Mover {
  if (agent !== undefined) return { agentId: agent };
  if (caller.role === 'manager' || caller.role === 'admin') return { manager: caller.name };
  throw new ProblemError('invalid-request', `agent: is needed with a key of role ${caller.role}`, [
    { field: 'agent', message: `is needed with a key of role ${caller.role}` },
  ]);
}
