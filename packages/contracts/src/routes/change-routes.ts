import { ATTACHMENT_ID_PATTERN, HOLD_REASONS, PRIORITIES, TIERS } from '@tierline/domain';
import { z } from 'zod';

import { ACCESS } from '../access.ts';
import { fieldName, fieldValue } from '../field-values.ts';
import { ticketView } from '../ticket-view.ts';
import { agent, changeHeaders, mover, reason, stateName, tag, text, ticketPath } from './parts.ts';

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
    author: author
      .exactOptional()
      .describe('who writes: whom the API key stands for unless named; a service or an admin names one'),
    body: text(20_000),
    visibility: z.enum(['public', 'internal']).default('public'),
    ask: z.boolean().default(false).describe('the ticket then waits for the customer; agents only'),
    as: stateName.exactOptional(),
    attachments: z
      .array(z.string().regex(ATTACHMENT_ID_PATTERN, 'must be the id of an attachment'))
      .max(50)
      .exactOptional()
      .describe('files of the ticket to which it refers'),
  })
  .refine((body) => body.as === undefined || body.ask, {
    path: ['as'],
    message: 'is for a reply that asks the customer',
  })
  .meta({ id: 'Reply' });

/** A move to another tier, with what that must know. */
const handoverBody = (id: string, otherwise: string) =>
  z
    .strictObject({
      agent: mover,
      to: z.enum(TIERS).exactOptional().describe(otherwise),
      reason,
      note: z
        .strictObject({ seen: text(4000), tried: text(4000), why: text(4000) })
        .describe('what was seen, what was tried, why it moves'),
    })
    .meta({ id });

const escalateBody = handoverBody('Escalate', 'the next tier up unless named');

const deEscalateBody = handoverBody('DeEscalate', 'the next tier down unless named');

const updateBody = z
  .strictObject({
    agent,
    subject: text(200).exactOptional(),
    priority: z
      .enum(PRIORITIES)
      .exactOptional()
      .describe("the customer's promises get its targets and keep the time that was spent"),
    plan: text(60).nullable().exactOptional().describe('null takes it away'),
    tags: z
      .strictObject({
        add: z.array(tag).max(20).exactOptional(),
        remove: z.array(tag).max(100).exactOptional(),
      })
      .exactOptional(),
    fields: z
      .record(fieldName, fieldValue.nullable())
      .exactOptional()
      .describe('values of custom fields; null takes one away'),
    state: stateName
      .nullable()
      .exactOptional()
      .describe("another state of the policy's own in the present category; null is the category's own"),
  })
  .refine((body) => Object.keys(body).length > 1, 'must name something to change')
  .meta({ id: 'Update' });

const holdBody = z
  .strictObject({
    agent,
    waitsFor: z.enum(HOLD_REASONS).exactOptional().describe('whom the ticket waits for'),
    as: stateName.exactOptional(),
  })
  .refine(({ waitsFor, as }) => (waitsFor === undefined) !== (as === undefined), {
    path: ['waitsFor'],
    message: 'or as must be given, and not both: a state of the policy says whom it waits for',
  })
  .meta({ id: 'Hold' });

const unsolveBody = z.strictObject({ agent }).meta({ id: 'Unsolve' });

const resumeBody = z.strictObject({ agent, as: stateName.exactOptional() }).meta({ id: 'Resume' });

const solveBody = z
  .strictObject({
    agent,
    answer: text(20_000).exactOptional().describe('the last public answer'),
    as: stateName.exactOptional(),
  })
  .meta({ id: 'Solve' });

/** What is done to a ticket. */
export const CHANGE_ROUTES = {
  reply: {
    method: 'post',
    path: '/v1/tickets/{id}/replies',
    access: ACCESS.everybodyWrites,
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
    access: ACCESS.moversWrite,
    summary:
      'Hand the ticket over to a higher tier, with what the next tier must know. One that moved as often as the policy allows stays: refused, or marked for a manager, who moves it without naming an agent.',
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
    access: ACCESS.moversWrite,
    summary:
      'Hand the ticket over to a lower tier, with what the next tier must know. The same limit holds as for escalations, and managers decide as there.',
    params: ticketPath,
    headers: changeHeaders,
    body: deEscalateBody,
    status: 200,
    response: ticketView,
    refusals: [403, 404, 409, 422],
  },
  update: {
    method: 'post',
    path: '/v1/tickets/{id}/update',
    access: ACCESS.supportWrites,
    summary:
      'Change subject, priority, plan, tags or custom fields; what is not named stays. Any agent may, until the ticket is closed; a solved ticket keeps its priority.',
    params: ticketPath,
    headers: changeHeaders,
    body: updateBody,
    status: 200,
    response: ticketView,
    refusals: [404, 409, 422],
  },
  hold: {
    method: 'post',
    path: '/v1/tickets/{id}/hold',
    access: ACCESS.supportWrites,
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
    access: ACCESS.supportWrites,
    summary: "Put a pending ticket, or one on hold, back into its tier's queue.",
    params: ticketPath,
    headers: changeHeaders,
    body: resumeBody,
    status: 200,
    response: ticketView,
    refusals: [404, 409, 422],
  },
  unsolve: {
    method: 'post',
    path: '/v1/tickets/{id}/unsolve',
    access: ACCESS.supportWrites,
    summary: "Take back a solution that was none: into the tier's queue, its promises as if it had not been.",
    params: ticketPath,
    headers: changeHeaders,
    body: unsolveBody,
    status: 200,
    response: ticketView,
    refusals: [404, 409, 422],
  },
  solve: {
    method: 'post',
    path: '/v1/tickets/{id}/solve',
    access: ACCESS.supportWrites,
    summary: 'Close the case, with a last public answer where there is one.',
    params: ticketPath,
    headers: changeHeaders,
    body: solveBody,
    status: 200,
    response: ticketView,
    refusals: [403, 404, 409, 422],
  },
} as const;
