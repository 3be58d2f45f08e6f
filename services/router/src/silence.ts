import { type Actor, decide, instant, type Millis } from '@tierline/domain';
import type { ServiceBase, Sweep } from '@tierline/service';
import { silentlyHeld } from '@tierline/store';

const PAGE = 500;
const ROUTER: Actor = { kind: 'system', name: 'router' };

/** Takes tickets back from agents not heard of for `takeBackAfter` (wall time of the domain's clock). */
export function silence(
  { ticketing, config, clock, policy }: Pick<ServiceBase, 'ticketing' | 'config' | 'clock' | 'policy'>,
  takeBackAfter: Millis,
): Sweep {
  const { database, store } = ticketing;
  return {
    name: 'silence',
    everySeconds: config.SWEEP_SECONDS,
    run: async () => {
      const held = await silentlyHeld(database, instant(clock.now() - takeBackAfter), PAGE);
      const holders = new Map(held.map(({ ticketId, holder }) => [ticketId, holder]));
      await store.changeAll([...holders.keys()], (ticket) => {
        const holder = holders.get(ticket.id);
        if (holder === undefined) return { kind: 'decided', ticket, events: [] };
        return decide(ticket, { kind: 'take-back', holder, by: ROUTER }, clock.now(), policy);
      });
      // What a silent agent held is no repair, and what could not be taken back now is seen again next time.
      return 0;
    },
  };
}
