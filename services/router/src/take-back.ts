import { decide } from '@tierline/domain';
import type { ServiceBase } from '@tierline/service';
import type { HeldTicket } from '@tierline/store';

import { ROUTER } from './actor.ts';

/**
 * Takes tickets back into their queues from the hands that they are in; one that has left these hands meanwhile is left
 * alone. What kept changing is seen again next time.
 */
export async function takeBack(
  { ticketing: { store }, clock, policies }: Pick<ServiceBase, 'ticketing' | 'clock' | 'policies'>,
  held: readonly HeldTicket[],
): Promise<void> {
  const holders = new Map(held.map(({ ticketId, holder }) => [ticketId, holder]));
  await store.changeAll([...holders.keys()], (ticket) => {
    const holder = holders.get(ticket.id);
    if (holder === undefined) return { kind: 'decided', ticket, events: [] };
    return decide(ticket, { kind: 'take-back', holder, by: ROUTER }, clock.now(), policies.current().policy);
  });
}
