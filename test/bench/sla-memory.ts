/** What timers take of Redis. */
import type { Redis } from 'ioredis';

/** What Redis holds at one moment. */
export interface RedisUse {
  readonly bytes: number;
  readonly timers: number;
}

/** Memory in use, and the timers that are delayed or about to be handled. */
export async function redisUse(redis: Redis, prefix: string): Promise<RedisUse> {
  const [info, delayed, waiting, active] = await Promise.all([
    redis.info('memory'),
    redis.zcard(`${prefix}:timers:delayed`),
    redis.llen(`${prefix}:timers:wait`),
    redis.llen(`${prefix}:timers:active`),
  ]);
  return { bytes: Number(/^used_memory:(\d+)/m.exec(info)?.[1]), timers: delayed + waiting + active };
}
