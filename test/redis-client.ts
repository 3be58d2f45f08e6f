import { Redis } from 'ioredis';

/** Asks the Redis at a port of this machine something, on a connection of its own. */
export async function onRedis<T>(port: number, run: (redis: Redis) => Promise<T>): Promise<T> {
  const redis = new Redis({ host: '127.0.0.1', port });
  try {
    return await run(redis);
  } finally {
    redis.disconnect();
  }
}
