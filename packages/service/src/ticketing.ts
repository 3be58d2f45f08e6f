import { type PolicySource, QUEUES, type WakeQueueName } from '@tierline/contracts';
import {
  createWakeQueue,
  type Logger,
  producerConnection,
  type RedisConnection,
  type Registry,
  type Stage,
} from '@tierline/platform';
import {
  type ClaimNext,
  createGiveWaiting,
  createClaimNext,
  createRelay,
  createStoreSignals,
  createTicketStore,
  type Database,
  type GiveWaiting,
  type Relay,
  type TicketStore,
} from '@tierline/store';

/** Everything by which a process reads and changes tickets, open. */
export interface Ticketing {
  readonly database: Database;
  readonly store: TicketStore;
  readonly relay: Relay;
  readonly claimNext: ClaimNext;
  readonly giveWaiting: GiveWaiting;
  /** For adding to queues; rejects at once while Redis is away. */
  readonly producer: RedisConnection;
  /** Closes it, outboxes first. */
  readonly stages: readonly Stage[];
}

export interface TicketingOptions {
  /** Belongs to what is opened, and is closed with it. */
  readonly database: Database;
  readonly config: {
    readonly REDIS_URL: string;
    readonly QUEUE_PREFIX: string;
  };
  readonly policies: PolicySource;
  readonly logger: Logger;
  readonly registry: Registry;
}

/** Connects to Redis, without waiting for it. */
export function openTicketing({ database, config, policies, logger, registry }: TicketingOptions): Ticketing {
  const producer = producerConnection(config.REDIS_URL);
  const queue = (name: WakeQueueName) =>
    createWakeQueue({ name: QUEUES[name], prefix: config.QUEUE_PREFIX, connection: producer });
  const queues = {
    router: queue('router'),
    push: queue('push'),
    incidents: queue('incidents'),
    sla: queue('sla'),
    notifier: queue('notifier'),
    engineering: queue('engineering'),
  };
  const signals = createStoreSignals({ logger, registry });
  const relay = createRelay({
    database,
    policies,
    signals,
    wakeUp: (name, wakes) => queues[name].wake(wakes),
  });
  const store = createTicketStore({ database, relay, policies, signals });
  return {
    database,
    store,
    relay,
    claimNext: createClaimNext(database, store, policies),
    giveWaiting: createGiveWaiting(database, store, policies),
    producer,
    stages: [
      { name: 'outbox', stop: () => relay.idle() },
      {
        name: 'queues',
        stop: async () => void (await Promise.all(Object.values(queues).map((one) => one.close()))),
      },
      { name: 'redis', stop: async () => producer.disconnect() },
      { name: 'mongodb', stop: () => database.close() },
    ],
  };
}
