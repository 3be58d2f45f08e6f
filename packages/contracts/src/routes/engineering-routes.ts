import { TICKET_ID_PATTERN, ticketId } from '@tierline/domain';
import { z } from 'zod';

import { ACCESS } from '../access.ts';
import { issueKey, issuePage, listIssuesQuery, trackerId } from '../issue-view.ts';
import { ticketView } from '../ticket-view.ts';
import { agent, changeHeaders, text, ticketPath } from './parts.ts';
import { ticketPage } from './ticket-routes.ts';

const handBody = z
  .strictObject({
    agent,
    tracker: trackerId.describe('as the policy file names it'),
    issue: issueKey.exactOptional().describe('an issue that engineering has already'),
    title: text(200).exactOptional().describe('of an issue to be filed'),
    body: text(20_000)
      .exactOptional()
      .describe('of an issue to be filed; engineering reads it, the customer does not'),
  })
  .refine(({ issue, title, body }) => (issue === undefined) === (title !== undefined && body !== undefined), {
    path: ['issue'],
    message: 'must be given alone, or title and body without it',
  })
  .refine(({ issue, title, body }) => issue === undefined || (title === undefined && body === undefined), {
    path: ['issue'],
    message: 'has a title and a body already; leave these out',
  })
  .meta({ id: 'HandToEngineering' });

const commentBody = z.strictObject({ agent, body: text(20_000) }).meta({ id: 'CommentToEngineering' });

const unlinkBody = z.strictObject({ agent }).meta({ id: 'UnlinkIssue' });

const refusals = [404, 409, 422] as const;

/** Tickets and the issues of engineering. */
export const ENGINEERING_ROUTES = {
  handToEngineering: {
    method: 'post',
    path: '/v1/tickets/{id}/engineering',
    access: ACCESS.t3Writes,
    summary:
      'Hand the ticket to engineering, as an issue that is filed or one that is there; T3 only. The ticket waits until that is done.',
    params: ticketPath,
    headers: changeHeaders,
    body: handBody,
    status: 200,
    response: ticketView,
    refusals,
  },
  commentToEngineering: {
    method: 'post',
    path: '/v1/tickets/{id}/engineering/comments',
    access: ACCESS.t3Writes,
    summary: "Write to the engineers, on the ticket's issue; T3 only.",
    params: ticketPath,
    headers: changeHeaders,
    body: commentBody,
    status: 200,
    response: ticketView,
    refusals,
  },
  unlinkIssue: {
    method: 'post',
    path: '/v1/tickets/{id}/engineering/unlink',
    access: ACCESS.t3Writes,
    summary: 'Take the ticket back from engineering; T3 only. If it waits for the issue, it waits no longer.',
    params: ticketPath,
    headers: changeHeaders,
    body: unlinkBody,
    status: 200,
    response: ticketView,
    refusals,
  },
  listIssues: {
    method: 'get',
    path: '/v1/issues',
    access: ACCESS.staffReads,
    summary: 'Issues of engineering that tickets have, by tracker and key, a page at a time.',
    query: listIssuesQuery,
    status: 200,
    response: issuePage,
    refusals: [],
  },
  listIssueTickets: {
    method: 'get',
    path: '/v1/issues/{tracker}/{key}/tickets',
    access: ACCESS.staffReads,
    summary: 'Tickets of one issue, newest first, a page at a time.',
    params: z.strictObject({ tracker: trackerId, key: issueKey }),
    query: z.strictObject({
      limit: z.coerce.number().int().min(1).max(500).default(50),
      cursor: z
        .string()
        .regex(TICKET_ID_PATTERN, 'must be the nextCursor of the page before')
        .transform(ticketId)
        .exactOptional(),
    }),
    status: 200,
    response: ticketPage,
    refusals: [],
  },
  trackerWebhook: {
    method: 'post',
    path: '/v1/trackers/{tracker}/webhook',
    access: 'signed',
    summary:
      "What a tracker of the policy file says about its issues, in the tracker's own format and signed by its own scheme. The issue is then read from the tracker; one that no ticket has is ignored.",
    params: z.strictObject({ tracker: trackerId }),
    status: 202,
    response: z
      .strictObject({ issues: z.int().describe('how many of its issues are read again') })
      .meta({ id: 'TrackerHeard' }),
    refusals: [401, 404, 413],
  },
} as const;
