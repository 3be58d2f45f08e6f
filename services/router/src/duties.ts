import { decide, TIERS } from '@tierline/domain';
import type { ServiceBase, Sweep } from '@tierline/service';
import { dueToShare, heldByLeavers, projectStays } from '@tierline/store';

import { ROUTER } from './actor.ts';
import type { Push } from './push.ts';
import { takeBack } from './take-back.ts';

const PAGE = 500;

type Base = Pick<ServiceBase, 'ticketing' | 'config' | 'clock' | 'policies'>;

/** Gives out what waits for agents whose shift began, or who became available: nothing else says so. */
export function presenceDuty({ config }: Base, push: Push): Sweep {
  return {
    name: 'push',
    everySeconds: config.SWEEP_SECONDS,
    run: async () => {
      await push.everywhere();
      // To give is no repair.
      return 0;
    },
  };
}

/** Shows tickets that have waited long enough, or whose team is closed, to the teams that help. */
export function overflowDuty({ ticketing, config, clock, policies }: Base): Sweep {
  const { database, store } = ticketing;
  return {
    name: 'overflow',
    everySeconds: config.SWEEP_SECONDS,
    run: async () => {
      const { policy } = policies.current();
      const now = clock.now();
      for (const tier of TIERS) {
        const ids = await dueToShare(database, tier, { now, policy, limit: PAGE });
        await store.changeAll(ids, (ticket) =>
          decide(ticket, { kind: 'share', by: ROUTER }, clock.now(), policy),
        );
      }
      return 0;
    },
  };
}

/** Takes tickets back from who no longer works here, where the policy says so. */
export function leaversDuty(base: Base): Sweep {
  const { ticketing, config, clock, policies } = base;
  const { database } = ticketing;
  return {
    name: 'leavers',
    everySeconds: config.SWEEP_SECONDS,
    run: async () => {
      const { policy } = policies.current();
      if (policy.assignment.onLeave === 'keep') return 0;
      const held = await heldByLeavers(database, { now: clock.now(), policy, limit: PAGE });
      await takeBack(base, held);
      return 0;
    },
  };
}

/** Keeps the records of stays, of which reports are made, close behind the tickets. */
export function staysDuty({ ticketing, config }: Pick<Base, 'ticketing' | 'config'>): Sweep {
  return {
    name: 'stays',
    everySeconds: config.SWEEP_SECONDS,
    run: async () => {
      await projectStays(ticketing.database, 40);
      // To keep up is no repair.
      return 0;
    },
  };
}
