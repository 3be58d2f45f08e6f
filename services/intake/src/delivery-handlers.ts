import { deliveryCursor, type DeliveryView } from '@tierline/contracts';
import { type Database, type Delivery, listDeliveries, redeliver } from '@tierline/store';

import type { Handlers } from './mount.ts';
import { pageOf } from './page.ts';
import { ProblemError } from './problems.ts';

/** The delivery log of the webhooks: what was sent, what failed, and sending it again. */
export function deliveryHandlers(database: Database): Pick<Handlers, 'listDeliveries' | 'redeliver'> {
  return {
    listDeliveries: async ({ query }) => {
      const found = await listDeliveries(database, query);
      return { body: pageOf(found, query.limit, { view: viewOf, cursor: deliveryCursor }) };
    },
    redeliver: async ({ headers: { 'idempotency-key': key }, body: { id } }) => {
      const outcome = await redeliver(database, id, key);
      switch (outcome.kind) {
        case 'redelivered':
          return { body: viewOf(outcome.delivery) };
        case 'repeated':
          return { body: viewOf(outcome.delivery), headers: { 'Idempotent-Replayed': 'true' } };
        case 'already-pending':
          throw new ProblemError('already-pending', `${id} waits to be sent`);
        case 'unknown':
          throw new ProblemError('unknown-delivery', `no delivery ${id}`);
      }
    },
  };
}

function viewOf(delivery: Delivery): DeliveryView {
  const { id, eventId, endpoint, state, attempts, lastResult, deliveredAt } = delivery;
  return {
    id,
    eventId,
    endpoint,
    state,
    attempts,
    createdAt: delivery.createdAt.toISOString(),
    ...(state === 'pending' && { nextAttemptAt: delivery.nextAttemptAt.toISOString() }),
    ...(deliveredAt !== undefined && { deliveredAt: deliveredAt.toISOString() }),
    ...(lastResult !== undefined && { lastResult }),
  };
}
