import { Counter, Histogram, type Registry } from '@tierline/platform';
import { type Database, recordDelivery, takeDelivery } from '@tierline/store';

import { attempt } from './attempt.ts';
import type { SignedEndpoint } from './config.ts';

/**
 * Attempts these deliveries, some at a time. One that is done, taken by somebody else or not due is left alone, so a
 * second run sends nothing twice; a process that dies between sending and recording makes the receiver hear it again
 * under the same id.
 */
export type Deliver = (ids: readonly string[]) => Promise<void>;

/** Longer than an attempt may take. */
const LEASE_MS = 30_000;
const AT_ONCE = 16;

export function createDeliver({
  database,
  endpoints,
  registry,
}: {
  readonly database: Database;
  readonly endpoints: readonly SignedEndpoint[];
  readonly registry: Registry;
}): Deliver {
  const registers = [registry];
  const count = new Counter({
    name: 'tierline_webhook_deliveries_total',
    help: 'Attempts to deliver, by outcome.',
    labelNames: ['outcome'],
    registers,
  });
  const duration = new Histogram({
    name: 'tierline_webhook_delivery_duration_seconds',
    help: 'Time one attempt took.',
    buckets: [0.05, 0.25, 1, 5, 15],
    registers,
  });

  async function deliver(id: string): Promise<void> {
    const delivery = await takeDelivery(database, id, LEASE_MS);
    if (delivery === undefined) return;
    const endpoint = endpoints.find((candidate) => candidate.id === delivery.endpoint);
    const stop = duration.startTimer();
    const outcome =
      endpoint === undefined
        ? ({ kind: 'failed', result: 'no longer in the policy' } as const)
        : await attempt(endpoint, delivery);
    stop();
    await recordDelivery(database, delivery, outcome);
    count.inc({ outcome: outcome.kind });
  }

  return async (ids) => {
    for (let from = 0; from < ids.length; from += AT_ONCE)
      await Promise.all(ids.slice(from, from + AT_ONCE).map(deliver));
  };
}
