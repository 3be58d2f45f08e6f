import { instant } from '@tierline/domain';
import type { ServiceBase, Sweep } from '@tierline/service';
import { silentlyHeld } from '@tierline/store';

import { takeBack } from './take-back.ts';

const PAGE = 500;

/** Takes tickets back from agents not heard of for as long as the policy says (wall time of the domain's clock). */
export function silence(base: Pick<ServiceBase, 'ticketing' | 'config' | 'clock' | 'policies'>): Sweep {
  const { ticketing, config, clock, policies } = base;
  const { database } = ticketing;
  return {
    name: 'silence',
    everySeconds: config.SWEEP_SECONDS,
    run: async () => {
      const { policy } = policies.current();
      if (policy.takeBackAfter === undefined) return 0;
      const held = await silentlyHeld(database, instant(clock.now() - policy.takeBackAfter), PAGE);
      await takeBack(base, held);
      // What a silent agent held is no repair, and what could not be taken back now is seen again next time.
      return 0;
    },
  };
}
