import { RateLimiterMemory } from 'rate-limiter-flexible';

import type { OverloadMetrics } from './overload-metrics.ts';
import { ProblemError } from './problems.ts';

/** How much one caller may ask for. */
export interface RateLimits {
  /** Throws the problem `rate-limited` when the key had its requests of this second. */
  readonly check: (keyId: string) => Promise<void>;
}

/** So many requests a second and key, counted by this process for itself; 0 for any number. */
export function createRateLimits(perKey: number, metrics: OverloadMetrics): RateLimits {
  if (perKey === 0) return { check: async () => undefined };
  const limiter = new RateLimiterMemory({ points: perKey, duration: 1 });
  return {
    check: async (keyId) => {
      try {
        await limiter.consume(keyId);
      } catch (error) {
        if (error instanceof Error) throw error;
        metrics.rateLimited('key');
        throw new ProblemError('rate-limited', `a key may send ${perKey} requests a second`);
      }
    },
  };
}
