import { Redis } from 'ioredis';

import { withDeadline } from './deadline.ts';

export type RedisConnection = Redis;

const PING_MS = 500;

/** A returning Redis is found within half a second, however long it was away. */
const retryStrategy = (times: number) => Math.min(times * 50, 500);

/** ioredis ends the process over an error that nobody listens to; queues and probes report it. */
function unheard(): void {}

/** For adding: rejects at once, or after 500 ms, while Redis is away. Close with `disconnect()`. */
export function producerConnection(url: string): RedisConnection {
  return new Redis(url, {
    enableOfflineQueue: false,
    commandTimeout: 500,
    maxRetriesPerRequest: 1,
    retryStrategy,
  }).on('error', unheard);
}

/** For working: commands wait until Redis is back. Close with `disconnect()`. */
export function workerConnection(url: string): RedisConnection {
  return new Redis(url, { maxRetriesPerRequest: null, retryStrategy }).on('error', unheard);
}

/** Whether Redis answers within 500 ms. Never rejects. */
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
