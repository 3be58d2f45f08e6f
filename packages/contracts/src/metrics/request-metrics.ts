import { CHANNELS, PRIORITIES } from '@tierline/domain';

import { PROBLEM_CODES } from '../problem.ts';
import { counter, gauge, histogram } from './metric.ts';

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

const services = ['intake'] as const;

/** Requests to the HTTP API. */
export const REQUEST_METRICS = {
  httpRequestDuration: histogram('http_request_duration_seconds', {
    help: 'Time to answer a request.',
    labels: {
      method: ['GET', 'POST', 'other'],
      route: { declaredBy: 'the routes of the API, and none for what is no route' },
      code: { declaredBy: 'the statuses of HTTP that the API answers' },
    },
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
    services,
  }),
  httpRequestsInFlight: gauge('http_requests_in_flight', { help: 'Requests being answered.', services }),
  requestsShed: counter('http_requests_shed_total', {
    help: 'Requests refused with 503 before anything was done because of overload, by reason.',
    labels: { reason: ['concurrency', 'queue-age'] },
    services,
  }),
  httpProblems: counter('http_problems_total', {
    help: 'Problem documents answered, by code.',
    labels: { code: PROBLEM_CODES },
    services,
  }),
  authFailures: counter('auth_failures_total', {
    help: 'Requests refused because of who sent them, by reason.',
    labels: { reason: AUTH_FAILURES },
    services,
  }),
  idempotencyRequests: counter('idempotency_requests_total', {
    help: 'Creations of tickets, by whether their idempotency key had made a ticket before.',
    labels: { result: ['new', 'replayed'] },
    services,
  }),
  ticketsAccepted: counter('tickets_accepted_total', {
    help: 'Tickets answered 201 for the first time.',
    labels: { channel: CHANNELS, priority: PRIORITIES },
    services,
  }),
  checkedTickets: counter('check_tickets_total', {
    help: 'Tickets that were compared with what their events make of them.',
    services,
  }),
  differingTickets: counter('check_differing_tickets_total', {
    help: 'Tickets that were found not to be what their events make of them, by how. Zero in a healthy system.',
    labels: { kind: ['different', 'incomplete'] },
    services,
  }),
  repairedTickets: counter('check_repaired_tickets_total', {
    help: 'Tickets that were made what their events say, by command.',
    services,
  }),
} as const;
