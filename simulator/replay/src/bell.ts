import { setTimeout } from 'node:timers/promises';

import { type Tier, TIERS } from '@tierline/domain';

/**
 * Calls people of a tier who have nothing to do: one for each ring, whoever has waited longest. A ring that nobody waits
 * for is not kept; `rings` tells whoever looked in vain whether there was one meanwhile.
 */
export interface Bell {
  ring(tier: Tier): void;
  /** How often it rang for a tier. */
  rings(tier: Tier): number;
  /** Waits for a ring, at most so many real milliseconds. Rejects with an AbortError when the signal aborts. */
  wait(tier: Tier, mostMs: number, signal: AbortSignal): Promise<void>;
}

export function createBell(): Bell {
  const waiting = new Map<Tier, Set<AbortController>>(TIERS.map((tier) => [tier, new Set()]));
  const rung = new Map<Tier, number>();
  return {
    ring(tier) {
      rung.set(tier, (rung.get(tier) ?? 0) + 1);
      const [first] = waiting.get(tier) ?? [];
      if (first === undefined) return;
      waiting.get(tier)?.delete(first);
      first.abort();
    },
    rings: (tier) => rung.get(tier) ?? 0,
    async wait(tier, mostMs, signal) {
      const called = new AbortController();
      waiting.get(tier)?.add(called);
      try {
        await setTimeout(mostMs, undefined, { signal: AbortSignal.any([signal, called.signal]) });
      } catch (error) {
        if (!called.signal.aborted) throw error;
      } finally {
        waiting.get(tier)?.delete(called);
      }
    },
  };
}
