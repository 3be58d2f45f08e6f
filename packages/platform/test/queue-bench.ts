import type { QueueName } from '@tierline/contracts';
import {
  createLogger,
  createMetrics,
  producerConnection,
  type RedisConnection,
  workerConnection,
} from '@tierline/platform';

import { ownPrefix, redisUrl } from './real-redis.ts';

const logger = createLogger({ service: 'test', level: 'silent' });

/** What is closed when a test is over. */
interface Closable {
  close(): Promise<void>;
}

/**
 * For a suite of tests of one kind of queue, whose hooks it uses: a queue of each test's own on the Redis of the tests. All
 * that the tests own is closed after each, and the keys are gone after the last.
 */
export function queueBench<N extends QueueName>(name: N) {
  const prefix = ownPrefix();
  const open: Closable[] = [];
  let producer: RedisConnection;
  let connection: RedisConnection;

  // Not before a test of these runs: a connection that nobody closes keeps the process alive.
  before(() => {
    producer = producerConnection(redisUrl());
    connection = workerConnection(redisUrl());
  });
  afterEach(async () => {
    for (const resource of open.splice(0).toReversed()) await resource.close();
  });
  after(async () => {
    for (const key of await connection.keys(`${prefix}-*`)) await connection.del(key);
    connection.disconnect();
    producer.disconnect();
  });

  const placeOf = (test: string) => ({ name, prefix: `${prefix}-${test}` });
  return {
    placeOf,
    own: <T extends Closable>(resource: T): T => {
      open.push(resource);
      return resource;
    },
    /** The place of a test's queue for who adds to it. */
    adding: (test: string) => ({ ...placeOf(test), connection: producer }),
    /** The same for a worker, and how often its jobs ended so. */
    working: (test: string) => {
      const { registry } = createMetrics({ service: 'test' });
      return {
        place: { ...placeOf(test), connection, logger, registry },
        count: async (outcome: string) => {
          const text = await registry.metrics();
          const series = `tierline_queue_jobs_processed_total{queue="${name}",outcome="${outcome}"} `;
          return Number(text.split(series)[1]?.split('\n')[0] ?? 0);
        },
      };
    },
  };
}
