import type { Ticket, TicketEvent, TicketEventKind } from '@tierline/domain';

const PLACE = ['team', 'sharedWith', 'needs', 'effort'] as const;
const MOVED = [
  'tier',
  ...PLACE,
  'state',
  'stays',
  'moves',
  'bounces',
  'clocks',
  'needsManagerSince',
] as const;
/** Which fields of a ticket an event may touch; `seq`, `lane`, `rank` and `nextTimer` are plain values and may always change. */
export const TOUCHES: Readonly<Record<TicketEventKind, readonly (keyof Ticket)[]>> = {
  'ticket.opened': [],
  'ticket.routed': ['tier', ...PLACE, 'routing', 'state', 'stays', 'clocks'],
  'ticket.shared': ['sharedWith'],
  'attachment.added': ['attachments'],
  'ticket.updated': ['subject', 'priority', 'plan', 'tags', 'fields', 'customState', 'headStart', 'clocks'],
  'ticket.claimed': ['state', 'stays', 'contact'],
  'message.added': ['messages', 'contact', 'firstRespondedAt', 'respondedAt', 'engineering'],
  'ticket.pended': ['state', 'stays', 'clocks'],
  'ticket.resumed': ['state', 'stays', 'clocks'],
  'ticket.held': ['state', 'stays', 'clocks'],
  'ticket.escalated': [...MOVED, 'escalations'],
  'ticket.de-escalated': MOVED,
  'ticket.bounce-limited': ['needsManagerSince'],
  'ticket.reassigned': ['state', 'stays', 'reassignments', 'bounces', 'needsManagerSince'],
  'ticket.contact-changed': ['contact'],
  'help.asked': ['help'],
  'help.answered': ['help'],
  'help.withdrawn': ['help'],
  'ticket.solved': ['state', 'stays', 'solvedAt', 'needsManagerSince', 'help', 'clocks'],
  'ticket.closed': ['state'],
  'ticket.taken-back': ['state', 'stays'],
  'ticket.reopened': ['state', 'stays', 'solvedAt', 'reopens', 'clocks'],
  'engineering.requested': ['stays', 'engineering'],
  'engineering.failed': ['engineering'],
  'engineering.commented': ['messages'],
  'issue.filed': ['engineering'],
  'issue.linked': ['stays', 'engineering'],
  'issue.changed': ['engineering'],
  'issue.unlinked': ['engineering'],
  'ticket.merged': ['help', 'needsManagerSince', 'mergedInto', 'state', 'stays'],
  'ticket.absorbed': ['merged', 'participants'],
  'incident.declared': ['incident'],
  'incident.attached': ['attached'],
  'incident.detached': ['attached'],
  'incident.updated': ['incident'],
  'incident.reached': ['attached'],
  'incident.spread': ['incident'],
  'ticket.linked': ['links'],
  'ticket.unlinked': ['links'],
  'sla.warned': ['clocks'],
  'sla.breached': ['clocks'],
  'sla.stepped': ['clocks'],
  'sla.recomputed': ['clocks'],
};

/** The fields of a ticket that this event may touch. */
export function touches(event: TicketEvent): readonly string[] {
  const changesClocks = 'clocks' in event && Object.keys(event.clocks).length > 0;
  // Coming into another category leaves the policy's own name of the former state behind.
  const changesState = TOUCHES[event.kind].includes('state');
  return [
    ...TOUCHES[event.kind],
    ...(changesState ? ['customState'] : []),
    ...(changesClocks ? ['clocks'] : []),
    'seq',
    'lane',
    'rank',
    'nextTimer',
  ];
}
