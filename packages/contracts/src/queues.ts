import { type Policy, type TicketEvent, type TicketEventKind, type Tier, TIERS } from '@tierline/domain';

import { pagedBy } from './pages.ts';
import type { WebhookEndpoint } from './policy-file.ts';

/**
 * The queues on which the services meet. Each carries wake-ups ("look at this ticket"), never state.
 * - router: tickets that are new
 * - push: tickets that began to wait, or left somebody with room, where teams are given their tickets
 * - incidents: incidents with something to say to the tickets attached to them, and tickets newly attached
 * - sla: tickets whose promises changed
 * - timers: delayed, one per ticket whose next warning or breach is near
 * - notifier: events that somebody outside subscribed to
 * - engineering: events that a tracker of issues has to know of
 */
export const QUEUES = {
  router: 'router',
  push: 'push',
  incidents: 'incidents',
  sla: 'sla',
  timers: 'timers',
  notifier: 'notifier',
  engineering: 'engineering',
} as const;

export type QueueName = keyof typeof QUEUES;

/** A queue that is woken by events. */
export type WakeQueueName = 'router' | 'push' | 'incidents' | 'sla' | 'notifier' | 'engineering';

/** Who hears what: the queues that an event wakes; with the policy also where its ladders page somebody. */
export function hearers(
  event: TicketEvent,
  webhooks: readonly WebhookEndpoint[],
  policy?: Policy,
): readonly WakeQueueName[] {
  const queue = ownQueue(event);
  return [
    ...(queue === undefined ? [] : [queue]),
    ...(subscribers(event, webhooks).length > 0 || (policy && pagedBy(event, policy).length > 0)
      ? (['notifier'] as const)
      : []),
  ];
}

/**
 * Who has something to do about an event: the router about a new ticket, sla-monitor where what is timed changed. Of some
 * kinds only those events that changed a clock concern it. The
 * notifier works with the trackers of engineering where something is to be filed, said or read.
 */
const OWN_QUEUE: Readonly<Record<TicketEventKind, WakeQueueName | 'sla-if-clocks-changed' | undefined>> = {
  // Not sla as well: the routing that follows at once wakes it, and until then the sweep knows the promises.
  'ticket.opened': 'router',
  'ticket.routed': 'sla',
  'ticket.claimed': undefined,
  'ticket.shared': undefined,
  'ticket.taken-back': undefined,
  'ticket.reassigned': undefined,
  'ticket.bounce-limited': undefined,
  'ticket.contact-changed': undefined,
  'help.asked': undefined,
  'help.answered': undefined,
  'help.withdrawn': undefined,
  'message.added': 'sla-if-clocks-changed',
  'ticket.pended': 'sla',
  'ticket.held': 'sla',
  'ticket.resumed': 'sla',
  'ticket.escalated': 'sla',
  'ticket.de-escalated': 'sla',
  'ticket.solved': 'sla',
  'ticket.closed': undefined,
  'ticket.reopened': 'sla',
  'ticket.updated': 'sla-if-clocks-changed',
  'attachment.added': undefined,
  'ticket.merged': 'sla',
  'ticket.absorbed': 'sla-if-clocks-changed',
  'incident.declared': undefined,
  'incident.attached': 'incidents',
  'incident.detached': undefined,
  'incident.updated': 'incidents',
  'incident.reached': undefined,
  'incident.spread': undefined,
  'ticket.linked': undefined,
  'ticket.unlinked': undefined,
  'engineering.requested': 'engineering',
  'engineering.failed': undefined,
  'engineering.commented': 'engineering',
  'issue.filed': 'engineering',
  'issue.linked': 'engineering',
  'issue.changed': undefined,
  'issue.unlinked': undefined,
  // Not sla: the timer that led to it sets the next one.
  'sla.warned': undefined,
  'sla.breached': undefined,
  'sla.stepped': undefined,
  'sla.recomputed': 'sla',
};

/** The tiers on which a team is given its tickets. */
export function pushTiers({ teams }: Policy): readonly Tier[] {
  return TIERS.filter((tier) =>
    [...teams.values()].some((team) => team.tier === tier && team.assignment === 'push'),
  );
}

/** Whether after an event somebody of a push team may be given a ticket: one began to wait, or left somebody's hands. */
export function wakesPush({ kind }: TicketEvent, policy: Policy): boolean {
  return MOVES_WORK.has(kind) && pushTiers(policy).length > 0;
}

const MOVES_WORK: ReadonlySet<TicketEventKind> = new Set([
  'ticket.routed',
  'ticket.shared',
  'ticket.pended',
  'ticket.resumed',
  'ticket.held',
  'ticket.escalated',
  'ticket.de-escalated',
  'ticket.solved',
  'ticket.reopened',
  'ticket.taken-back',
  'ticket.reassigned',
  'ticket.merged',
]);

function ownQueue(event: TicketEvent): WakeQueueName | undefined {
  const queue = OWN_QUEUE[event.kind];
  if (queue !== 'sla-if-clocks-changed') return queue;
  return 'clocks' in event && Object.keys(event.clocks).length > 0 ? 'sla' : undefined;
}

/** The webhooks that want to be told of an event. */
export function subscribers(
  event: TicketEvent,
  webhooks: readonly WebhookEndpoint[],
): readonly WebhookEndpoint[] {
  return webhooks.filter(({ events }) => events.some((kind) => kind === event.kind));
}
