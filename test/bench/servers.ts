/** The two servers that all contenders share: places on them, and the CPU that they use. */
import { Redis } from 'ioredis';
import mongoose from 'mongoose';

import type { Place } from './contender.ts';

export interface Servers {
  /** A database and a queue prefix of this name, which need not exist. */
  place(name: string): Place;
  /** Removes everything that a contender left in its place. */
  wipe(place: Place): Promise<void>;
  /** Seconds of CPU that each has used so far; NaN where the server does not say. */
  cpuSeconds(): Promise<{ readonly mongodb: number; readonly redis: number }>;
  close(): Promise<void>;
}

/** Connects to the servers of MONGODB_URI and REDIS_URL. Throws when one of them is not there. */
export async function openServers(env: NodeJS.ProcessEnv): Promise<Servers> {
  const { MONGODB_URI: mongoUri, REDIS_URL: redisUrl } = env;
  if (mongoUri === undefined || redisUrl === undefined) {
    throw new Error(
      'MONGODB_URI and REDIS_URL are not set: run it by `pnpm bench:pipeline`, which starts both servers',
    );
  }
  const redis = new Redis(redisUrl, { lazyConnect: true, retryStrategy: () => null });
  const client = new mongoose.mongo.MongoClient(mongoUri, { serverSelectionTimeoutMS: 5000 });
  // connect() reports it.
  redis.on('error', () => undefined);
  await Promise.all([
    redis.connect().catch(unreachable(redisUrl)),
    client.connect().catch(unreachable(mongoUri)),
  ]);
  return {
    place: (name) => {
      const url = new URL(mongoUri);
      url.pathname = `/${name}`;
      return { mongoUri: url.href, redisUrl, prefix: name };
    },
    wipe: async (place) => {
      await client.db(new URL(place.mongoUri).pathname.slice(1)).dropDatabase();
      for await (const keys of redis.scanStream({ match: `${place.prefix}:*`, count: 1000 })) {
        if (Array.isArray(keys) && keys.length > 0) await redis.unlink(keys);
      }
    },
    cpuSeconds: async () => {
      const status = await client.db('admin').command({ serverStatus: 1 });
      const info = await redis.info('cpu');
      const used = (kind: string) => Number(new RegExp(`^used_cpu_${kind}:(\\S+)`, 'm').exec(info)?.[1]);
      const { user_time_us: user, system_time_us: system }: Record<string, unknown> =
        status['extra_info'] ?? {};
      return { mongodb: (Number(user) + Number(system)) / 1e6, redis: used('user') + used('sys') };
    },
    close: async () => {
      redis.disconnect();
      await client.close();
    },
  };
}

function unreachable(url: string): (cause: unknown) => never {
  return (cause) => {
    throw new Error(`cannot reach ${url}: ${cause instanceof Error ? cause.message : String(cause)}`, {
      cause,
    });
  };
}
