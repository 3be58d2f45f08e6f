import { AGENT_ID_PATTERN, TICKET_ID_PATTERN, TIERS } from '@tierline/domain';
import { z } from 'zod';

import { ACCESS } from '../access.ts';
import { helpRequestView, ticketView } from '../ticket-view.ts';
import { agent, changeHeaders, text, ticketPath } from './parts.ts';

const askBody = z
  .discriminatedUnion('of', [
    z.strictObject({ of: z.literal('tier'), agent, tier: z.enum(TIERS), question: text(4000) }),
    z.strictObject({ of: z.literal('agent'), agent, to: agent, question: text(4000) }),
  ])
  .meta({ id: 'AskForHelp', description: 'A question to another tier, or to one agent.' });

const answerBody = z.strictObject({ agent, body: text(20_000) }).meta({ id: 'AnswerHelp' });

const withdrawBody = z.strictObject({ agent }).meta({ id: 'WithdrawHelp' });

const requestPath = ticketPath.extend({ seq: z.coerce.number().int().min(1).max(999_999_999) });

/** A place in the list of help requests: the ticket, then the request's number within it. */
export interface HelpPlace {
  readonly ticketId: string;
  readonly seq: number;
}

const cursor = z
  .string()
  .regex(
    new RegExp(`${TICKET_ID_PATTERN.source.slice(0, -1)}\\.\\d{1,9}$`),
    'must be the nextCursor of the page before',
  )
  .transform((value): HelpPlace => {
    const [ticketId = '', seq] = value.split('.');
    return { ticketId, seq: Number(seq) };
  });

/** The cursor of what comes after a help request; the list's query reads it back. */
export function helpCursor({ ticketId, seq }: HelpPlace): string {
  return `${ticketId}.${seq}`;
}

const listHelpQuery = z.strictObject({
  tier: z.enum(TIERS).describe('requests to this tier, and to agents of it by name'),
  to: z
    .string()
    .regex(AGENT_ID_PATTERN, 'must be an agent id: lower-case letters, digits, hyphens')
    .exactOptional()
    .describe('only requests to this agent by name'),
  limit: z.coerce.number().int().min(1).max(500).default(50),
  cursor: cursor.exactOptional(),
});

const helpPage = z
  .strictObject({
    items: z.array(helpRequestView.extend({ ticketId: z.string() }).meta({ id: 'OpenHelpRequest' })),
    nextCursor: z.string().optional().describe('absent on the last page'),
  })
  .meta({ id: 'HelpPage' });

/** Asking others for help while the ticket stays where it is. */
export const HELP_ROUTES = {
  askForHelp: {
    method: 'post',
    path: '/v1/tickets/{id}/help',
    access: ACCESS.supportWrites,
    summary:
      'Ask another tier, or one agent, for help. The ticket stays on its tier and in its hands; its clocks run on.',
    params: ticketPath,
    headers: changeHeaders,
    body: askBody,
    status: 200,
    response: ticketView,
    refusals: [403, 404, 409, 422],
  },
  answerHelp: {
    method: 'post',
    path: '/v1/tickets/{id}/help/{seq}/answer',
    access: ACCESS.supportWrites,
    summary: 'Answer a help request with an internal note. Only those who were asked may.',
    params: requestPath,
    headers: changeHeaders,
    body: answerBody,
    status: 200,
    response: ticketView,
    refusals: [403, 404, 409, 422],
  },
  withdrawHelp: {
    method: 'post',
    path: '/v1/tickets/{id}/help/{seq}/withdraw',
    access: ACCESS.supportWrites,
    summary: 'Withdraw a help request: whoever asked may, and whoever holds the ticket or is its contact.',
    params: requestPath,
    headers: changeHeaders,
    body: withdrawBody,
    status: 200,
    response: ticketView,
    refusals: [403, 404, 409, 422],
  },
  listHelp: {
    method: 'get',
    path: '/v1/help',
    access: ACCESS.supportReads,
    summary: 'Open help requests to a tier, of the oldest ticket first, a page at a time.',
    query: listHelpQuery,
    status: 200,
    response: helpPage,
    refusals: [],
  },
} as const;
