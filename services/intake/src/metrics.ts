import type { Channel, Priority } from '@tierline/domain';
import { Counter, Gauge, Histogram, type Registry } from '@tierline/platform';
import type { RequestHandler } from 'express';

/**
 * Why a caller was refused: no key, none that was ever made, one that is over, one of an agent who left; or a key that
 * does not allow the route, or stands for somebody else.
 */
export const AUTH_FAILURES = [
  'missing',
  'malformed',
  'unknown',
  'revoked',
  'expired',
  'agent-left',
  'forbidden',
  'not-your-identity',
] as const;

export type AuthFailure = (typeof AUTH_FAILURES)[number];

/** As nginx has it: no status of the standard says that. */
const CLIENT_GONE = 499;

/** How a ticket may differ from its events: in what they make of it, or because some are missing. */
const DIFFERING = ['different', 'incomplete'] as const;

type Differing = (typeof DIFFERING)[number];

export interface IntakeMetrics {
  readonly created: (ticket: {
    readonly channel: Channel;
    readonly priority: Priority;
    readonly repeated: boolean;
  }) => void;
  /** A request refused because of who sent it, by reason. */
  readonly authFailed: (reason: AuthFailure) => void;
  /** Tickets were compared with their events, and these differed. */
  readonly checked: (examined: number, findings: readonly { readonly kind: Differing }[]) => void;
  /** A ticket was made what its events say. */
  readonly repaired: () => void;
  /** Counts a request that was refused with 503 before it got as far as the middleware; undefined for no route. */
  readonly refused: (method: string, path: string | undefined) => void;
  /** Counts and times requests; the first middleware. */
  readonly middleware: RequestHandler;
}

export function createIntakeMetrics(registry: Registry): IntakeMetrics {
  const registers = [registry];
  const accepted = new Counter({
    name: 'tierline_tickets_accepted_total',
    help: 'Tickets answered 201 for the first time.',
    labelNames: ['channel', 'priority'],
    registers,
  });
  const repeats = new Counter({
    name: 'tierline_idempotent_repeats_total',
    help: 'Creations that found the ticket of their idempotency key.',
    registers,
  });
  const duration = new Histogram({
    name: 'tierline_http_request_duration_seconds',
    help: 'Time to answer a request.',
    labelNames: ['method', 'route', 'code'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
    registers,
  });
  const inFlight = new Gauge({
    name: 'tierline_http_requests_in_flight',
    help: 'Requests being answered.',
    registers,
  });
  const authFailures = new Counter({
    name: 'tierline_auth_failures_total',
    help: 'Requests refused because of who sent them, by reason.',
    labelNames: ['reason'],
    registers,
  });
  const checked = new Counter({
    name: 'tierline_check_tickets_total',
    help: 'Tickets that were compared with what their events make of them.',
    registers,
  });
  const differing = new Counter({
    name: 'tierline_check_differing_tickets_total',
    help: 'Tickets that were found not to be what their events make of them, by how. Zero in a healthy system.',
    labelNames: ['kind'],
    registers,
  });
  for (const kind of DIFFERING) differing.inc({ kind }, 0);
  const repairs = new Counter({
    name: 'tierline_check_repaired_tickets_total',
    help: 'Tickets that were made what their events say, by command.',
    registers,
  });
  for (const reason of AUTH_FAILURES) authFailures.inc({ reason }, 0);
  return {
    checked: (examined, findings) => {
      checked.inc(examined);
      for (const { kind } of findings) differing.inc({ kind });
    },
    repaired: () => repairs.inc(),
    authFailed: (reason) => authFailures.inc({ reason }),
    created: ({ channel, priority, repeated }) =>
      repeated ? repeats.inc() : accepted.inc({ channel, priority }),
    refused: (method, path) => duration.observe({ method, route: path ?? 'none', code: 503 }, 0),
    middleware: (request, response, next) => {
      const stop = duration.startTimer();
      inFlight.inc();
      response.once('close', () => {
        inFlight.dec();
        // The route as declared, so that ids and unknown paths make no labels of their own.
        const route: unknown = request.route?.path;
        stop({
          method: request.method,
          route: typeof route === 'string' ? route : 'none',
          // A client that left before its answer got none, whatever the status would have been.
          code: response.writableEnded ? response.statusCode : CLIENT_GONE,
        });
      });
      next();
    },
  };
}
