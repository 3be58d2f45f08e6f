import { viewOfAgent } from '@tierline/contracts';
import type { Agent } from '@tierline/domain';
import { loadsOf, recordPresence } from '@tierline/store';

import type { AgentDesk } from './agent-desk.ts';
import type { HandlerOptions } from './handler-options.ts';
import { keyed } from './idempotency.ts';
import type { Handlers } from './mount.ts';
import { ProblemError, refused } from './problems.ts';
import { shown } from './ticket-answer.ts';

/** What agents ask for themselves, and how they are seen. */
export function agentHandlers(
  { ticketing: { claimNext, database }, policies, clock }: HandlerOptions,
  { atWork }: AgentDesk,
): Pick<Handlers, 'listAgents' | 'readAgent' | 'setPresence' | 'claimNext' | 'heartbeat'> {
  async function views(agents: readonly Agent[]) {
    const { policy } = policies.current();
    const loads = await loadsOf(
      database,
      agents.map(({ id }) => id),
    );
    return agents.map((agent) => {
      const { occupied = [], heard } = loads.get(agent.id) ?? {};
      return viewOfAgent(agent, { load: occupied.length, heard }, clock.now(), policy);
    });
  }

  async function viewed(agent: Agent) {
    const [body] = await views([agent]);
    return body === undefined ? {} : { body };
  }

  return {
    listAgents: async () => ({
      body: { items: await views([...policies.current().policy.agents.values()]) },
    }),
    readAgent: async ({ params }) => {
      const agent = policies.current().policy.agents.get(params.agent);
      if (agent === undefined)
        throw new ProblemError('unknown-agent', `no agent ${params.agent} in the policy`);
      return viewed(agent);
    },
    setPresence: async ({ params, body }) => {
      const agent = await atWork(params.agent);
      await recordPresence(database, { agent: agent.id, said: body.state, now: clock.now() });
      return viewed(agent);
    },
    claimNext: async ({ params, headers }) => {
      const agent = await atWork(params.agent);
      const request = keyed(`claim ${agent.id}`, headers['idempotency-key'], {});
      const outcome = await claimNext(agent, () => clock.now(), request);
      if (outcome === undefined) return {};
      if (outcome.kind === 'refused') throw refused(outcome);
      return shown(outcome.ticket, outcome.repeated);
    },
    heartbeat: async ({ params }) => ({ body: { agent: (await atWork(params.agent)).id } }),
  };
}
