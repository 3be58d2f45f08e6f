import type { TicketEvent } from '@tierline/domain';

/** What a webhook is told of an event: what happened to which ticket, and nothing that a person wrote. */
export interface WebhookPayload {
  readonly type: TicketEvent['kind'];
  /** When it happened, ISO 8601. */
  readonly timestamp: string;
  readonly data: Readonly<Record<string, unknown>>;
}

export function payloadOf(event: TicketEvent): WebhookPayload {
  return {
    type: event.kind,
    timestamp: new Date(event.at).toISOString(),
    data: { ticketId: event.ticketId, seq: event.seq, ...factsOf(event) },
  };
}

function factsOf(event: TicketEvent): Readonly<Record<string, unknown>> {
  switch (event.kind) {
    case 'ticket.opened':
      return { channel: event.channel, priority: event.priority };
    case 'ticket.routed':
      return { tier: event.tier, rule: event.rule, ...(event.by !== undefined && { by: event.by }) };
    case 'attachment.added': {
      const { id, type, size, visibility } = event.file;
      return { attachment: id, type, size, visibility };
    }
    case 'ticket.updated': {
      const { fields = {}, ...changes } = event.changes;
      return {
        changed: [...Object.keys(changes), ...Object.keys(fields).map((name) => `fields.${name}`)],
        ...(changes.priority && { priority: changes.priority.to }),
      };
    }
    case 'ticket.held':
      return { waitsFor: event.waitsFor, ...(event.as !== undefined && { state: event.as }) };
    case 'ticket.merged':
      return { into: event.into };
    case 'incident.attached':
    case 'incident.detached':
      return { incident: event.incident };
    case 'incident.updated':
      return { effect: event.effect };
    case 'incident.spread':
      return { upTo: event.upTo };
    case 'ticket.linked':
    case 'ticket.unlinked':
      return { to: event.to, link: event.link };
    case 'ticket.escalated':
    case 'ticket.de-escalated':
      return { from: event.from, to: event.to, ...(event.reason !== undefined && { reason: event.reason }) };
    case 'engineering.requested':
      return { tracker: event.tracker };
    case 'issue.filed':
    case 'issue.linked':
      return { tracker: event.tracker, issue: event.issue.key };
    case 'issue.changed':
      return { state: event.state };
    case 'sla.stepped':
      return {
        clock: event.clock,
        cycle: event.cycle,
        step: event.step,
        dueAt: new Date(event.dueAt).toISOString(),
        actions: event.do.map(({ kind }) => kind),
        priority: event.priority,
        ...(event.tier !== undefined && { tier: event.tier }),
        ...(event.tells !== undefined && { tells: event.tells }),
        ...(event.skipped === true && { skipped: true }),
        ...(event.late === true && { late: true }),
      };
    case 'sla.warned':
    case 'sla.breached':
      return { clock: event.clock, dueAt: new Date(event.dueAt).toISOString() };
    default:
      return factsOfPeople(event);
  }
}

/** Whose hands a ticket is in, who is asked, who hears of it. */
function factsOfPeople(event: TicketEvent): Readonly<Record<string, unknown>> {
  switch (event.kind) {
    case 'ticket.bounce-limited':
      return {
        limit: event.limit,
        from: event.from,
        reason: event.reason,
        ...(event.to !== undefined && { to: event.to }),
      };
    case 'ticket.reassigned':
      return {
        ...(event.from !== undefined && { from: event.from }),
        reason: event.reason,
        ...(event.to !== undefined && { to: event.to.holder }),
      };
    case 'ticket.contact-changed':
      return { to: event.to, ...(event.from !== undefined && { from: event.from }) };
    case 'message.added':
      return {
        visibility: event.visibility,
        author: event.actor.kind,
        ...(event.notifies !== undefined && { notifies: event.notifies }),
      };
    case 'help.asked':
      return { tier: event.tier, ...(event.to !== undefined && { to: event.to }) };
    case 'help.answered':
      return { request: event.request, asker: event.asker };
    case 'help.withdrawn':
      return { request: event.request };
    default:
      return {};
  }
}
