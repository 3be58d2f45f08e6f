import { PRESENCES } from '@tierline/domain';
import { z } from 'zod';

import { ACCESS } from '../access.ts';
import { agentView } from '../agent-view.ts';
import { ticketView } from '../ticket-view.ts';
import { agent, repeatable } from './parts.ts';

const agentList = z.strictObject({ items: z.array(agentView) }).meta({ id: 'AgentList' });

const presenceBody = z.strictObject({ state: z.enum(PRESENCES) }).meta({ id: 'SetPresence' });

/** What agents ask for themselves. */
export const AGENT_ROUTES = {
  listAgents: {
    method: 'get',
    path: '/v1/agents',
    access: ACCESS.supportReads,
    summary: 'The support staff of the policy file: who is there, on shift, and how much is in hand.',
    status: 200,
    response: agentList,
    refusals: [],
  },
  readAgent: {
    method: 'get',
    path: '/v1/agents/{agent}',
    access: ACCESS.supportReads,
    summary: 'One agent.',
    params: z.strictObject({ agent }),
    status: 200,
    response: agentView,
    refusals: [404],
  },
  setPresence: {
    method: 'post',
    path: '/v1/agents/{agent}/presence',
    access: ACCESS.supportWrites,
    summary:
      'Say whether the agent is available, away or offline. Only who is available, and not silent for too long, is given tickets. Saying it again changes nothing.',
    params: z.strictObject({ agent }),
    body: presenceBody,
    status: 200,
    response: agentView,
    refusals: [404],
  },
  claimNext: {
    method: 'post',
    path: '/v1/agents/{agent}/claim',
    access: ACCESS.supportWrites,
    summary:
      'Take the next ticket that the agent may have: of the tier, for the team, with skills to match, lowest rank first. 204 when none waits.',
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
