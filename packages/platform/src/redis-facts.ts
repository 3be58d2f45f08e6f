import { Cluster, type Redis } from 'ioredis';

import { type ClockSkew, clockSkew } from './clock-skew.ts';
import type { RedisConnection } from './redis.ts';

/** What a Redis server says of itself. */
export interface RedisFacts {
  /** Such as 7.2.4; of Valkey, the Redis that it is compatible with. */
  readonly version: string;
  /** What it does when its memory is full: `noeviction`, or the name of how it chooses keys to drop. */
  readonly memoryPolicy: string;
  readonly appendOnly: boolean;
  readonly skew: ClockSkew;
}

/**
 * Asks the server, or every master of a cluster that answers. INFO says it all and is allowed where CONFIG is not. Rejects
 * when nobody answers.
 */
export async function redisFacts(
  connection: RedisConnection,
  ownMillis: () => number = Date.now,
): Promise<readonly RedisFacts[]> {
  const servers = connection instanceof Cluster ? connection.nodes('master') : [connection];
  const answers = await Promise.allSettled(servers.map((server) => factsOf(server, ownMillis)));
  const facts = answers.flatMap((answer) => (answer.status === 'fulfilled' ? [answer.value] : []));
  if (facts.length > 0) return facts;
  const failed = answers.find((answer) => answer.status === 'rejected');
  throw failed === undefined ? new Error('the cluster has no masters') : failed.reason;
}

async function factsOf(server: Redis, ownMillis: () => number): Promise<RedisFacts> {
  const info = await server.info();
  const field = (name: string) => new RegExp(`^${name}:(.*?)\\r?$`, 'm').exec(info)?.[1] ?? '';
  return {
    version: field('redis_version'),
    memoryPolicy: field('maxmemory_policy'),
    appendOnly: field('aof_enabled') === '1',
    skew: await clockSkew(async () => {
      // Numbers by their type, but words on the wire.
      const [seconds = 0, micros = 0] = (await server.time()).map(Number);
      return seconds * 1000 + micros / 1000;
    }, ownMillis),
  };
}
