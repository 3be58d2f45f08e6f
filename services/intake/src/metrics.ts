import { type AuthFailure, METRICS, type ProblemCode } from '@tierline/contracts';
import type { Channel, Priority } from '@tierline/domain';
import { counterOf, gaugeOf, histogramOf, type Registry } from '@tierline/platform';
import type { RequestHandler } from 'express';

/** How a ticket may differ from its events: in what they make of it, or because some are missing. */
const DIFFERING = ['different', 'incomplete'] as const;

type Differing = (typeof DIFFERING)[number];

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
  /** Counts and times requests; the first middleware. */
  readonly middleware: RequestHandler;
}

export function createIntakeMetrics(registry: Registry): IntakeMetrics {
  const accepted = counterOf(registry, METRICS.ticketsAccepted);
  const idempotency = counterOf(registry, METRICS.idempotencyRequests);
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
    middleware: (request, response, next) => {
      const begun = performance.now();
      inFlight.add(1);
      response.once('close', () => {
        inFlight.add(-1);
        // The route as declared, so that ids and unknown paths make no labels of their own.
        const route: unknown = request.route?.path;
        const labels = {
          method: methodOf(request.method),
          route: typeof route === 'string' ? route : 'none',
          code: String(response.statusCode),
        };
        duration.observe(labels, (performance.now() - begun) / 1000);
      });
      next();
    },
  };
}

/** Those that the API has; anybody may send others. */
function methodOf(method: string): 'GET' | 'POST' | 'other' {
  return method === 'GET' || method === 'POST' ? method : 'other';
}
