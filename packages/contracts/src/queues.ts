import { isOfEngineering, type TicketEvent } from '@tierline/domain';

import type { WebhookEndpoint } from './policy-file.ts';

/**
 * The queues on which the services meet. Each carries wake-ups ("look at this ticket"), never state.
 * - router: tickets that are new
 * - sla: tickets whose promises changed
 * - timers: delayed, one per ticket whose next warning or breach is near
 * - notifier: events that somebody outside subscribed to
 */
export const QUEUES = { router: 'router', sla: 'sla', timers: 'timers', notifier: 'notifier' } as const;

/** A queue that is woken by events. */
export type WakeQueueName = 'router' | 'sla' | 'notifier';

/** Who hears what: the queues that an event wakes. */
export function hearers(event: TicketEvent, webhooks: readonly WebhookEndpoint[]): readonly WakeQueueName[] {
  const queue = ownQueue(event);
  return [
    ...(queue === undefined ? [] : [queue]),
    ...(subscribers(event, webhooks).length > 0 ? (['notifier'] as const) : []),
  ];
}

/** Who has something to do about an event: the router about a new ticket, sla-monitor where what is timed changed. */
function ownQueue(event: TicketEvent): WakeQueueName | undefined {
  if (isOfEngineering(event)) return undefined;
  switch (event.kind) {
    case 'ticket.opened':
      // Not sla as well: the routing that follows at once wakes it, and until then the sweep knows the promises.
      return 'router';
    case 'ticket.claimed':
    case 'ticket.shared':
    case 'ticket.taken-back':
    case 'ticket.closed':
      return undefined;
    case 'message.added':
    case 'ticket.updated':
      return Object.keys(event.clocks).length > 0 ? 'sla' : undefined;
    case 'ticket.routed':
    case 'ticket.pended':
    case 'ticket.held':
    case 'ticket.resumed':
    case 'ticket.escalated':
    case 'ticket.de-escalated':
    case 'ticket.solved':
    case 'ticket.reopened':
    case 'sla.warned':
    case 'sla.breached':
      return 'sla';
  }
}

/** The webhooks that want to be told of an event. */
export function subscribers(
  event: TicketEvent,
  webhooks: readonly WebhookEndpoint[],
): readonly WebhookEndpoint[] {
  return webhooks.filter(({ events }) => events.some((kind) => kind === event.kind));
}
