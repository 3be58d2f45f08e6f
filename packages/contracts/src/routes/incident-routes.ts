import { TICKET_ID_PATTERN, ticketId } from '@tierline/domain';
import { z } from 'zod';

import { ACCESS } from '../access.ts';
import { ticketView } from '../ticket-view.ts';
import { agent, changeHeaders, nextCursor, text, ticketPath } from './parts.ts';

const byAgent = z.strictObject({ agent }).meta({ id: 'ByAgent' });

const attachBody = z
  .strictObject({
    agent,
    incident: z
      .string()
      .regex(TICKET_ID_PATTERN, 'must be the id of an incident: 24 hexadecimal digits')
      .transform(ticketId),
    wait: z
      .boolean()
      .default(true)
      .describe('the ticket leaves its queue or hands and waits on hold for the incident'),
  })
  .meta({ id: 'Attach' });

const updateAllBody = z
  .strictObject({
    agent,
    body: text(20_000),
    visibility: z.enum(['public', 'internal']).default('public'),
    solve: z
      .boolean()
      .default(false)
      .describe('solves every attached ticket as well, in whatever queue or hands it is'),
  })
  .meta({ id: 'UpdateAll' });

const attachedQuery = z.strictObject({
  limit: z.coerce.number().int().min(1).max(500).default(50),
  cursor: z
    .string()
    .regex(TICKET_ID_PATTERN, 'must be the nextCursor of the page before')
    .transform(ticketId)
    .exactOptional(),
});

const attachedPage = z
  .strictObject({
    items: z.array(ticketView),
    nextCursor,
    progress: z.strictObject({
      attached: z.int().describe('tickets that are attached'),
      reached: z.int().describe('of these, those that have got the last update'),
      done: z.boolean().describe('every update has reached every attached ticket'),
    }),
  })
  .meta({ id: 'AttachedPage' });

const change = {
  method: 'post',
  access: ACCESS.supportWrites,
  params: ticketPath,
  headers: changeHeaders,
  status: 200,
  response: ticketView,
  refusals: [403, 404, 409, 422],
} as const;

/** Incidents, and the tickets that are attached to them. */
export const INCIDENT_ROUTES = {
  declareIncident: {
    ...change,
    path: '/v1/tickets/{id}/incident',
    summary: 'Make the ticket an incident, to which others are attached.',
    body: byAgent,
  },
  attach: {
    ...change,
    path: '/v1/tickets/{id}/attach',
    summary: 'Attach the ticket to an incident: it gets what that says to all, and waits for it on hold.',
    body: attachBody,
  },
  detach: {
    ...change,
    path: '/v1/tickets/{id}/detach',
    summary:
      'Let the ticket hear of its incident no longer; where it waited for that, it is back in its queue.',
    body: byAgent,
  },
  updateAll: {
    ...change,
    path: '/v1/tickets/{id}/update-all',
    summary:
      "Write one update to the customer of every ticket attached to this incident, and solve them all where asked. By the incident's holder or, while nobody holds it, an agent of its tier. It goes on in the background, each ticket gets it once; see listAttached for how far it is.",
    body: updateAllBody,
  },
  listAttached: {
    method: 'get',
    path: '/v1/tickets/{id}/attached',
    access: ACCESS.staffReads,
    summary:
      'The tickets attached to an incident, newest first, a page at a time, and how far its updates are.',
    params: ticketPath,
    query: attachedQuery,
    status: 200,
    response: attachedPage,
    refusals: [404],
  },
} as const;
