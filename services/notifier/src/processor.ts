import { METRICS, type PolicySource } from '@tierline/contracts';
import { counterOf, histogramOf, type Logger, type Registry } from '@tierline/platform';
import { type Database, endpointOf, postponeDelivery, recordDelivery, takeDelivery } from '@tierline/store';

import { ANSWER_MS, attempt } from './attempt.ts';
import { type Environment, targetOf } from './config.ts';
import { watchWaiting } from './waiting-metrics.ts';

/**
 * Attempts these deliveries, some at a time. One that is done, taken by somebody else or not due is left alone, so a
 * second run sends nothing twice; a process that dies between sending and recording makes the receiver hear it again
 * under the same id.
 */
export type Deliver = (ids: readonly string[]) => Promise<void>;

/** Longer than an attempt may take. */
const LEASE_MS = 30_000;
const AT_ONCE = 16;
/** Until a delivery that lacks its secret is looked at again. */
const NO_SECRET_MS = 60_000;
/** Longer than a process takes to see a new policy: until then an unknown webhook may be one that was just added. */
const NEW_WEBHOOK_MS = 15_000;

export function createDeliver({
  database,
  policies,
  env,
  logger,
  registry,
  answerMs = ANSWER_MS,
}: {
  readonly database: Database;
  readonly policies: PolicySource;
  readonly env: Environment;
  readonly logger: Logger;
  readonly registry: Registry;
  /** How long a receiver may take to answer. */
  readonly answerMs?: number;
}): Deliver {
  const count = counterOf(registry, METRICS.deliveries);
  const waiting = counterOf(registry, METRICS.secretMissing);
  const duration = histogramOf(registry, METRICS.deliveryDuration);
  watchWaiting(database, policies, registry);

  /** Secrets that were missed in the log already. */
  const told = new Set<string>();

  /** Whether the delivery cannot be attempted yet; then it waits, and none of its attempts is used up. */
  async function waits(id: string, known: ReturnType<typeof targetOf>) {
    if (known === undefined) {
      const result = 'not in the policy yet';
      return postponeDelivery(database, id, {
        result,
        waitMs: NEW_WEBHOOK_MS / 5,
        youngerThanMs: NEW_WEBHOOK_MS,
      });
    }
    const { variable, target } = known;
    if (target !== undefined) return false;
    const postponed = await postponeDelivery(database, id, {
      result: `the notifier has no secret in ${variable}`,
      waitMs: NO_SECRET_MS,
    });
    if (postponed) {
      const endpoint = endpointOf(id);
      waiting.inc({ endpoint });
      if (!told.has(variable)) {
        told.add(variable);
        logger.error({ endpoint, variable }, 'the policy names a secret that is not here: deliveries wait');
      }
    }
    return true;
  }

  async function deliver(id: string): Promise<void> {
    const known = targetOf(endpointOf(id), policies.current(), env);
    if (await waits(id, known)) return;
    const delivery = await takeDelivery(database, id, LEASE_MS);
    if (delivery === undefined) return;
    const stop = duration.startTimer();
    const outcome =
      known?.target === undefined
        ? ({ kind: 'failed', result: 'no longer in the policy' } as const)
        : await attempt(known.target, delivery, answerMs);
    stop();
    await recordDelivery(database, delivery, outcome);
    count.inc({ outcome: outcome.kind });
  }

  return async (ids) => {
    for (let from = 0; from < ids.length; from += AT_ONCE)
      await Promise.all(ids.slice(from, from + AT_ONCE).map(deliver));
  };
}
