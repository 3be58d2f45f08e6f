import { LINK_KINDS, TICKET_ID_PATTERN, ticketId } from '@tierline/domain';
import { z } from 'zod';

import { ACCESS } from '../access.ts';
import { ticketView } from '../ticket-view.ts';
import { agent, changeHeaders, text, ticketPath } from './parts.ts';

const otherTicket = z
  .string()
  .regex(TICKET_ID_PATTERN, 'must be a ticket id: 24 hexadecimal digits')
  .transform(ticketId);

const mergeBody = z
  .strictObject({
    agent,
    into: otherTicket.describe(
      'the ticket that goes on; where that was merged itself, the one that goes on for it',
    ),
  })
  .meta({ id: 'Merge' });

const splitBody = z
  .strictObject({
    agent,
    messages: z
      .array(z.int().min(1))
      .min(1)
      .max(50)
      .describe('numbers (`seq`) of messages of one customer in this ticket'),
    subject: text(200).exactOptional().describe('that of this ticket unless named'),
  })
  .meta({ id: 'Split' });

/** A split is recorded as a link as well, but made by splitting. */
const LINKS_TO_MAKE = LINK_KINDS.filter((kind) => kind !== 'split-from' && kind !== 'split-into');

const linkBody = z
  .strictObject({
    agent,
    to: otherTicket,
    kind: z.enum(LINKS_TO_MAKE).describe('how this ticket is linked to the other, which gets the inverse'),
  })
  .meta({ id: 'Link' });

/** How tickets belong together. */
export const RELATION_ROUTES = {
  merge: {
    method: 'post',
    path: '/v1/tickets/{id}/merge',
    access: ACCESS.supportWrites,
    summary:
      'End this ticket because another goes on in its place; the answer is that one. It shows what was said in this one, has its customers, who read and answer it as their own from then on, and gets what is still written to this one.',
    params: ticketPath,
    headers: changeHeaders,
    body: mergeBody,
    status: 200,
    response: ticketView,
    refusals: [403, 404, 409, 422],
  },
  split: {
    method: 'post',
    path: '/v1/tickets/{id}/split',
    access: ACCESS.supportWrites,
    summary:
      'Open another ticket out of messages that a customer wrote in this one, where they stay. It is routed anew, both are linked, and it is the answer. The same messages make one ticket, however often this is asked.',
    params: ticketPath,
    headers: changeHeaders,
    body: splitBody,
    status: 200,
    response: ticketView,
    refusals: [404, 409, 422],
  },
  link: {
    method: 'post',
    path: '/v1/tickets/{id}/links',
    access: ACCESS.supportWrites,
    summary: 'Link the ticket to another. Both show it; a link that is there already stays as it is.',
    params: ticketPath,
    headers: changeHeaders,
    body: linkBody,
    status: 200,
    response: ticketView,
    refusals: [404, 409, 422],
  },
  unlink: {
    method: 'post',
    path: '/v1/tickets/{id}/links/remove',
    access: ACCESS.supportWrites,
    summary: 'Take a link away, on both tickets.',
    params: ticketPath,
    headers: changeHeaders,
    body: linkBody,
    status: 200,
    response: ticketView,
    refusals: [404, 409, 422],
  },
} as const;
