import type { Ticket, TicketId } from '@tierline/domain';

import { type Database, TO_CHANGE } from './database.ts';
import { TICKET_ONLY, ticketOf } from './ticket-document.ts';

/**
 * The ticket that goes on in the place of this one: itself, or the end of the chain of merges. Undefined for an unknown
 * ticket. Throws RangeError for a chain that is a circle, which no merge can make.
 */
export async function endOfMerges({ tickets }: Database, id: TicketId): Promise<Ticket | undefined> {
  const seen = new Set<TicketId>();
  for (let next = id; !seen.has(next);) {
    seen.add(next);
    const found = await tickets.findOne({ _id: next }, { projection: TICKET_ONLY, ...TO_CHANGE });
    if (found === null) return undefined;
    if (found.mergedInto === undefined) return ticketOf(found);
    next = found.mergedInto;
  }
  throw new RangeError(`the tickets that ${id} was merged into are a circle`);
}
