import { createServer } from 'node:http';

import { ConfigError, httpDrain, productVersion } from '@tierline/platform';
import type { ServiceBase, ServicePart } from '@tierline/service';
import { hasLiveAdminKey } from '@tierline/store';
import type { Environment } from '@tierline/trackers';

import { createAdmission } from './admission.ts';
import { createApp } from './app.ts';
import type { IntakeConfig } from './config.ts';
import { createIntakeMetrics } from './metrics.ts';
import { createOverloadMetrics } from './overload-metrics.ts';
import { createRateLimits } from './rate-limits.ts';

/**
 * Listens for requests. Throws ConfigError when nobody has a key by which keys could be made. Ready needs MongoDB only: through an outage of Redis, the outbox keeps what is
 * owed.
 */
export async function startIntake(
  { config, ...base }: ServiceBase<IntakeConfig>,
  env: Environment,
): Promise<ServicePart> {
  if (config.ADMIN_KEY === undefined && !(await hasLiveAdminKey(base.ticketing.database))) {
    throw new ConfigError('intake', [
      {
        name: 'ADMIN_KEY',
        message: 'is missing, and there is no admin key in the database: nobody could use the API',
        remedy: 'Make one by `npm run --silent new-key`, and keep it secret.',
      },
    ]);
  }
  const metrics = createIntakeMetrics(base.registry);
  const overload = createOverloadMetrics(base.registry, metrics);
  const admission = createAdmission(
    { targetMs: config.HTTP_TARGET_MS, mostInHand: config.HTTP_MOST_IN_HAND },
    { metrics: overload, logger: base.logger },
  );
  const app = createApp({
    ...base,
    env,
    admission,
    limits: createRateLimits(config.RATE_LIMIT_PER_KEY, overload),
    adminKey: config.ADMIN_KEY,
    version: productVersion(),
    metrics,
  });
  const server = createServer(admission.before(app));
  const drain = httpDrain(server);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(config.PORT, config.HOST, resolve);
  });
  base.logger.info({ address: server.address() }, 'listening');
  return {
    drain: { ms: config.DRAIN_SECONDS * 1000, begin: () => drain.begin() },
    stages: [
      {
        name: 'http',
        stop: async () => {
          await drain.stop();
          admission.stop();
        },
      },
    ],
  };
}
