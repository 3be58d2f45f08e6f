import { type MessagePlace, viewOfActor } from '@tierline/contracts';
import type { TicketEvent, TicketId } from '@tierline/domain';

/** The messages of a ticket's history: what the customer and support said, the notes of handovers, and what support wrote to engineering. */
export function conversationOf(history: readonly TicketEvent[]) {
  return history.flatMap(messagesOf);
}

/** The messages of a ticket and of those that were merged into it, in the order of {@link MessagePlace}. */
export function mergedConversation(id: TicketId, histories: readonly (readonly TicketEvent[])[]) {
  const messages = histories.flat().flatMap((event) => {
    const { ticketId, seq, at } = event;
    const from = ticketId === id ? {} : { mergedFrom: ticketId };
    return messagesOf(event).map((message) => ({ place: { at, ticketId, seq }, ...message, ...from }));
  });
  return messages.toSorted((a, b) => comparePlaces(a.place, b.place));
}

/** Negative when `a` comes first. */
export function comparePlaces(a: MessagePlace, b: MessagePlace): number {
  if (a.at !== b.at) return a.at - b.at;
  if (a.ticketId !== b.ticketId) return a.ticketId < b.ticketId ? -1 : 1;
  return a.seq - b.seq;
}

function messagesOf(event: TicketEvent) {
  const said = { seq: event.seq, at: new Date(event.at).toISOString(), author: viewOfActor(event.actor) };
  switch (event.kind) {
    case 'ticket.opened':
      return [{ ...said, visibility: 'public' as const, body: event.description }];
    case 'message.added':
      return [{ ...said, visibility: event.visibility, body: event.body }];
    case 'engineering.requested':
      return [{ ...said, visibility: 'internal' as const, body: `${event.title}\n${event.body}` }];
    case 'engineering.commented':
      return [{ ...said, visibility: 'internal' as const, body: event.body }];
    case 'engineering.failed':
      return [{ ...said, visibility: 'internal' as const, body: event.reason }];
    case 'ticket.escalated':
    case 'ticket.de-escalated': {
      const { seen, tried, why } = event.note;
      return [
        {
          ...said,
          visibility: 'internal' as const,
          body: `${event.from} to ${event.to}\nSeen: ${seen}\nTried: ${tried}\nWhy: ${why}`,
        },
      ];
    }
    default:
      return [];
  }
}
