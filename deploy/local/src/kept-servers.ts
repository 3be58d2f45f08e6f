import { join } from 'node:path';

import { ensureBinary, type Search, type ServerBinary } from './binaries.ts';
import { startMongo } from './mongo-server.ts';
import type { ProgressLine } from './progress-line.ts';
import { startRedis } from './redis-server.ts';
import { serverCacheDir } from './repository.ts';
import { mongodb, redis, type ServerKind } from './server-kind.ts';

const DATABASE = 'tierline';

/** Where the two servers are. */
export interface Servers {
  readonly mongoUri: string;
  readonly redisUrl: string;
  /** Stops what was started here, and nothing else. */
  stop(): Promise<void>;
}

interface Server {
  readonly uri: string;
  stop(): Promise<void>;
}

type Source =
  | { readonly kind: 'running'; readonly uri: string }
  | { readonly kind: 'program'; readonly binary: ServerBinary };

/** Those that MONGODB_URI and REDIS_URL name, or else ones of our own that keep their data in `dir`. */
export async function startKeptServers(o: {
  readonly env: NodeJS.ProcessEnv;
  readonly dir: string;
  readonly progress: ProgressLine;
}): Promise<Servers> {
  const { env, dir, progress } = o;
  const search: Search = { env, progress, cacheDir: serverCacheDir, download: true };
  // Both are found before either is started: a failure then leaves nothing running.
  const sources = { mongo: await find(mongodb, search), redis: await find(redis, search) };
  const mongo = await bringUp({
    kind: mongodb,
    source: sources.mongo,
    progress,
    start: async (binary) => startMongo({ binary, dir: join(dir, 'mongo') }),
  });
  try {
    const queue = await bringUp({
      kind: redis,
      source: sources.redis,
      progress,
      start: async (binary) => {
        const server = await startRedis({ binary, dir: join(dir, 'redis'), persistent: true });
        return { uri: server.url, stop: async () => server.stop() };
      },
    });
    const stop = async () => {
      await queue.stop();
      await mongo.stop();
    };
    return { mongoUri: withDatabase(mongo.uri), redisUrl: queue.uri, stop };
  } catch (error) {
    await mongo.stop();
    throw error;
  }
}

async function find(kind: ServerKind, search: Search): Promise<Source> {
  const uri = search.env[kind.uriVariable];
  if (uri !== undefined && uri !== '') return { kind: 'running', uri };
  return { kind: 'program', binary: await ensureBinary(kind, search) };
}

async function bringUp(o: {
  readonly kind: ServerKind;
  readonly source: Source;
  readonly progress: ProgressLine;
  readonly start: (binary: string) => Promise<Server>;
}): Promise<Server> {
  const { kind, source, progress } = o;
  if (source.kind === 'running') {
    progress.print(`tierline: ${kind.name} is the one that ${kind.uriVariable} names`);
    return { uri: source.uri, stop: async () => undefined };
  }
  const started = performance.now();
  const { path, version, origin } = source.binary;
  const server = await o.start(path);
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  progress.print(`tierline: ${kind.name} ${version} (${origin}) is up at ${server.uri}, ${seconds} s`);
  return server;
}

/** The connection string with Tierline's database, unless it names one itself. */
export function withDatabase(uri: string): string {
  return uri.replace(/^([a-z+]+:\/\/[^/?]+)\/?(?=\?|$)/, `$1/${DATABASE}`);
}
