import type { PolicySource } from '@tierline/contracts';
import { Gauge, type Registry } from '@tierline/platform';
import { type Database, waitingDeliveries } from '@tierline/store';

/** Shows what waits for each webhook and pager of the policy, and since when, whenever the metrics are read. */
export function watchWaiting(database: Database, policies: PolicySource, registry: Registry): void {
  const lookAt = async (
    gauge: Gauge<'endpoint'>,
    value: (waiting: { readonly count: number; readonly oldest?: Date }) => number,
  ) => {
    const webhooks = await Promise.all(
      [...policies.current().webhooks, ...policies.current().pagers].map(async ({ id }) => ({
        id,
        waiting: await waitingDeliveries(database, id),
      })),
    );
    gauge.reset();
    for (const { id, waiting } of webhooks) gauge.set({ endpoint: id }, value(waiting));
  };
  const pending: Gauge<'endpoint'> = new Gauge({
    name: 'tierline_webhook_deliveries_pending',
    help: 'Deliveries that were not made yet, those to be tried again included.',
    labelNames: ['endpoint'],
    registers: [registry],
    collect: async () => lookAt(pending, ({ count }) => count),
  });
  const oldest: Gauge<'endpoint'> = new Gauge({
    name: 'tierline_webhook_deliveries_oldest_seconds',
    help: 'Real time for which the oldest of them has waited.',
    labelNames: ['endpoint'],
    registers: [registry],
    collect: async () =>
      lookAt(oldest, ({ oldest: since }) =>
        since === undefined ? 0 : (Date.now() - since.getTime()) / 1000,
      ),
  });
}
