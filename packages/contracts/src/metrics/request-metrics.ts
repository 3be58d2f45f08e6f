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
/** A route has one method, and as a rule two or three classes of status. */
const ROUTES_AT_MOST = 80;

const STATUSES = ['1xx', '2xx', '3xx', '4xx', '5xx'] as const;
const METHODS = ['GET', 'POST', 'other'] as const;
const route = {
  declaredBy: 'the routes of the API, and none for what is no route',
  atMost: ROUTES_AT_MOST,
} as const;

/** Requests to the HTTP API. */
export const REQUEST_METRICS = {
  httpRequests: counter('http_requests_total', {
    help: 'Requests answered, by class of status; one whose client was gone before the answer counts as 4xx.',
    labels: { method: METHODS, route, status: STATUSES },
    combinations: 3 * ROUTES_AT_MOST,
    services,
  }),
  httpRequestDuration: histogram('http_request_duration_seconds', {
    help: 'Time to answer a request.',
    labels: { method: METHODS, route },
    combinations: ROUTES_AT_MOST,
    buckets: [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5],
    services,
  }),
  httpRequestsInFlight: gauge('http_requests_in_flight', { help: 'Requests being answered.', services }),
  requestsShed: counter('http_requests_shed_total', {
    help: 'Requests refused with 503 before anything was done because of overload, by reason; among all requests they are 5xx.',
    labels: { reason: ['in-flight', 'event-loop'] },
    services,
  }),
  requestsLimit: gauge('http_requests_limit', {
    help: 'Requests that may be in hand at once at present.',
    services,
  }),
  rateLimited: counter('rate_limited_total', {
    help: 'Requests refused with 429, by whose limit it was.',
    labels: { scope: ['key'] },
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
