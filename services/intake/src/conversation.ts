import { viewOfActor } from '@tierline/contracts';
import type { TicketEvent } from '@tierline/domain';

/** The messages of a ticket's history: what the customer and support said, the notes of handovers, and what support wrote to engineering. */
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
