import { type RouteName, ROUTES } from '@tierline/contracts';
import { Counter, Gauge, type Registry } from '@tierline/platform';

import { expressPath } from './express-path.ts';
import type { IntakeMetrics } from './metrics.ts';

/** As many requests are in hand as can be answered in time; or new ones wait too long before they are looked at. */
const SHED_REASONS = ['in-flight', 'event-loop'] as const;

export type ShedReason = (typeof SHED_REASONS)[number];

/** Whose requests are counted together. */
const RATE_LIMIT_SCOPES = ['key'] as const;

export type RateLimitScope = (typeof RATE_LIMIT_SCOPES)[number];

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
  { refused }: Pick<IntakeMetrics, 'refused'>,
): OverloadMetrics {
  const registers = [registry];
  const shed = new Counter({
    name: 'tierline_http_requests_shed_total',
    help: 'Requests refused with 503 because of overload, by reason.',
    labelNames: ['reason'],
    registers,
  });
  const limited = new Counter({
    name: 'tierline_rate_limited_total',
    help: 'Requests refused with 429, by whose limit it was.',
    labelNames: ['scope'],
    registers,
  });
  let limitNow = () => 0;
  const limit: Gauge = new Gauge({
    name: 'tierline_http_requests_limit',
    help: 'Requests that may be in hand at once at present.',
    registers,
    collect: () => limit.set(limitNow()),
  });
  for (const reason of SHED_REASONS) shed.inc({ reason }, 0);
  for (const scope of RATE_LIMIT_SCOPES) limited.inc({ scope }, 0);
  return {
    shed: ({ reason, method, route }) => {
      shed.inc({ reason });
      // Counted among all requests as well: who was refused was not served.
      refused(method, route && PATH[route]);
    },
    rateLimited: (scope) => limited.inc({ scope }),
    limit: (now) => {
      limitNow = now;
    },
  };
}
