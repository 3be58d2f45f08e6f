import { helpCursor, viewOfHelp } from '@tierline/contracts';
import { type Database, listHelp } from '@tierline/store';

import type { Changes } from './changes.ts';
import type { Handlers } from './mount.ts';
import { pageOf } from './page.ts';

/** Asking others for help while the ticket stays where it is. */
export function helpHandlers(
  database: Database,
  { change }: Changes,
): Pick<Handlers, 'askForHelp' | 'answerHelp' | 'withdrawHelp' | 'listHelp'> {
  return {
    askForHelp: async ({ params: { id }, headers, body }) =>
      change(id, headers, {
        kind: 'ask-help',
        agentId: body.agent,
        asked: body.of === 'tier' ? { kind: 'tier', tier: body.tier } : { kind: 'agent', id: body.to },
        question: body.question,
      }),
    answerHelp: async ({ params: { id, seq }, headers, body: { agent, body } }) =>
      change(id, headers, { kind: 'answer-help', agentId: agent, request: seq, body }),
    withdrawHelp: async ({ params: { id, seq }, headers, body: { agent } }) =>
      change(id, headers, { kind: 'withdraw-help', agentId: agent, request: seq }),
    listHelp: async ({ query }) => {
      const found = await listHelp(database, query);
      const page = pageOf(found, query.limit, {
        view: ({ ticketId, ...request }) => ({ ticketId, ...viewOfHelp(request) }),
        cursor: helpCursor,
      });
      return { body: page };
    },
  };
}
