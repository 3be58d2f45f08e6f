import type { RequestListener, ServerResponse } from 'node:http';

import { type Route, ROUTE_NAMES, type RouteName, ROUTES } from '@tierline/contracts';
import type { Logger } from '@tierline/platform';

import { createInHandLimit } from './in-hand-limit.ts';
import type { OverloadMetrics, ShedReason } from './overload-metrics.ts';
import { problemOf } from './problems.ts';
import { createRouteOf } from './route-of.ts';
import { watchStandingDelay } from './standing-delay.ts';
import { WORK_CLASS, type WorkClass } from './work-class.ts';

/** Which requests are taken on, so that those that are get their answer in time. */
export interface Admission {
  /**
   * Stands before the whole application: what is refused is answered before anything is read of it but its method and
   * address, at a fifth of what Express alone takes.
   */
  readonly before: (application: RequestListener) => RequestListener;
  /**
   * Keeps the request of this response in hand until the function that is returned is called, also where its client has
   * gone meanwhile: the work for it still goes on.
   */
  readonly hold: (response: ServerResponse) => () => void;
  readonly stop: () => void;
}

export interface AdmissionOptions {
  /** Milliseconds that nine of ten requests are to take at most; and to wait at most before they are looked at. */
  readonly targetMs: number;
  /** Requests that may be in hand at once, however fast they are answered. */
  readonly mostInHand: number;
}

/** A request in hand. */
interface Held {
  by: number;
  /** By the monotonic clock, in milliseconds. */
  readonly since: number;
  /** Whether how long it takes says how much there is to do. */
  readonly timed: boolean;
}

/** The share of the limit up to which requests of a class are taken: the rest is kept for the classes after it. */
const SHARE: Readonly<Record<WorkClass, number>> = { looks: 0.5, brings: 0.8, works: 1 };

/** Seconds after which to try again: spread, or all who were refused would come back at once. */
const RETRY_AFTER = ['1', '2', '3'] as const;

const TYPE = 'application/problem+json; charset=utf-8';
const BODY = Buffer.from(
  JSON.stringify(
    problemOf(
      'overloaded',
      'more is asked at once than can be answered in time; nothing was done, try again',
    ),
  ),
);
const LOG_EVERY_MS = 10_000;

/**
 * Refuses requests with 503 while the process has as many in hand as it can answer in time, or does not get around to
 * looking at new ones. What works on tickets that are there is refused only by number, and last.
 */
export function createAdmission(
  { targetMs, mostInHand }: AdmissionOptions,
  { metrics, logger }: { readonly metrics: OverloadMetrics; readonly logger: Logger },
): Admission {
  const limit = createInHandLimit({ targetMs, most: mostInHand });
  const delay = watchStandingDelay(targetMs);
  const routeOf = createRouteOf();
  /** Of each request in hand, by how many it is held: its connection, and its handler. */
  const holds = new WeakMap<ServerResponse, Held>();
  let inHand = 0;
  let unlogged = 0;
  let loggedAt = -Infinity;
  metrics.limit(() => limit.now());

  function reasonToShed(work: WorkClass): ShedReason | undefined {
    if (inHand >= limit.now() * SHARE[work]) {
      limit.felt();
      return 'in-flight';
    }
    return work !== 'works' && delay.stands() ? 'event-loop' : undefined;
  }

  function refuse(response: ServerResponse): void {
    response
      .writeHead(503, {
        'Content-Type': TYPE,
        'Content-Length': BODY.length,
        'Retry-After': RETRY_AFTER[Math.floor(Math.random() * RETRY_AFTER.length)] ?? RETRY_AFTER[0],
        'X-Content-Type-Options': 'nosniff',
      })
      .end(BODY);
  }

  function log(reason: ShedReason): void {
    unlogged += 1;
    const now = performance.now();
    if (now - loggedAt < LOG_EVERY_MS) return;
    logger.warn(
      { reason, refused: unlogged, inHand, limit: Math.floor(limit.now()) },
      'overloaded: requests are refused',
    );
    unlogged = 0;
    loggedAt = now;
  }

  function hold(response: ServerResponse): () => void {
    const held = holds.get(response);
    if (held === undefined) return () => undefined;
    held.by += 1;
    return () => {
      held.by -= 1;
      if (held.by > 0) return;
      inHand -= 1;
      const now = performance.now();
      if (held.timed) limit.answered(now - held.since, now);
    };
  }

  return {
    before: (application) => (request, response) => {
      const name = routeOf(request.method, request.url);
      // Whatever is not written as the contract has it is no reason to be preferred.
      const work = name === undefined ? 'looks' : WORK_CLASS[name];
      const reason = reasonToShed(work);
      if (reason !== undefined) {
        metrics.shed({ reason, method: request.method ?? '', route: name });
        log(reason);
        return refuse(response);
      }
      inHand += 1;
      holds.set(response, { by: 0, since: performance.now(), timed: name !== undefined && TIMED.has(name) });
      response.once('close', hold(response));
      return application(request, response);
    },
    hold,
    stop: () => delay.stop(),
  };
}

/** The others take as long as the client's network, or as there is to look at. */
const TIMED: ReadonlySet<RouteName> = new Set(
  ROUTE_NAMES.filter((name) => {
    const { upload, download }: Route = ROUTES[name];
    return WORK_CLASS[name] !== 'looks' && !upload && !download;
  }),
);
