import type { TicketEvent } from '@tierline/domain';
import { z } from 'zod';

import { actorView, viewOfActor } from './actor-view.ts';
import { nextCursor } from './routes/parts.ts';

/** One line of a ticket's history. */
const eventView = z
  .strictObject({
    seq: z.int().describe("the event's number in the ticket's history, from 1, without gaps"),
    at: z.iso.datetime(),
    kind: z
      .string()
      .describe('what happened, such as ticket.escalated; later versions may record more kinds'),
    actor: actorView,
    via: z
      .string()
      .optional()
      .describe('the id of the API key by which it was asked for; absent where Tierline did it by itself'),
    data: z
      .record(z.string(), z.unknown())
      .describe(
        "the event's own facts, as they were recorded: times in epoch milliseconds, lengths of time in milliseconds",
      ),
  })
  .meta({ id: 'Event', description: 'Something that happened to a ticket, and who did it.' });

export const eventList = z.strictObject({ items: z.array(eventView), nextCursor }).meta({ id: 'EventList' });

export type EventView = z.output<typeof eventView>;

/** An event with the API key by which it was asked for. */
export type RecordedEvent = TicketEvent & { readonly via?: string };

/** Shows an event of a ticket's history. */
export function viewOfEvent({ ticketId: _, seq, at, kind, actor, via, ...data }: RecordedEvent): EventView {
  return {
    seq,
    at: new Date(at).toISOString(),
    kind,
    actor: viewOfActor(actor),
    ...(via !== undefined && { via }),
    data,
  };
}
