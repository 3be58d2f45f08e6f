import type { TicketRequest } from './ticket-request.ts';
import type { Ticket } from './ticket.ts';

const LONGEST_SUBJECT = 200;

/** The ticket that a customer opens by writing to a closed one: about the same, with what was written now. */
export function followUp({ id, ...closed }: Ticket, body: string): TicketRequest {
  const { requester, organisation, channel, priority, plan, tags, fields } = closed;
  const subject = /^re: /i.test(closed.subject) ? closed.subject : `Re: ${closed.subject}`;
  return {
    subject: subject.slice(0, LONGEST_SUBJECT),
    description: body,
    requester,
    ...(organisation !== undefined && { organisation }),
    channel,
    priority,
    ...(plan !== undefined && { plan }),
    tags,
    ...(fields !== undefined && { fields }),
    followUpOf: id,
  };
}
