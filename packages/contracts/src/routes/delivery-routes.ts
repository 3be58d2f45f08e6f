import { ACCESS } from '../access.ts';
import { deliveryPage, deliveryView, listDeliveriesQuery, redeliverBody } from '../delivery-view.ts';
import { repeatable } from './parts.ts';

/** The delivery log of the webhooks. */
export const DELIVERY_ROUTES = {
  listDeliveries: {
    method: 'get',
    path: '/v1/deliveries',
    access: ACCESS.managersRead,
    summary: 'The delivery log of the webhooks, newest first, a page at a time.',
    query: listDeliveriesQuery,
    status: 200,
    response: deliveryPage,
    refusals: [],
  },
  redeliver: {
    method: 'post',
    path: '/v1/deliveries/redeliver',
    access: ACCESS.adminsOnly,
    summary:
      'Send a delivered or failed delivery again, with a full set of retries, under the webhook-id it had. It is pending then; a repeat without the same Idempotency-Key is refused until it was sent.',
    headers: repeatable,
    body: redeliverBody,
    status: 200,
    response: deliveryView,
    refusals: [404, 409, 422],
  },
} as const;
