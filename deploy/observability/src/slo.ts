import { METRICS } from '@tierline/contracts';

import { type Expr, observed, observedWithin, orZero, promql, rate, type Window } from './promql.ts';
import { changingPace, growing, scraped, scrapedHistogram, type Series } from './situation.ts';

/** How many of something good and bad happen a minute, on one replica. */
interface Events {
  readonly good: number;
  readonly bad: number;
  /** After so many minutes nothing bad happens any more. */
  readonly badUntil?: number;
  readonly instance?: string;
}

/** What the system owes those who use it, whatever the desk does. */
export interface Slo {
  /** The label `slo`. */
  readonly name: string;
  /** The beginning of its alerts' names. */
  readonly alert: string;
  /** The share of events that is to be good over 30 days. */
  readonly objective: number;
  /** What is bad, in the words of a description: "requests failed". */
  readonly bad: string;
  /** Bad and all events a second. */
  readonly badRate: (over: Window) => Expr;
  readonly allRate: (over: Window) => Expr;
  /**
   * So many bad events have to be in the longer window. With little traffic a single one can be any share of it; with none
   * that are good, a few are enough, which a minimum of all events would miss.
   */
  readonly fewestBad: number;
  /** Whether somebody is woken up for it: not where it is somebody else's fault as a rule. */
  readonly pages: boolean;
  /** Why nothing may have happened in a healthy system that has just started. */
  readonly mayBeEmpty?: string;
  /** What is scraped when that happens: for tests. */
  readonly scraped: (events: Events) => readonly Series[];
}

/** The replica that counts, where there is one. */
const ONE = 'one:9464';
const ROUTED_WITHIN = 5;
const RECORDED_WITHIN = 5;

export const SLOS: readonly Slo[] = [
  {
    name: 'intake-availability',
    alert: 'ApiErrorBudgetBurn',
    objective: 0.999,
    bad: 'requests to the API failed or were shed',
    // What is shed is answered 503, so it is among these.
    badRate: (over) =>
      orZero(
        rate(METRICS.httpRequests, { over, where: { status: '5xx' } }),
        rate(METRICS.httpRequests, { over }),
      ),
    allRate: (over) => rate(METRICS.httpRequests, { over }),
    fewestBad: 10,
    pages: true,
    scraped: ({ good, bad, badUntil, instance = ONE }) => {
      const labels = { instance, method: 'POST', route: '/v1/tickets' } as const;
      return [
        scraped(METRICS.httpRequests, growing(good), { ...labels, status: '2xx' }),
        scraped(METRICS.httpRequests, growing(bad, badUntil), { ...labels, status: '5xx' }),
      ];
    },
  },
  {
    name: 'routed-in-time',
    alert: 'RoutingLatencyBurn',
    objective: 0.995,
    bad: `tickets were on a tier more than ${ROUTED_WITHIN} s after they were received`,
    badRate: (over) =>
      promql`${observed(METRICS.acceptToRouted, { over })} - ${observedWithin(METRICS.acceptToRouted, { most: ROUTED_WITHIN, over })}`,
    allRate: (over) => observed(METRICS.acceptToRouted, { over }),
    fewestBad: 5,
    pages: true,
    scraped: ({ instance = ONE, ...events }) =>
      scrapedHistogram(METRICS.acceptToRouted, { most: ROUTED_WITHIN, ...lateness(events) }, { instance }),
  },
  {
    name: 'breach-recorded-in-time',
    mayBeEmpty: 'no warning or breach was due yet',
    alert: 'BreachDetectionBurn',
    objective: 0.999,
    bad: `warnings and breaches were recorded more than ${RECORDED_WITHIN} s after they were due`,
    badRate: (over) =>
      promql`${observed(METRICS.timerLateness, { over })} - ${observedWithin(METRICS.timerLateness, { most: RECORDED_WITHIN, over })}`,
    allRate: (over) => observed(METRICS.timerLateness, { over }),
    fewestBad: 3,
    pages: true,
    scraped: ({ instance = ONE, ...events }) =>
      scrapedHistogram(METRICS.timerLateness, { most: RECORDED_WITHIN, ...lateness(events) }, { instance }),
  },
  {
    name: 'webhook-delivered',
    mayBeEmpty: 'no delivery came to an end yet',
    alert: 'WebhookDeliveryBurn',
    objective: 0.99,
    bad: 'deliveries to webhooks and pagers were given up',
    badRate: (over) => rate(METRICS.deliveries, { over, where: { outcome: 'failed' } }),
    allRate: (over) =>
      rate(METRICS.deliveries, { over, where: { outcome: { oneOf: ['delivered', 'failed'] } } }),
    fewestBad: 5,
    pages: false,
    scraped: ({ good, bad, badUntil, instance = ONE }) => [
      scraped(METRICS.deliveries, growing(good), { instance, outcome: 'delivered' }),
      scraped(METRICS.deliveries, growing(bad, badUntil), { instance, outcome: 'failed' }),
      // Attempts that will be made again are neither.
      scraped(METRICS.deliveries, growing(good + bad), { instance, outcome: 'retry' }),
    ],
  },
];

/** Timely observations, and all, as values of a histogram. */
function lateness({ good, bad, badUntil }: Events): { readonly within: string; readonly all: string } {
  return { within: growing(good), all: sumOf(good, bad, badUntil) };
}

/** Values of a counter that grows by both a minute, and later by one of them alone. */
function sumOf(good: number, bad: number, badUntil: number | undefined): string {
  return badUntil === undefined
    ? growing(good + bad)
    : changingPace({ first: good + bad, minutes: badUntil, later: good });
}
