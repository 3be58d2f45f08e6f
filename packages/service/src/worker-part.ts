import { type QueueWorker, redisPing, type RedisConnection, type Stage } from '@tierline/platform';

import type { ServicePart } from './ticket-service.ts';

/**
 * The part of a service that works on queues: ready needs Redis, and it stops in the order sweeps, workers, what the
 * workers used (`afterwards`), their connection.
 */
export function workerPart(options: {
  readonly connection: RedisConnection;
  readonly sweeps: Stage;
  readonly workers: readonly QueueWorker[];
  readonly afterwards?: readonly Stage[];
}): ServicePart {
  const { connection, sweeps, workers, afterwards = [] } = options;
  return {
    stages: [
      sweeps,
      // At once: each may wait for jobs in hand, and together they have one deadline.
      {
        name: 'workers',
        stop: async () => void (await Promise.all(workers.map((worker) => worker.close()))),
      },
      ...afterwards,
      { name: 'worker connection', stop: async () => connection.disconnect() },
    ],
    checks: { redis: () => redisPing(connection) },
  };
}
