import { METRICS, type PolicySource } from '@tierline/contracts';
import { gaugeOf, type Registry, shareUnderWay } from '@tierline/platform';
import { type Database, waitingDeliveries } from '@tierline/store';

/** Shows what waits for each webhook and pager of the policy, and since when, whenever the metrics are read. */
export function watchWaiting(database: Database, policies: PolicySource, registry: Registry): void {
  // Both gauges are read at the same time, and need one look.
  const look = shareUnderWay(async () => {
    const { webhooks, pagers } = policies.current();
    return Promise.all(
      [...webhooks, ...pagers].map(async ({ id }) => ({
        id,
        waiting: await waitingDeliveries(database, id),
      })),
    );
  });
  gaugeOf(registry, METRICS.deliveriesPending, async (gauge) => {
    const found = await look();
    gauge.clear();
    for (const { id, waiting } of found) gauge.set({ endpoint: id }, waiting.count);
  });
  gaugeOf(registry, METRICS.deliveriesOldest, async (gauge) => {
    const found = await look();
    gauge.clear();
    for (const { id, waiting } of found)
      gauge.set(
        { endpoint: id },
        waiting.oldest === undefined ? 0 : (Date.now() - waiting.oldest.getTime()) / 1000,
      );
  });
}
