import { METRICS, type RouteName, ROUTES } from '@tierline/contracts';
import { counterOf, gaugeOf, type Registry } from '@tierline/platform';

import { expressPath } from './express-path.ts';
import type { IntakeMetrics } from './metrics.ts';

/** As many requests are in hand as can be answered in time; or new ones wait too long before they are looked at. */
export type ShedReason = (typeof METRICS.requestsShed.labels.reason)[number];

/** Whose requests are counted together. */
type RateLimitScope = (typeof METRICS.rateLimited.labels.scope)[number];

/** Of each route, its path as Express has it, by which requests are counted. */
const PATH: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(ROUTES).map(([name, route]) => [name, expressPath(route)]),
);

export interface OverloadMetrics {
  /** A request was refused with 503 before anything was done; undefined for an address that is no route's. */
  readonly shed: (request: {
    readonly reason: ShedReason;
    readonly method: string;
    readonly route: RouteName | undefined;
  }) => void;
  /** A request was refused with 429. */
  readonly rateLimited: (scope: RateLimitScope) => void;
  /** How to know the present limit of requests in hand. */
  readonly limit: (now: () => number) => void;
}

export function createOverloadMetrics(
  registry: Registry,
  { shed }: Pick<IntakeMetrics, 'shed'>,
): OverloadMetrics {
  const requestsShed = counterOf(registry, METRICS.requestsShed);
  const limited = counterOf(registry, METRICS.rateLimited);
  let limitNow = () => 0;
  gaugeOf(registry, METRICS.requestsLimit, (gauge) => gauge.set(limitNow()));
  return {
    shed: ({ reason, method, route }) => {
      requestsShed.inc({ reason });
      // Counted among all requests as well: who was refused was not served.
      shed(method, route && PATH[route]);
    },
    rateLimited: (scope) => limited.inc({ scope }),
    limit: (now) => {
      limitNow = now;
    },
  };
}
