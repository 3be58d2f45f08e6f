import type { TicketEvent } from './event.ts';
import type { AgentId } from './ids.ts';
import { isMerged } from './merge.ts';
import { type Refusal, refuse } from './refusal.ts';
import type { TicketRequest } from './ticket-request.ts';
import type { Ticket } from './ticket.ts';

/**
 * The ticket that is made of some messages of another, by their numbers: from the customer who wrote them, routed anew,
 * while they stay where they are. Only what one customer wrote can be split off.
 */
export function splitOff(
  ticket: Ticket,
  history: readonly TicketEvent[],
  o: { readonly messages: readonly number[]; readonly by: AgentId; readonly subject?: string },
): TicketRequest | Refusal {
  const merged = isMerged(ticket);
  if (merged !== undefined) return merged;
  const messages = [...new Set(o.messages)].toSorted((a, b) => a - b);
  const written = messages.flatMap((seq) => customersWords(history.find((event) => event.seq === seq)));
  const [first] = written;
  if (
    first === undefined ||
    written.length < messages.length ||
    written.some(({ from }) => from !== first.from)
  )
    return refuse('not-a-customer-message', `not messages of one customer: ${messages.join(', ')}`);
  const { subject, organisation, channel, priority, plan, tags, fields } = ticket;
  return {
    subject: o.subject ?? subject,
    description: written.map(({ body }) => body).join('\n\n'),
    requester: first.from,
    // Somebody else who wrote may be of another company.
    ...(organisation !== undefined && first.from === ticket.requester && { organisation }),
    channel,
    priority,
    ...(plan !== undefined && { plan }),
    tags,
    ...(fields !== undefined && { fields }),
    splitFrom: { ticket: ticket.id, messages, by: o.by },
  };
}

function customersWords(event: TicketEvent | undefined): { readonly from: string; readonly body: string }[] {
  if (event?.actor.kind !== 'requester') return [];
  const from = event.actor.id;
  if (event.kind === 'ticket.opened') return [{ from, body: event.description }];
  return event.kind === 'message.added' ? [{ from, body: event.body }] : [];
}
