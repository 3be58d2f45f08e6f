import { Cluster, Redis, type RedisOptions } from 'ioredis';

import { withDeadline } from './deadline.ts';
import { parseRedisUrl, type RedisPlace, type RedisUser } from './redis-url.ts';

export type RedisConnection = Redis | Cluster;

/** Without what would decide the types of answers. */
type Options = Omit<RedisOptions, 'replyMapping'>;

const PING_MS = 500;
/** How long the address of a host that is off is tried before the next one is. */
const CONNECT_MS = 2_000;
/** A master that is gone without a word holds no slot any more; what waits for its answer is then done elsewhere. */
const SLOTS_MS = 5_000;

/** A returning Redis is found within half a second, however long it was away. */
const retryStrategy = (times: number) => Math.min(times * 50, 500);

/** ioredis ends the process over an error that nobody listens to; queues and probes report it. */
function unheard(): void {}

/** What a master says that has become a replica; the next connection leads to its successor. */
const isDemoted = (error: Error) => error.message.startsWith('READONLY');

/** How a connection behaves while Redis is away. */
interface Manner {
  /** Whether commands wait for the connection, or are refused. */
  readonly waits: boolean;
  /** How often a command is tried anew because a cluster changed; each time 100 ms later where its master is gone. */
  readonly redirections: number;
  readonly options: Pick<RedisOptions, 'commandTimeout' | 'maxRetriesPerRequest' | 'reconnectOnError'>;
}

/**
 * For adding: rejects at once, or after 500 ms, while Redis is away; in a cluster, while the master of the key is, after a
 * second. Close with `disconnect()`. Throws TypeError when the URL is none.
 */
export function producerConnection(url: string): RedisConnection {
  return connect(url, {
    waits: false,
    redirections: 5,
    options: { commandTimeout: 500, maxRetriesPerRequest: 1, reconnectOnError: isDemoted },
  });
}

/** For working: commands wait until Redis is back. Close with `disconnect()`. Throws TypeError when the URL is none. */
export function workerConnection(url: string): RedisConnection {
  return connect(url, {
    waits: true,
    redirections: 16,
    // Sent again by the next connection (2), so that a finished job is recorded as such.
    options: { maxRetriesPerRequest: null, reconnectOnError: (error) => (isDemoted(error) ? 2 : false) },
  });
}

function connect(url: string, { waits, redirections, options }: Manner): RedisConnection {
  const place = parseRedisUrl(url);
  const common: Options = { ...options, enableOfflineQueue: waits, retryStrategy };
  switch (place.kind) {
    case 'fault':
      throw new TypeError(`the URL of Redis ${place.message}`);
    case 'single':
      return new Redis(place.url, common).on('error', unheard);
    case 'sentinel':
      return new Redis(sentinelOptions(place, common)).on('error', unheard);
    case 'cluster':
      return new Cluster(
        place.hosts.map((host) => ({ ...host })),
        {
          enableOfflineQueue: waits,
          maxRedirections: redirections,
          clusterRetryStrategy: retryStrategy,
          slotsRefreshInterval: SLOTS_MS,
          // A certificate is of a name, not of an address.
          ...(place.tls && { dnsLookup: (address, found) => found(null, address) }),
          redisOptions: {
            ...options,
            ...userOptions(place),
            ...(place.tls && { tls: {} }),
            connectTimeout: CONNECT_MS,
          },
        },
      ).on('error', unheard);
  }
}

const userOptions = ({ username, password }: RedisUser) => ({
  ...(username !== undefined && { username }),
  ...(password !== undefined && { password }),
});

function sentinelOptions(place: RedisPlace & { kind: 'sentinel' }, common: Options): Options {
  const { username, password } = place.sentinelUser;
  return {
    ...common,
    sentinels: place.hosts.map((host) => ({ ...host })),
    name: place.master,
    db: place.db,
    ...userOptions(place),
    ...(username !== undefined && { sentinelUsername: username }),
    ...(password !== undefined && { sentinelPassword: password }),
    ...(place.tls && { tls: {}, sentinelTLS: {}, enableTLSForSentinelMode: true }),
    connectTimeout: CONNECT_MS,
    sentinelCommandTimeout: CONNECT_MS,
    sentinelRetryStrategy: retryStrategy,
    // A master that is gone without a word would be waited for until TCP gives up.
    failoverDetector: true,
    sentinelReconnectStrategy: () => SLOTS_MS,
  };
}

/**
 * What BullMQ puts before a queue's keys. In a cluster all keys of a queue have to be in one slot, and the queues should
 * spread over the masters: each has a hash tag of its own.
 */
export function keyPrefix({
  prefix,
  name,
  connection,
}: {
  readonly prefix: string;
  readonly name: string;
  readonly connection: RedisConnection;
}): string {
  return connection.isCluster ? `{${prefix}:${name}}` : prefix;
}

/** Whether Redis answers within 500 ms; of a cluster, any of its nodes. Never rejects. */
export async function redisPing(connection: RedisConnection): Promise<boolean> {
  // A worker's connection would keep the ping of every probe until Redis is back.
  if (connection.status !== 'ready') return false;
  try {
    const promise = connection.ping();
    return (await withDeadline({ what: 'ping', promise, ms: PING_MS })) === 'PONG';
  } catch {
    return false;
  }
}
