import { viewOf } from '@tierline/contracts';
import { type AgentId, type Command, decide, decideAt, type TicketId } from '@tierline/domain';
import { incidentProgress, listAttached } from '@tierline/store';

import type { AgentDesk } from './agent-desk.ts';
import type { ChangeHeaders } from './change-headers.ts';
import type { HandlerOptions } from './handler-options.ts';
import { keyed } from './idempotency.ts';
import type { Handlers } from './mount.ts';
import { byId, pageOf } from './page.ts';
import { answered, type TicketAnswer, unknownTicket } from './ticket-answer.ts';

type IncidentHandlers = Pick<
  Handlers,
  'declareIncident' | 'attach' | 'detach' | 'updateAll' | 'listAttached'
>;

/** Incidents. What they say to many is only recorded here; the router brings it to each. */
export function incidentHandlers(
  { ticketing: { store, database }, policies, clock }: HandlerOptions,
  { atWork }: AgentDesk,
): IncidentHandlers {
  async function change(
    id: TicketId,
    headers: ChangeHeaders,
    body: { readonly agent: AgentId },
    command: Command,
  ): Promise<TicketAnswer> {
    await atWork(body.agent);
    const { 'if-match': version, 'idempotency-key': key } = headers;
    const outcome = await store.change(
      id,
      (ticket) => {
        const { policy } = policies.current();
        return version === undefined
          ? decide(ticket, command, clock.now(), policy)
          : decideAt(version, ticket, command, clock.now(), policy);
      },
      keyed(`${command.kind} ${id}`, key, body),
    );
    return answered(id, outcome);
  }

  return {
    declareIncident: async ({ params: { id }, headers, body }) =>
      change(id, headers, body, { kind: 'declare-incident', agentId: body.agent }),
    attach: async ({ params: { id }, headers, body }) => {
      const [incident] = await store.read([body.incident]);
      if (incident === undefined) throw unknownTicket(body.incident);
      return change(id, headers, body, { kind: 'attach', agentId: body.agent, incident, wait: body.wait });
    },
    detach: async ({ params: { id }, headers, body }) =>
      change(id, headers, body, { kind: 'detach', agentId: body.agent }),
    updateAll: async ({ params: { id }, headers, body }) => {
      const { agent, body: text, visibility, solve } = body;
      return change(id, headers, body, {
        kind: 'update-attached',
        agentId: agent,
        effect: solve ? 'solve' : 'tell',
        message: { visibility, body: text },
      });
    },
    listAttached: async ({ params: { id }, query }) => {
      const [incident] = await store.read([id]);
      if (incident === undefined) throw unknownTicket(id);
      const found = await listAttached(database, id, query);
      const progress = await incidentProgress(database, id, incident.incident?.lastUpdate ?? 0);
      const done = progress.reached === progress.attached;
      return {
        body: {
          ...pageOf(found, query.limit, { view: viewOf, cursor: byId }),
          progress: { ...progress, done },
        },
      };
    },
  };
}
