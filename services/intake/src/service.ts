import { createServer } from 'node:http';
import { promisify } from 'node:util';

import { productVersion } from '@tierline/platform';
import type { ServiceBase, ServicePart } from '@tierline/service';

import { createApp } from './app.ts';
import type { IntakeConfig } from './config.ts';
import { createIntakeMetrics } from './metrics.ts';

/** Listens for requests. Ready needs MongoDB only: through an outage of Redis, the outbox keeps what is owed. */
export async function startIntake({ config, ...base }: ServiceBase<IntakeConfig>): Promise<ServicePart> {
  const app = createApp({ ...base, version: productVersion(), metrics: createIntakeMetrics(base.registry) });
  const server = createServer(app);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(config.PORT, config.HOST, resolve);
  });
  base.logger.info({ address: server.address() }, 'listening');
  return {
    stages: [
      {
        name: 'http',
        stop: async () => {
          const closed = promisify(server.close.bind(server))();
          server.closeIdleConnections();
          await closed;
        },
      },
    ],
  };
}
