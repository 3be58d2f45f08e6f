import type { Route } from './route.ts';
import { AGENT_ROUTES } from './routes/agent-routes.ts';
import { ATTACHMENT_ROUTES } from './routes/attachment-routes.ts';
import { AUDIT_ROUTES } from './routes/audit-routes.ts';
import { CHANGE_ROUTES } from './routes/change-routes.ts';
import { CLOCK_ROUTES } from './routes/clock-routes.ts';
import { DELIVERY_ROUTES } from './routes/delivery-routes.ts';
import { ENGINEERING_ROUTES } from './routes/engineering-routes.ts';
import { EXPORT_ROUTES } from './routes/export-routes.ts';
import { HAND_ROUTES } from './routes/hand-routes.ts';
import { HELP_ROUTES } from './routes/help-routes.ts';
import { INCIDENT_ROUTES } from './routes/incident-routes.ts';
import { KEY_ROUTES } from './routes/key-routes.ts';
import { MODEL_ROUTES } from './routes/model-routes.ts';
import { PEOPLE_ROUTES } from './routes/people-routes.ts';
import { POLICY_ROUTES } from './routes/policy-routes.ts';
import { RELATION_ROUTES } from './routes/relation-routes.ts';
import { REPORT_ROUTES } from './routes/report-routes.ts';
import { SLA_ROUTES } from './routes/sla-routes.ts';
import { TICKET_ROUTES } from './routes/ticket-routes.ts';

/**
 * Everything the API offers, in one table: the server mounts it, the client calls it, OpenAPI is generated from it.
 *
 * Each route says by `access` who may call it; the server refuses everybody else before the request is read. Beside that
 * the server sees to it, on every route, that an `agent` (in the path or body of a POST), an `author` or a `requester`
 * (in the body) is who the key is, and that a requester's key gets at no `/v1/tickets/{id}...` of somebody else.
 */
export const ROUTES = {
  ...TICKET_ROUTES,
  ...RELATION_ROUTES,
  ...INCIDENT_ROUTES,
  ...CHANGE_ROUTES,
  ...AGENT_ROUTES,
  ...ATTACHMENT_ROUTES,
  ...CLOCK_ROUTES,
  ...DELIVERY_ROUTES,
  ...ENGINEERING_ROUTES,
  ...EXPORT_ROUTES,
  ...MODEL_ROUTES,
  ...POLICY_ROUTES,
  ...KEY_ROUTES,
  ...HAND_ROUTES,
  ...HELP_ROUTES,
  ...REPORT_ROUTES,
  ...PEOPLE_ROUTES,
  ...AUDIT_ROUTES,
  ...SLA_ROUTES,
} as const satisfies Readonly<Record<string, Route>>;

export type RouteName = keyof typeof ROUTES;

/** The names of all routes. */
export const ROUTE_NAMES = Object.keys(ROUTES) as readonly RouteName[];
