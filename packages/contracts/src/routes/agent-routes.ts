import { TIERS } from '@tierline/domain';
import { z } from 'zod';

import { ACCESS } from '../access.ts';
import { ticketView } from '../ticket-view.ts';
import { agent, repeatable } from './parts.ts';

const agentList = z
  .strictObject({
    items: z.array(
      z.strictObject({ id: z.string(), name: z.string(), tier: z.enum(TIERS), capacity: z.int() }),
    ),
  })
  .meta({ id: 'AgentList' });

/** What agents ask for themselves. */
export const AGENT_ROUTES = {
  listAgents: {
    method: 'get',
    path: '/v1/agents',
    access: ACCESS.supportReads,
    summary: 'The support staff, as the policy file names it.',
    status: 200,
    response: agentList,
    refusals: [],
  },
  claimNext: {
    method: 'post',
    path: '/v1/agents/{agent}/claim',
    access: ACCESS.supportWrites,
    summary: "Take the next ticket of the agent's tier. 204 when none waits.",
    params: z.strictObject({ agent }),
    headers: repeatable,
    status: 200,
    response: ticketView,
    empty: 204,
    refusals: [404, 409, 422],
  },
  heartbeat: {
    method: 'post',
    path: '/v1/agents/{agent}/heartbeat',
    access: ACCESS.supportWrites,
    summary:
      'Say that the agent is still at work. Anything else that an agent does says so as well; who is silent for as long as the policy allows loses the tickets in hand to the queue.',
    params: z.strictObject({ agent }),
    status: 200,
    response: z.strictObject({ agent: z.string() }).meta({ id: 'Heartbeat' }),
    refusals: [404],
  },
} as const;
