/** The events that a webhook may subscribe to. */
export const WEBHOOK_EVENTS = [
  'ticket.opened',
  'ticket.routed',
  'ticket.updated',
  'ticket.escalated',
  'ticket.de-escalated',
  'ticket.held',
  'ticket.taken-back',
  'ticket.solved',
  'ticket.closed',
  'ticket.reopened',
  'engineering.requested',
  'engineering.failed',
  'issue.filed',
  'issue.linked',
  'issue.changed',
  'issue.unlinked',
  'ticket.merged',
  'ticket.linked',
  'ticket.unlinked',
  'sla.warned',
  'sla.breached',
] as const;

export type WebhookEvent = (typeof WEBHOOK_EVENTS)[number];
