import { rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { ensureBinaries } from './binaries.ts';
import { startMongo } from './mongo-server.ts';
import type { ProgressLine } from './progress-line.ts';
import { startRedis } from './redis-server.ts';

/** What tests and benchmarks get: servers that nobody else uses. */
export interface ThrowAwayServers {
  /** The variables that say where they are, and with which programs to start more. */
  readonly env: Readonly<Record<string, string>>;
  /** Stops both and removes their data. */
  stop(): Promise<void>;
}

/** Starts both servers on free ports, with their data in a temporary directory. */
export async function startThrowAwayServers(o: {
  readonly env: NodeJS.ProcessEnv;
  readonly progress: ProgressLine;
}): Promise<ThrowAwayServers> {
  const { mongod, redisServer } = await ensureBinaries(o);
  const started = performance.now();
  const dir = await mkdtemp(join(tmpdir(), 'tierline-'));
  // For an end that does not go through stop(); the servers are dead by then.
  process.once('exit', () => rmSync(dir, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 }));
  const mongo = await startMongo({ binary: mongod.path, dir: join(dir, 'mongo') });
  const redis = await startRedis({ binary: redisServer.path, dir: join(dir, 'redis'), persistent: false });
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  o.progress.print(
    `tierline: MongoDB ${mongod.version} (${mongod.origin}) and Redis ${redisServer.version} (${redisServer.origin}), ` +
      `to be thrown away, are up, ${seconds} s`,
  );
  return {
    env: {
      MONGODB_URI: mongo.uri,
      REDIS_URL: redis.url,
      TIERLINE_MONGOD: mongod.path,
      TIERLINE_REDIS_SERVER: redisServer.path,
    },
    stop: async () => {
      await Promise.all([mongo.kill9(), redis.kill9()]);
      await rm(dir, { recursive: true, force: true });
    },
  };
}
