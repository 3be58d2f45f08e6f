import type { AgentDesk } from './agent-desk.ts';
import type { HandlerOptions } from './handler-options.ts';
import { keyed } from './idempotency.ts';
import type { Handlers } from './mount.ts';
import { refused } from './problems.ts';
import { shown } from './ticket-answer.ts';

/** What agents ask for themselves. */
export function agentHandlers(
  { ticketing: { claimNext }, policies, clock }: HandlerOptions,
  { atWork }: AgentDesk,
): Pick<Handlers, 'listAgents' | 'claimNext' | 'heartbeat'> {
  return {
    listAgents: async () => {
      const agents = [...policies.current().policy.agents.values()];
      return {
        body: { items: agents.map(({ id, name, tier, capacity }) => ({ id, name, tier, capacity })) },
      };
    },
    claimNext: async ({ params, headers }) => {
      const agent = await atWork(params.agent);
      const request = keyed(`claim ${agent.id}`, headers['idempotency-key'], {});
      const outcome = await claimNext(agent, clock.now(), request);
      if (outcome === undefined) return {};
      if (outcome.kind === 'refused') throw refused(outcome);
      return shown(outcome.ticket, outcome.repeated);
    },
    heartbeat: async ({ params }) => ({ body: { agent: (await atWork(params.agent)).id } }),
  };
}
