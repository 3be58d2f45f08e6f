import { z } from 'zod';

import { ACCESS } from '../access.ts';
import { ticketView } from '../ticket-view.ts';
import { agent, changeHeaders, mover, reason, text, ticketPath } from './parts.ts';

const reassignBody = z
  .strictObject({
    agent: mover,
    to: agent
      .exactOptional()
      .describe('a colleague of the same tier who has room; back to the queue unless named'),
    reason,
    note: text(4000).exactOptional().describe('what whoever gets it should know'),
  })
  .meta({ id: 'Reassign' });

const contactBody = z
  .strictObject({ agent, to: agent.describe('the contact from now on') })
  .meta({ id: 'HandContact' });

/** In whose hands a ticket is, and whom the customer knows. */
export const HAND_ROUTES = {
  reassign: {
    method: 'post',
    path: '/v1/tickets/{id}/reassign',
    access: ACCESS.moversWrite,
    summary:
      'Pass the ticket on within its tier: back to the queue, or into the hands of a colleague who has room. How often is limited by the policy; beyond that a manager decides, without naming an agent.',
    params: ticketPath,
    headers: changeHeaders,
    body: reassignBody,
    status: 200,
    response: ticketView,
    refusals: [403, 404, 409, 422],
  },
  handContact: {
    method: 'post',
    path: '/v1/tickets/{id}/contact',
    access: ACCESS.supportWrites,
    summary:
      "Make another agent the customer's contact. The contact or the holder may; without this the contact stays, whatever tier the ticket moves to.",
    params: ticketPath,
    headers: changeHeaders,
    body: contactBody,
    status: 200,
    response: ticketView,
    refusals: [403, 404, 409, 422],
  },
} as const;
