import { type AuthFailure, METRICS, type ProblemCode } from '@tierline/contracts';
import type { Channel, Priority } from '@tierline/domain';
import { counterOf, gaugeOf, histogramOf, type Registry } from '@tierline/platform';
import type { RequestHandler } from 'express';

import { declaredRoute } from './declared-route.ts';

const STATUSES = METRICS.httpRequests.labels.status;

type Status = (typeof STATUSES)[number];

type Differing = (typeof METRICS.differingTickets.labels.kind)[number];

export interface IntakeMetrics {
  readonly created: (ticket: {
    readonly channel: Channel;
    readonly priority: Priority;
    readonly repeated: boolean;
  }) => void;
  /** A request was answered with a problem document. */
  readonly refused: (code: ProblemCode) => void;
  /** A request refused because of who sent it, by reason. */
  readonly authFailed: (reason: AuthFailure) => void;
  /** Tickets were compared with their events, and these differed. */
  readonly checked: (examined: number, findings: readonly { readonly kind: Differing }[]) => void;
  /** A ticket was made what its events say. */
  readonly repaired: () => void;
  /** Counts a request that was refused with 503 before it got as far as the middleware; undefined for no route. */
  readonly shed: (method: string, path: string | undefined) => void;
  /** Counts and times requests; the first middleware. */
  readonly middleware: RequestHandler;
}

export function createIntakeMetrics(registry: Registry): IntakeMetrics {
  const accepted = counterOf(registry, METRICS.ticketsAccepted);
  const idempotency = counterOf(registry, METRICS.idempotencyRequests);
  const requests = counterOf(registry, METRICS.httpRequests);
  const duration = histogramOf(registry, METRICS.httpRequestDuration);
  const inFlight = gaugeOf(registry, METRICS.httpRequestsInFlight);
  const problems = counterOf(registry, METRICS.httpProblems);
  const authFailures = counterOf(registry, METRICS.authFailures);
  const checked = counterOf(registry, METRICS.checkedTickets);
  const differing = counterOf(registry, METRICS.differingTickets);
  const repairs = counterOf(registry, METRICS.repairedTickets);
  inFlight.set(0);
  return {
    checked: (examined, findings) => {
      checked.inc(examined);
      for (const { kind } of findings) differing.inc({ kind });
    },
    repaired: () => repairs.inc(),
    authFailed: (reason) => authFailures.inc({ reason }),
    created: ({ channel, priority, repeated }) => {
      idempotency.inc({ result: repeated ? 'replayed' : 'new' });
      if (!repeated) accepted.inc({ channel, priority });
    },
    refused: (code) => problems.inc({ code }),
    shed: (method, path) => {
      requests.inc({ method: methodOf(method), route: path ?? 'none', status: '5xx' });
    },
    middleware: (request, response, next) => {
      const begun = performance.now();
      inFlight.add(1);
      response.once('close', () => {
        inFlight.add(-1);
        const method = methodOf(request.method);
        const route = declaredRoute(request) ?? 'none';
        // A client that left before its answer got none, whatever the status would have been.
        const status = response.writableEnded ? classOf(response.statusCode) : '4xx';
        requests.inc({ method, route, status });
        duration.observe({ method, route }, (performance.now() - begun) / 1000);
      });
      next();
    },
  };
}

/** Those that the API has; anybody may send others. */
function methodOf(method: string): 'GET' | 'POST' | 'other' {
  return method === 'GET' || method === 'POST' ? method : 'other';
}

function classOf(code: number): Status {
  return STATUSES[Math.floor(code / 100) - 1] ?? '5xx';
}
