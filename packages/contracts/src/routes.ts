import {
  AGENT_ID_PATTERN,
  CHANNELS,
  HOLD_REASONS,
  PRIORITIES,
  TICKET_ID_PATTERN,
  ticketId,
  agentId,
  TIERS,
} from '@tierline/domain';
import { z } from 'zod';

import { actorView } from './actor-view.ts';
import { deliveryPage, deliveryView, listDeliveriesQuery, redeliverBody } from './delivery-view.ts';
import { eventList } from './event-view.ts';
import { TICKET_STATUSES, ticketView } from './ticket-view.ts';

// Something to read, and no NUL: it never belongs in text that people wrote, and databases treat it specially.
const WRITTEN = /^[^\0]*[^\s\0][^\0]*$/;
const text = (max: number) =>
  z.string().regex(WRITTEN, 'must have something in it that can be read, and no NUL').trim().max(max);
const ticketPath = z.strictObject({
  id: z.string().regex(TICKET_ID_PATTERN, 'must be 24 hexadecimal digits').transform(ticketId),
});

const agent = z
  .string()
  .regex(AGENT_ID_PATTERN, 'must be an agent id: lower-case letters, digits, hyphens')
  .transform(agentId);

/** A new ticket. */
const createTicketBody = z
  .strictObject({
    subject: text(200),
    description: text(20_000),
    requester: z.email().max(254).describe("the customer's e-mail address"),
    channel: z.enum(CHANNELS).default('api'),
    priority: z.enum(PRIORITIES).default('normal'),
    plan: text(60).exactOptional().describe('what the customer pays for'),
    tags: z.array(text(60)).max(20).default([]),
  })
  .meta({ id: 'CreateTicket' });

const idempotencyKey = z
  .string()
  .min(1)
  .max(255)
  .regex(/^[\x21-\x7e]+$/, 'must be printable ASCII without spaces');

/** With the same key the same request is carried out once. */
const repeatable = z.object({ 'idempotency-key': idempotencyKey.exactOptional() });

/** For those who act on what they have read: the change is made only if the ticket is still at that version. */
const changeHeaders = repeatable.extend({
  'if-match': z
    .string()
    .regex(/^"\d{1,9}"$/, 'must be one ETag of the ticket, such as "7"')
    .transform((tag) => Number(tag.slice(1, -1)))
    .exactOptional(),
});

const listTicketsQuery = z.strictObject({
  status: z.enum(TICKET_STATUSES).exactOptional(),
  tier: z.enum(TIERS).exactOptional(),
  holder: agent.exactOptional().describe('tickets in the hands of this agent'),
  limit: z.coerce.number().int().min(1).max(500).default(50),
  cursor: z
    .string()
    .regex(TICKET_ID_PATTERN, 'must be the nextCursor of the page before')
    .transform(ticketId)
    .exactOptional(),
});

const ticketPage = z
  .strictObject({
    items: z.array(ticketView),
    nextCursor: z.string().optional().describe('absent on the last page'),
  })
  .meta({ id: 'TicketPage' });

const author = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('requester') }),
    z.strictObject({ kind: z.literal('agent'), id: agent }),
    z.strictObject({ kind: z.literal('engineer'), id: text(100) }),
  ])
  .meta({
    id: 'Author',
    description: 'Who writes: the customer, a support agent, or an engineer (internal notes only).',
  });

const replyBody = z
  .strictObject({
    author,
    body: text(20_000),
    visibility: z.enum(['public', 'internal']).default('public'),
    ask: z.boolean().default(false).describe('the ticket then waits for the customer; agents only'),
  })
  .meta({ id: 'Reply' });

/** A move to another tier, with what that must know. */
const handoverBody = (id: string, otherwise: string) =>
  z
    .strictObject({
      agent,
      to: z.enum(TIERS).exactOptional().describe(otherwise),
      note: z
        .strictObject({ seen: text(4000), tried: text(4000), why: text(4000) })
        .describe('what was seen, what was tried, why it moves'),
    })
    .meta({ id });

const escalateBody = handoverBody('Escalate', 'the next tier up unless named');

const deEscalateBody = handoverBody('DeEscalate', 'the next tier down unless named');

const holdBody = z
  .strictObject({ agent, waitsFor: z.enum(HOLD_REASONS).describe('whom the ticket waits for') })
  .meta({ id: 'Hold' });

const resumeBody = z.strictObject({ agent }).meta({ id: 'Resume' });

const solveBody = z
  .strictObject({ agent, answer: text(20_000).exactOptional().describe('the last public answer') })
  .meta({ id: 'Solve' });

/** A message of a ticket's conversation. */
export const messageView = z
  .strictObject({
    seq: z.int(),
    at: z.iso.datetime(),
    author: actorView,
    visibility: z.enum(['public', 'internal']),
    body: z.string(),
  })
  .meta({ id: 'Message' });

