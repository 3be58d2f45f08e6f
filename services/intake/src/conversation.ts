import { viewOfActor } from '@tierline/contracts';
import type { TicketEvent } from '@tierline/domain';

/** The messages of a ticket's history: what the customer and support said, and the notes of handovers. */
export function conversationOf(history: readonly TicketEvent[]) {
  return history.flatMap(messagesOf);
}

function messagesOf(event: TicketEvent) {
  const said = { seq: event.seq, at: new Date(event.at).toISOString(), author: viewOfActor(event.actor) };
  switch (event.kind) {
    case 'ticket.opened':
      return [{ ...said, visibility: 'public' as const, body: event.description }];
    case 'message.added':
      return [{ ...said, visibility: event.visibility, body: event.body }];
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
