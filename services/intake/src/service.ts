import { createServer } from 'node:http';

import { ConfigError, httpDrain, productVersion } from '@tierline/platform';
import type { ServiceBase, ServicePart } from '@tierline/service';
import { hasLiveAdminKey } from '@tierline/store';
import type { Environment } from '@tierline/trackers';

import { createApp } from './app.ts';
import type { IntakeConfig } from './config.ts';
import { createIntakeMetrics } from './metrics.ts';

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
  const app = createApp({
    ...base,
    env,
    adminKey: config.ADMIN_KEY,
    version: productVersion(),
    metrics: createIntakeMetrics(base.registry),
  });
  const server = createServer(app);
  const drain = httpDrain(server);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(config.PORT, config.HOST, resolve);
  });
  base.logger.info({ address: server.address() }, 'listening');
  return {
    drain: { ms: config.DRAIN_SECONDS * 1000, begin: () => drain.begin() },
    stages: [{ name: 'http', stop: async () => drain.stop() }],
  };
}