const messageList = z.strictObject({ items: z.array(messageView) }).meta({ id: 'MessageList' });

const agentList = z
  .strictObject({
    items: z.array(
      z.strictObject({ id: z.string(), name: z.string(), tier: z.enum(TIERS), capacity: z.int() }),
    ),
  })
  .meta({ id: 'AgentList' });

/** Everything the API offers, in one table: the server mounts it, the client calls it, OpenAPI is generated from it. */
export const ROUTES = {
  createTicket: {
    method: 'post',
    path: '/v1/tickets',
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
    summary: 'Tickets, newest first, a page at a time.',
    query: listTicketsQuery,
    status: 200,
    response: ticketPage,
    refusals: [],
  },
  readTicket: {
    method: 'get',
    path: '/v1/tickets/{id}',
    summary: 'One ticket.',
    params: ticketPath,
    status: 200,
    response: ticketView,
    refusals: [404],
  },
  listMessages: {
    method: 'get',
    path: '/v1/tickets/{id}/messages',
    summary: 'The conversation of a ticket, oldest first, handover notes and internal notes included.',
    params: ticketPath,
    status: 200,
    response: messageList,
    refusals: [404],
  },
  listEvents: {
    method: 'get',
    path: '/v1/tickets/{id}/events',
    summary: 'The whole history of a ticket, oldest first: every change that was made to it, and by whom.',
    params: ticketPath,
    status: 200,
    response: eventList,
    refusals: [404],
  },
  reply: {
    method: 'post',
    path: '/v1/tickets/{id}/replies',
    summary:
      "Add a message. A customer's message brings a ticket that is pending, on hold or solved back into the queue; to a closed one it re-opens it or opens a follow-up, which is then the answer, as the policy says.",
    params: ticketPath,
    headers: changeHeaders,
    body: replyBody,
    status: 200,
    response: ticketView,
    refusals: [403, 404, 409, 422],
  },
  escalate: {
    method: 'post',
    path: '/v1/tickets/{id}/escalate',
    summary: 'Hand the ticket over to a higher tier, with what the next tier must know.',
    params: ticketPath,
    headers: changeHeaders,
    body: escalateBody,
    status: 200,
    response: ticketView,
    refusals: [403, 404, 409, 422],
  },
  deEscalate: {
    method: 'post',
    path: '/v1/tickets/{id}/de-escalate',
    summary: 'Hand the ticket over to a lower tier, with what the next tier must know.',
    params: ticketPath,
    headers: changeHeaders,
    body: deEscalateBody,
    status: 200,
    response: ticketView,
    refusals: [403, 404, 409, 422],
  },
  hold: {
    method: 'post',
    path: '/v1/tickets/{id}/hold',
    summary: 'Let the ticket wait for engineering or a third party.',
    params: ticketPath,
    headers: changeHeaders,
    body: holdBody,
    status: 200,
    response: ticketView,
    refusals: [403, 404, 409, 422],
  },
  resume: {
    method: 'post',
    path: '/v1/tickets/{id}/resume',
    summary: "Put a pending ticket, or one on hold, back into its tier's queue.",
    params: ticketPath,
    headers: changeHeaders,
    body: resumeBody,
    status: 200,
    response: ticketView,
    refusals: [404, 409, 422],
  },
  solve: {
    method: 'post',
    path: '/v1/tickets/{id}/solve',
    summary: 'Close the case, with a last public answer where there is one.',
    params: ticketPath,
    headers: changeHeaders,
    body: solveBody,
    status: 200,
    response: ticketView,
    refusals: [403, 404, 409, 422],
  },
  listAgents: {
    method: 'get',
    path: '/v1/agents',
    summary: 'The support staff, as the policy file names it.',
    status: 200,
    response: agentList,
    refusals: [],
  },
  claimNext: {
    method: 'post',
    path: '/v1/agents/{agent}/claim',
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
    summary:
      'Say that the agent is still at work. Anything else that an agent does says so as well; who is silent for as long as the policy allows loses the tickets in hand to the queue.',
    params: z.strictObject({ agent }),
    status: 200,
    response: z.strictObject({ agent: z.string() }).meta({ id: 'Heartbeat' }),
    refusals: [404],
  },
  listDeliveries: {
    method: 'get',
    path: '/v1/deliveries',
    summary: 'The delivery log of the webhooks, newest first, a page at a time.',
    query: listDeliveriesQuery,
    status: 200,
    response: deliveryPage,
    refusals: [],
  },
  redeliver: {
    method: 'post',
    path: '/v1/deliveries/redeliver',
    summary:
      'Send a delivered or failed delivery again, with a full set of retries, under the webhook-id it had. It is pending then; a repeat is refused until it was sent.',
    body: redeliverBody,
    status: 200,
    response: deliveryView,
    refusals: [404, 409],
  },
} as const;

export type RouteName = keyof typeof ROUTES;
