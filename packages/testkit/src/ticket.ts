import {
  agentId,
  type AgentId,
  type Command,
  decide,
  type Instant,
  instant,
  openTicket,
  type Policy,
  type Ticket,
  type TicketEvent,
  ticketId,
  type TicketRequest,
} from '@tierline/domain';

import { aPolicy } from './policy.ts';

/** A Monday morning in working hours of every calendar of the test policy. */
export const MONDAY: Instant = instant(Date.parse('2026-03-02T09:00:00Z'));

export const ADA: AgentId = agentId('t1-ada');
export const CLEO: AgentId = agentId('t2-cleo');
export const EVE: AgentId = agentId('t3-eve');

/** What a customer sends: a routine question unless said otherwise. */
export function aRequest(fields: Partial<TicketRequest> = {}): TicketRequest {
  return {
    subject: 'How do I change my password?',
    description: 'I cannot find the page.',
    requester: 'customer@example.com',
    channel: 'api',
    priority: 'normal',
    tags: [],
    ...fields,
  };
}

/** A ticket's life in the pure domain: its events so far and what they make. */
export interface Life {
  readonly ticket: Ticket;
  readonly events: readonly TicketEvent[];
}

/** Opens a ticket and applies commands one minute apart; throws when one is refused. */
export function aLife(
  commands: readonly Command[] = [],
  options: { readonly request?: TicketRequest; readonly policy?: Policy; readonly at?: Instant } = {},
): Life {
  const { request = aRequest(), policy = aPolicy().policy, at = MONDAY } = options;
  const opened: Life = openTicket(request, ticketId('0123456789abcdef01234567'), at, policy);
  return commands.reduce<Life>((life, command, index) => {
    const decision = decide(life.ticket, command, instant(at + (index + 1) * 60_000), policy);
    if (decision.kind === 'refused') throw new Error(`${command.kind} was refused: ${decision.message}`);
    return { ticket: decision.ticket, events: [...life.events, ...decision.events] };
  }, opened);
}

/** Commands that bring a new ticket into Ada's hands. */
export const INTO_ADAS_HANDS: readonly Command[] = [
  { kind: 'route', by: { kind: 'system', name: 'router' } },
  { kind: 'claim', agentId: ADA, occupied: [] },
];
