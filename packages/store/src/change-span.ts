import type { TicketEvent } from '@tierline/domain';
import { traced } from '@tierline/platform';

/**
 * Runs the write of a change in a span of its own, with what happened and to which ticket; of a pair of tickets, the first
 * that changes. How it went is in the span unless it was written.
 */
export async function tracedChange<O extends string | boolean>(
  name: 'create ticket' | 'change ticket' | 'change two tickets',
  events: readonly TicketEvent[],
  write: () => Promise<O>,
): Promise<O> {
  const [first] = events;
  if (first === undefined) return write();
  const { ticketId, seq } = first;
  const attributes = {
    'tierline.event.seq': seq,
    // One text: that is what a collector's rules for what to keep look into.
    'tierline.event.kinds': [...new Set(events.map(({ kind }) => kind))].join(','),
  };
  return traced({ name, attributes, about: { ticketId } }, async (note) => {
    const outcome = await write();
    if (outcome !== 'written' && outcome !== true) note({ 'tierline.write.outcome': String(outcome) });
    return outcome;
  });
}
