import { type Caller, fieldFaults, missingAtCreation, viewOf } from '@tierline/contracts';
import { logTicket } from '@tierline/platform';
import { createFindAccount, listTickets, type TicketFilter } from '@tierline/store';

import { createAgentDesk } from './agent-desk.ts';
import { agentHandlers } from './agent-handlers.ts';
import { attachmentHandlers } from './attachment-handlers.ts';
import { auditHandlers } from './audit-handlers.ts';
import type { Authenticator } from './authenticate.ts';
import { changeHandlers } from './change-handlers.ts';
import { createChanges } from './changes.ts';
import { clockHandlers } from './clock-handlers.ts';
import { deliveryHandlers } from './delivery-handlers.ts';
import { engineeringHandlers } from './engineering-handlers.ts';
import { exportHandlers } from './export-handlers.ts';
import { handHandlers } from './hand-handlers.ts';
import type { HandlerOptions } from './handler-options.ts';
import { helpHandlers } from './help-handlers.ts';
import { historyHandlers } from './history-handlers.ts';
import { fingerprint } from './idempotency.ts';
import { incidentHandlers } from './incident-handlers.ts';
import { keyHandlers } from './key-handlers.ts';
import { modelHandlers } from './model-handlers.ts';
import type { Handlers } from './mount.ts';
import { byId, pageOf } from './page.ts';
import { peopleHandlers } from './people-handlers.ts';
import { policyHandlers } from './policy-handlers.ts';
import { policyPreviewHandlers } from './policy-preview-handlers.ts';
import { checkFields } from './problems.ts';
import { recomputationHandlers } from './recomputation-handlers.ts';
import { relationHandlers } from './relation-handlers.ts';
import { reportHandlers } from './report-handlers.ts';
import { slaHandlers } from './sla-handlers.ts';
import { shown, unknownTicket } from './ticket-answer.ts';

/** What each route does: opening and reading tickets here, the rest beside. */
export function createHandlers(options: HandlerOptions, authenticator: Authenticator): Handlers {
  const { ticketing, policies, clock, metrics } = options;
  const { database, store } = ticketing;
  const accountOf = createFindAccount(database);
  const desk = createAgentDesk({ database, policies, clock });
  const changes = createChanges(options, desk);

  return {
    createTicket: async ({ body, headers, caller }) => {
      const { fields } = policies.current().policy;
      checkFields([...fieldFaults(fields, body.fields ?? {}), ...missingAtCreation(fields, body.fields)]);
      const given = headers['idempotency-key'];
      // Customers choose keys without knowing of each other. A space, because no client's key has one.
      const key = given !== undefined && caller.role === 'requester' ? `${caller.requester} ${given}` : given;
      const idempotency = key === undefined ? undefined : { key, fingerprint: fingerprint(body) };
      const account = await accountOf(body.requester);
      const plan = body.plan ?? account?.plan;
      const request = {
        ...body,
        ...(account !== undefined && { organisation: account.id }),
        ...(plan !== undefined && { plan }),
      };
      const { ticket, repeated } = await store.create(request, clock.now(), idempotency);
      logTicket(ticket.id);
      metrics.created({ channel: ticket.channel, priority: ticket.priority, repeated });
      const answer = shown(ticket, repeated);
      return { ...answer, headers: { ...answer.headers, Location: `/v1/tickets/${ticket.id}` } };
    },
    listTickets: async ({ query, caller }) => {
      const found = await listTickets(database, { ...query, ...ownOnly(caller) });
      return { body: pageOf(found, query.limit, { view: viewOf, cursor: byId }) };
    },
    readTicket: async ({ params: { id } }) => {
      const [ticket] = await store.read([id]);
      if (ticket === undefined) throw unknownTicket(id);
      return shown(ticket);
    },
    ...historyHandlers(ticketing),
    ...relationHandlers(options, desk),
    ...changeHandlers(options, desk, changes),
    ...handHandlers(database, changes),
    ...helpHandlers(database, changes),
    ...reportHandlers(database),
    ...incidentHandlers(options, desk),
    ...attachmentHandlers(options, desk),
    ...agentHandlers(options, desk),
    ...clockHandlers(clock),
    ...deliveryHandlers(database),
    ...engineeringHandlers(options, changes),
    ...exportHandlers(database),
    ...modelHandlers(database),
    ...policyHandlers(options),
    ...keyHandlers(options, authenticator),
    ...policyPreviewHandlers(options),
    ...recomputationHandlers(database),
    ...peopleHandlers(database),
    ...auditHandlers(database),
    ...slaHandlers(options),
  };
}

/** A customer lists the tickets of their own, and of their organisation where the key says so. */
function ownOnly(caller: Caller): Pick<TicketFilter, 'ownedBy'> {
  if (caller.role !== 'requester') return {};
  const { requester, organisation } = caller;
  return { ownedBy: { requester, ...(organisation !== undefined && { organisation }) } };
}
