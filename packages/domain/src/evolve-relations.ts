import type { TicketEvent } from './event.ts';
import type { TicketId } from './ids.ts';
import type { LinkKind } from './relation.ts';
import type { Ticket } from './ticket.ts';

const KINDS = [
  'ticket.merged',
  'ticket.absorbed',
  'ticket.linked',
  'ticket.unlinked',
  'incident.declared',
  'incident.attached',
  'incident.detached',
  'incident.updated',
  'incident.reached',
  'incident.spread',
] as const;

/** What changes a ticket's relations to others, and not its way through support. */
export type RelationEvent = Extract<TicketEvent, { kind: (typeof KINDS)[number] }>;

type Incident = NonNullable<Ticket['incident']>;

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
    case 'incident.declared':
      return { ...ticket, incident: { lastUpdate: event.seq, spread: event.seq } };
    case 'incident.attached':
      return { ...ticket, attached: { to: event.incident, from: event.from, reached: 0 } };
    case 'incident.detached':
      return withoutIncident(ticket);
    case 'incident.updated':
      return { ...ticket, incident: { spread: 0, ...ticket.incident, lastUpdate: event.seq, pending: true } };
    case 'incident.reached':
      return ticket.attached ? { ...ticket, attached: { ...ticket.attached, reached: event.upTo } } : ticket;
    case 'incident.spread':
      return ticket.incident ? { ...ticket, incident: spreadUpTo(ticket.incident, event.upTo) } : ticket;
  }
}

/** Nobody needs an answer, or a manager, for a ticket that another goes on for. */
function withoutOpenMatters({ needsManagerSince: _, help, ...ticket }: Ticket): Ticket {
  return { ...ticket, help: help.length === 0 ? help : [] };
}

function withoutIncident({ attached: _, ...ticket }: Ticket): Ticket {
  return ticket;
}

function spreadUpTo({ lastUpdate }: Incident, upTo: number): Incident {
  return { lastUpdate, spread: upTo, ...(upTo < lastUpdate && { pending: true as const }) };
}

function withoutLink({ links = [], ...ticket }: Ticket, to: TicketId, kind: LinkKind): Ticket {
  const rest = links.filter((link) => link.to !== to || link.kind !== kind);
  return rest.length === 0 ? ticket : { ...ticket, links: rest };
}
