import { messageCursor, type MessagePlace, viewOfEvent } from '@tierline/contracts';
import type { TicketId } from '@tierline/domain';
import type { Ticketing } from '@tierline/service';
import { historyOf, type HistoryPage } from '@tierline/store';

import { comparePlaces, conversationOf, mergedConversation } from './conversation.ts';
import type { Handlers } from './mount.ts';
import { hiddenFrom } from './own-tickets.ts';
import { pageOf } from './page.ts';
import { unknownTicket } from './ticket-answer.ts';

/** Events that are looked at in one go for the messages among them. */
const READ = 500;
const WHOLE: HistoryPage = { after: 0, limit: Infinity };

/** A ticket's history, and the conversation in it. */
export function historyHandlers({
  database,
  store,
}: Ticketing): Pick<Handlers, 'listMessages' | 'listEvents'> {
  async function history(id: TicketId, page: HistoryPage) {
    const events = await historyOf(database, id, page);
    if (events === undefined) throw unknownTicket(id);
    return events;
  }

  /** As many messages after an event as there are, `limit` at most. */
  async function messages(
    id: TicketId,
    { after, limit }: HistoryPage,
  ): Promise<ReturnType<typeof conversationOf>> {
    const events = await history(id, { after, limit: READ });
    const found = conversationOf(events).slice(0, limit);
    const last = events.at(-1);
    if (last === undefined || events.length < READ || found.length === limit) return found;
    return [...found, ...(await messages(id, { after: last.seq, limit: limit - found.length }))];
  }

  /**
   * A page of what was said in a ticket and in those merged into it. All of it is read for each page: a merged ticket is
   * a short one, and how many there may be is bounded.
   */
  async function mergedMessages(
    id: TicketId,
    merged: readonly TicketId[],
    o: {
      readonly cursor?: MessagePlace;
      readonly limit: number;
      /** Customers whose tickets and words are left out. */
      readonly hidden: readonly string[];
    },
  ) {
    const { cursor, limit, hidden } = o;
    const histories = await Promise.all([id, ...merged].map((one) => history(one, WHOLE)));
    const shown = histories.filter(
      ([opened]) => opened?.kind === 'ticket.opened' && !hidden.includes(opened.requester),
    );
    const left = mergedConversation(id, shown).filter(
      ({ place, author }) =>
        !hidden.includes(author.id) && (cursor === undefined || comparePlaces(place, cursor) > 0),
    );
    const page = left.slice(0, limit);
    const last = page.length < left.length ? page.at(-1) : undefined;
    const items = page.map(({ place: _, ...message }) => message);
    return { body: { items, ...(last && { nextCursor: messageCursor(last.place) }) } };
  }

  return {
    listMessages: async ({ params: { id }, query, caller }) => {
      const [ticket] = await store.read([id]);
      if (ticket?.merged !== undefined)
        return mergedMessages(id, ticket.merged, { ...query, hidden: hiddenFrom(caller, ticket) });
      const { cursor, limit } = query;
      const found = await messages(id, { after: cursor?.seq ?? 0, limit });
      const page = pageOf(found, limit, {
        view: (message) => message,
        cursor: ({ at, seq }) => messageCursor({ at: Date.parse(at), ticketId: id, seq }),
      });
      return { body: page };
    },
    listEvents: async ({ params: { id }, query: { cursor = 0, limit } }) => {
      const found = await history(id, { after: cursor, limit });
      return { body: pageOf(found, limit, { view: viewOfEvent, cursor: ({ seq }) => String(seq) }) };
    },
  };
}
