import { type Actor, decide, instant } from '@tierline/domain';
import type { ServiceBase, Sweep } from '@tierline/service';
import { silentlyHeld } from '@tierline/store';

const PAGE = 500;
const ROUTER: Actor = { kind: 'system', name: 'router' };

/** Takes tickets back from agents not heard of for as long as the policy says (wall time of the domain's clock). */
export function silence({
  ticketing,
  config,
  clock,
  policies,
}: Pick<ServiceBase, 'ticketing' | 'config' | 'clock' | 'policies'>): Sweep {
  const { database, store } = ticketing;
  return {
    name: 'silence',
    everySeconds: config.SWEEP_SECONDS,
    run: async () => {
      const { policy } = policies.current();
      if (policy.takeBackAfter === undefined) return 0;
      const held = await silentlyHeld(database, instant(clock.now() - policy.takeBackAfter), PAGE);
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
