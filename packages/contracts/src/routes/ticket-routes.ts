import { CHANNELS, PRIORITIES, TICKET_ID_PATTERN, ticketId, type TicketId, TIERS } from '@tierline/domain';
import { z } from 'zod';

import { ACCESS } from '../access.ts';
import { actorView } from '../actor-view.ts';
import { eventList } from '../event-view.ts';
import { fieldName, fieldValue } from '../field-values.ts';
import { TICKET_STATUSES, ticketView } from '../ticket-view.ts';
import {
  agent,
  email,
  historyQuery,
  nextCursor,
  organisationId,
  repeatable,
  stateName,
  tag,
  text,
  ticketPath,
} from './parts.ts';

/** A new ticket. */
const createTicketBody = z
  .strictObject({
    subject: text(200),
    description: text(20_000),
    requester: email.describe("the customer's e-mail address; who is new is kept as a requester"),
    channel: z.enum(CHANNELS).default('api'),
    priority: z.enum(PRIORITIES).default('normal'),
    plan: text(60)
      .exactOptional()
      .describe("what the customer pays for; the plan of the customer's organisation unless named"),
    tags: z.array(tag).max(20).default([]),
    fields: z
      .record(fieldName, fieldValue)
      .exactOptional()
      .describe('values of the custom fields that the policy declares'),
  })
  .meta({ id: 'CreateTicket' });

const listTicketsQuery = z.strictObject({
  status: z.enum(TICKET_STATUSES).exactOptional(),
  state: stateName.exactOptional().describe("a state of the policy's own, or a category for its own state"),
  tier: z.enum(TIERS).exactOptional(),
  holder: agent.exactOptional().describe('tickets in the hands of this agent'),
  requester: email.exactOptional(),
  organisation: organisationId.exactOptional(),
  tag: tag.exactOptional(),
  field: z
    .string()
    .max(1050)
    .regex(/^[a-z][a-z0-9-]{0,39}:./, 'must be a custom field and its value, such as region:eu')
    .exactOptional()
    .describe('tickets whose custom field has this value, as in `region:eu`'),
  needsManager: z
    .literal('true')
    .exactOptional()
    .describe('only tickets that were passed on as often as the policy allows and wait for a manager'),
  limit: z.coerce.number().int().min(1).max(500).default(50),
  cursor: z
    .string()
    .regex(TICKET_ID_PATTERN, 'must be the nextCursor of the page before')
    .transform(ticketId)
    .exactOptional(),
});

export const ticketPage = z
  .strictObject({
    items: z.array(ticketView),
    nextCursor,
  })
  .meta({ id: 'TicketPage' });

/** A message of a ticket's conversation. */
export const messageView = z
  .strictObject({
    seq: z.int(),
    at: z.iso.datetime(),
    author: actorView,
    visibility: z.enum(['public', 'internal']),
    body: z.string(),
    mergedFrom: z
      .string()
      .optional()
      .describe(
        'the ticket in which it was said, where that was merged into this one; `seq` is its number there',
      ),
    attachments: z.array(z.string()).optional().describe('ids of the files to which it refers'),
  })
  .meta({ id: 'Message' });

const messageList = z.strictObject({ items: z.array(messageView), nextCursor }).meta({ id: 'MessageList' });

/** A place in a conversation: time, then ticket and number, so that what was said at one moment has an order too. */
export interface MessagePlace {
  readonly at: number;
  readonly ticketId: TicketId;
  readonly seq: number;
}

const messagesQuery = historyQuery.extend({
  cursor: z
    .string()
    .regex(/^\d{1,15}\.[0-9a-f]{24}\.\d{1,9}$/, 'must be the nextCursor of the page before')
    .transform((value): MessagePlace => {
      const [at, ticket = '', seq] = value.split('.');
      return { at: Number(at), ticketId: ticketId(ticket), seq: Number(seq) };
    })
    .exactOptional(),
});

/** The cursor of what comes after a message; `messagesQuery` reads it back. */
export function messageCursor({ at, ticketId: ticket, seq }: MessagePlace): string {
  return `${at}.${ticket}.${seq}`;
}

/** Opening and reading tickets. */
export const TICKET_ROUTES = {
  createTicket: {
    method: 'post',
    path: '/v1/tickets',
    access: ACCESS.customersAndSupportWrite,
    summary:
      'Open a ticket. With an Idempotency-Key header a repeat of the same request finds the first ticket.',
    headers: repeatable,
    body: createTicketBody,
    status: 201,
    response: ticketView,
    refusals: [422],
  },
  listTickets: {
    method: 'get',
    path: '/v1/tickets',
    access: ACCESS.everybodyReads,
    summary: 'Tickets, newest first, a page at a time.',
    query: listTicketsQuery,
    status: 200,
    response: ticketPage,
    refusals: [],
  },
  readTicket: {
    method: 'get',
    path: '/v1/tickets/{id}',
    access: ACCESS.everybodyReads,
    summary: 'One ticket.',
    params: ticketPath,
    status: 200,
    response: ticketView,
    refusals: [404],
  },
  listMessages: {
    method: 'get',
    path: '/v1/tickets/{id}/messages',
    access: ACCESS.everybodyReads,
    summary:
      'The conversation of a ticket, oldest first, a page at a time, handover notes and internal notes included, and with it that of the tickets that were merged into it.',
    params: ticketPath,
    query: messagesQuery,
    status: 200,
    response: messageList,
    refusals: [404],
  },
  listEvents: {
    method: 'get',
    path: '/v1/tickets/{id}/events',
    access: ACCESS.staffReads,
    summary:
      'The history of a ticket, oldest first, a page at a time: every change that was made to it, and by whom.',
    params: ticketPath,
    query: historyQuery,
    status: 200,
    response: eventList,
    refusals: [404],
  },
} as const;
