import { type TicketView, viewOf } from '@tierline/contracts';
import type { Ticket, TicketId } from '@tierline/domain';
import type { ChangeOutcome } from '@tierline/store';

import { ProblemError, refused } from './problems.ts';

/** A ticket, answered. */
export interface TicketAnswer {
  readonly body: TicketView;
  readonly headers: Readonly<Record<string, string>>;
}

/** A ticket with its version as the ETag, and whether the request was carried out before. */
export function shown(ticket: Ticket, repeated = false): TicketAnswer {
  return {
    body: viewOf(ticket),
    headers: { ETag: `"${ticket.seq}"`, ...(repeated && { 'Idempotent-Replayed': 'true' }) },
  };
}

/** The changed ticket; throws the problem where there is none. */
export function answered(id: TicketId, outcome: ChangeOutcome): TicketAnswer {
  if (outcome.kind === 'unknown') throw unknownTicket(id);
  if (outcome.kind === 'refused') throw refused(outcome);
  return shown(outcome.ticket, outcome.kind === 'repeated');
}

export function unknownTicket(id: TicketId): ProblemError {
  return new ProblemError('unknown-ticket', `no ticket ${id}`);
}
