import { AGENT_ROUTES } from './routes/agent-routes.ts';
import { CHANGE_ROUTES } from './routes/change-routes.ts';
import { DELIVERY_ROUTES } from './routes/delivery-routes.ts';
import { EXPORT_ROUTES } from './routes/export-routes.ts';
import { POLICY_ROUTES } from './routes/policy-routes.ts';
import { TICKET_ROUTES } from './routes/ticket-routes.ts';

/** Everything the API offers, in one table: the server mounts it, the client calls it, OpenAPI is generated from it. */
export const ROUTES = {
  ...TICKET_ROUTES,
  ...CHANGE_ROUTES,
  ...AGENT_ROUTES,
  ...DELIVERY_ROUTES,
  ...EXPORT_ROUTES,
  ...POLICY_ROUTES,
} as const;

export type RouteName = keyof typeof ROUTES;
