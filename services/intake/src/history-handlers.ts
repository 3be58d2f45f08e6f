import { viewOfEvent } from '@tierline/contracts';
import { type Database, historyOf, type HistoryPage } from '@tierline/store';

import { conversationOf } from './conversation.ts';
import type { Handlers } from './mount.ts';
import { unknownTicket } from './ticket-answer.ts';

type Ticket = Parameters<typeof historyOf>[1];

/** Events that are looked at in one go for the messages among them. */
const READ = 500;

/** A ticket's history, and the conversation in it. */
export function historyHandlers(database: Database): Pick<Handlers, 'listMessages' | 'listEvents'> {
  async function history(id: Ticket, page: HistoryPage) {
    const events = await historyOf(database, id, page);
    if (events === undefined) throw unknownTicket(id);
    return events;
  }

  /** As many messages after an event as there are, `limit` at most. */
  async function messages(
    id: Ticket,
    { after, limit }: HistoryPage,
  ): Promise<ReturnType<typeof conversationOf>> {
    const events = await history(id, { after, limit: READ });
    const found = conversationOf(events).slice(0, limit);
    const last = events.at(-1);
    if (last === undefined || events.length < READ || found.length === limit) return found;
    return [...found, ...(await messages(id, { after: last.seq, limit: limit - found.length }))];
  }

  return {
    listMessages: async ({ params: { id }, query: { cursor = 0, limit } }) =>
      pageOf(await messages(id, { after: cursor, limit }), limit),
    listEvents: async ({ params: { id }, query: { cursor = 0, limit } }) =>
      pageOf((await history(id, { after: cursor, limit })).map(viewOfEvent), limit),
  };
}

function pageOf<T extends { readonly seq: number }>(items: T[], limit: number) {
  const last = items.length === limit ? items.at(-1) : undefined;
  return { body: { items, ...(last && { nextCursor: String(last.seq) }) } };
}
