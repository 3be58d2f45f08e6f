import type { TicketEvent } from '@tierline/domain';

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

/**
 * Who hears what: the queues that an event wakes.
 * `ticket.opened` does not wake sla: the routing that follows at once does, and until then the sweep knows its promises.
 */
export function hearers(event: TicketEvent, webhooks: readonly WebhookEndpoint[]): readonly WakeQueueName[] {
  const queues: WakeQueueName[] = [];
  if (event.kind === 'ticket.opened') queues.push('router');
  else if ('clocks' in event ? Object.keys(event.clocks).length > 0 : event.kind !== 'ticket.claimed')
    queues.push('sla');
  if (subscribers(event, webhooks).length > 0) queues.push('notifier');
  return queues;
}

/** The webhooks that want to be told of an event. */
export function subscribers(
  event: TicketEvent,
  webhooks: readonly WebhookEndpoint[],
): readonly WebhookEndpoint[] {
  return webhooks.filter(({ events }) => events.some((kind) => kind === event.kind));
}
