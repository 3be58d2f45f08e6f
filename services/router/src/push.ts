import { METRICS, type PolicySource, pushTiers } from '@tierline/contracts';
import type { Tier } from '@tierline/domain';
import { type Clock, counterOf, type Registry } from '@tierline/platform';
import type { GiveWaiting, TicketStore } from '@tierline/store';

/** Hands out what waits for push teams. */
export interface Push {
  /** Where these tickets are, or come from: one of them may wait, or have left somebody with room. */
  readonly after: (ids: readonly string[]) => Promise<void>;
  /** On every tier with a push team. */
  readonly everywhere: () => Promise<void>;
}

export interface PushOptions {
  readonly store: Pick<TicketStore, 'read'>;
  readonly giveWaiting: GiveWaiting;
  readonly policies: PolicySource;
  readonly clock: Clock;
  readonly registry: Registry;
}

/** One look at a tier at a time: whoever asks meanwhile shares the next one. A late duplicate finds nothing to give. */
export function createPush({ store, giveWaiting, policies, clock, registry }: PushOptions): Push {
  const pushed = counterOf(registry, METRICS.ticketsPushed);
  const running = new Map<Tier, Promise<void>>();
  const next = new Map<Tier, Promise<void>>();

  async function look(tier: Tier): Promise<void> {
    pushed.inc({ tier }, await giveWaiting(tier, () => clock.now()));
  }

  function start(tier: Tier): Promise<void> {
    const run = look(tier).finally(() => running.delete(tier));
    running.set(tier, run);
    return run;
  }

  function shared(tier: Tier): Promise<void> {
    const present = running.get(tier);
    if (present === undefined) return start(tier);
    const later =
      next.get(tier) ??
      present
        .catch(() => undefined)
        .then(() => {
          next.delete(tier);
          return start(tier);
        });
    next.set(tier, later);
    return later;
  }

  const all = async (tiers: readonly Tier[]) => void (await Promise.all(tiers.map(shared)));

  return {
    after: async (ids) => {
      const tiers = pushTiers(policies.current().policy);
      if (tiers.length === 0) return;
      const tickets = await store.read([...new Set(ids)]);
      // The stay before the last: who handed a ticket over has room on the tier that it left.
      const touched = new Set(tickets.flatMap(({ stays }) => stays.slice(-2).map(({ tier }) => tier)));
      await all(tiers.filter((tier) => touched.has(tier)));
    },
    everywhere: () => all(pushTiers(policies.current().policy)),
  };
}
