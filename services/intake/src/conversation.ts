import { type MessagePlace, viewOfActor } from '@tierline/contracts';
import type { HandoverNote, TicketEvent, TicketId } from '@tierline/domain';

/** A move to another tier, made or only wanted. */
interface Handover {
  readonly from: string;
  readonly to: string;
  readonly note: HandoverNote;
}

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
      return [
        {
          ...said,
          visibility: event.visibility,
          body: event.body,
          ...(event.attachments && { attachments: [...event.attachments] }),
        },
      ];
    case 'incident.updated': {
      const { message } = event;
      return message === undefined ? [] : [{ ...said, visibility: 'internal' as const, body: message.body }];
    }
    case 'attachment.added': {
      const { id, name, type, size, visibility } = event.file;
      return [{ ...said, visibility, body: `${name} (${type}, ${size} bytes)`, attachments: [id] }];
    }
    case 'engineering.requested':
      return [{ ...said, visibility: 'internal' as const, body: `${event.title}\n${event.body}` }];
    case 'engineering.commented':
      return [{ ...said, visibility: 'internal' as const, body: event.body }];
    case 'engineering.failed':
      return [{ ...said, visibility: 'internal' as const, body: event.reason }];
    case 'ticket.escalated':
    case 'ticket.de-escalated':
      return [internal(said, handover(event))];
    case 'ticket.bounce-limited':
      return event.limit === 'moves' ? [internal(said, handover(event))] : noted(said, event.note);
    case 'ticket.reassigned':
      return noted(said, event.note);
    case 'help.asked':
      return [internal(said, `Asked ${event.to ?? event.tier}: ${event.question}`)];
    case 'help.answered':
      return [internal(said, `Answered ${event.asker}: ${event.body}`)];
    default:
      return [];
  }
}

function internal<T extends object>(said: T, body: string) {
  return { ...said, visibility: 'internal' as const, body };
}

function noted<T extends object>(said: T, note: string | undefined) {
  return note === undefined ? [] : [internal(said, note)];
}

function handover({ from, to, note: { seen, tried, why } }: Handover): string {
  return `${from} to ${to}\nSeen: ${seen}\nTried: ${tried}\nWhy: ${why}`;
}
