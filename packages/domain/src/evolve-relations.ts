import type { TicketEvent } from './event.ts';
import type { TicketId } from './ids.ts';
import type { LinkKind } from './relation.ts';
import type { Ticket } from './ticket.ts';

const KINDS = ['ticket.merged', 'ticket.absorbed', 'ticket.linked', 'ticket.unlinked'] as const;

/** What changes a ticket's relations to others, and not its way through support. */
export type RelationEvent = Extract<TicketEvent, { kind: (typeof KINDS)[number] }>;

export function isRelationEvent(event: TicketEvent): event is RelationEvent {
  return KINDS.some((kind) => kind === event.kind);
}

/** What such an event makes of a ticket. */
export function related(ticket: Ticket, event: RelationEvent): Ticket {
  switch (event.kind) {
    case 'ticket.merged':
      return {
        ...withoutOpenMatters(ticket),
        mergedInto: event.into,
        state: { kind: 'closed', since: event.at, by: event.by },
        clocks: { ...ticket.clocks, ...event.clocks },
      };
    case 'ticket.absorbed':
      return {
        ...ticket,
        merged: [...(ticket.merged ?? []), ...event.merged],
        ...(event.participants.length > 0 && {
          participants: [...(ticket.participants ?? []), ...event.participants],
        }),
        clocks:
          Object.keys(event.clocks).length === 0 ? ticket.clocks : { ...ticket.clocks, ...event.clocks },
      };
    case 'ticket.linked':
      return { ...ticket, links: [...(ticket.links ?? []), { to: event.to, kind: event.link }] };
    case 'ticket.unlinked':
      return withoutLink(ticket, event.to, event.link);
  }
}

/** Nobody needs an answer, or a manager, for a ticket that another goes on for. */
function withoutOpenMatters({ needsManagerSince: _, help, ...ticket }: Ticket): Ticket {
  return { ...ticket, help: help.length === 0 ? help : [] };
}

function withoutLink({ links = [], ...ticket }: Ticket, to: TicketId, kind: LinkKind): Ticket {
  const rest = links.filter((link) => link.to !== to || link.kind !== kind);
  return rest.length === 0 ? ticket : { ...ticket, links: rest };
}
