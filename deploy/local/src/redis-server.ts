import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

import { Redis } from 'ioredis';

import { LaunchError } from './errors.ts';
import { freePort } from './free-port.ts';
import { startGuarded, type GuardedProcess } from './guarded-process.ts';
import { logTail } from './log-tail.ts';

const START_SECONDS = 30;
const STOP_GRACE_MILLIS = 5_000;
const RETRY_MILLIS = 25;

/** A redis-server or valkey-server of our own on loopback. */
export interface RedisServer {
  /** Stays the same over restarts, as does the port. */
  readonly url: string;
  readonly port: number;
  /** Of the present process. */
  readonly pid: number;
  /** Clean shutdown. Idempotent. */
  stop(): Promise<void>;
  /** As if the machine lost power: SIGKILL; resolves when the process is gone. */
  kill9(): Promise<void>;
  /** Stops it if it runs and starts it on the same port, on its data or, with `wipe`, on none. */
  restart(o: { readonly wipe: boolean }): Promise<void>;
}

/**
 * Starts Redis and waits until it answers and has loaded its data. `persistent` keeps an append-only file that is
 * synced every second; without it, nothing survives a restart. Never evicts, because a queue that forgets jobs is worse
 * than one that refuses them.
 */
export async function startRedis(o: {
  readonly binary: string;
  readonly dir: string;
  readonly port?: number;
  readonly persistent: boolean;
  /** More arguments for the program; they win over those made here. */
  readonly args?: readonly string[];
}): Promise<RedisServer> {
  const port = o.port ?? (await freePort());
  const launch = async () => launchRedis({ args: [], ...o, port });
  let redis = await launch();

  return {
    url: `redis://127.0.0.1:${port}`,
    port,
    get pid() {
      return redis.pid;
    },
    stop: async () => redis.stop(STOP_GRACE_MILLIS),
    kill9: async () => {
      redis.signal('SIGKILL');
      await redis.exited;
    },
    restart: async ({ wipe }) => {
      await redis.stop(STOP_GRACE_MILLIS);
      if (wipe) await rm(join(o.dir, 'db'), { recursive: true, force: true });
      redis = await launch();
    },
  };
}

async function launchRedis(o: {
  readonly binary: string;
  readonly dir: string;
  readonly port: number;
  readonly persistent: boolean;
  readonly args: readonly string[];
}): Promise<GuardedProcess> {
  const data = join(o.dir, 'db');
  await mkdir(data, { recursive: true });
  const logFile = join(o.dir, 'redis.log');
  const redis = await startGuarded({
    file: o.binary,
    args: [
      ['--port', String(o.port), '--bind', '127.0.0.1', '--dir', data, '--daemonize', 'no', '--save', ''],
      ['--appendonly', o.persistent ? 'yes' : 'no', '--appendfsync', 'everysec'],
      ['--maxmemory-policy', 'noeviction'],
      o.args,
    ].flat(),
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], LC_ALL: 'C' },
    logFile,
    guard: 'shell',
  });
  const failure = await untilAnswering({ port: o.port, redis });
  if (failure === undefined) return redis;
  await redis.stop(STOP_GRACE_MILLIS);
  throw new LaunchError(
    'server-did-not-start',
    `Redis did not start: ${failure}. Its last words:\n${await logTail(logFile)}\n` +
      'If its data were written by another version, remove them (the queues are rebuilt from MongoDB).',
  );
}

/** What went wrong, or undefined once it answers. */
async function untilAnswering(o: {
  readonly port: number;
  readonly redis: GuardedProcess;
}): Promise<string | undefined> {
  const client = new Redis({
    host: '127.0.0.1',
    port: o.port,
    maxRetriesPerRequest: null,
    retryStrategy: () => RETRY_MILLIS,
  });
  client.on('error', () => undefined);
  const timer = new AbortController();
  try {
    return await Promise.race([
      client.ping().then(() => undefined),
      o.redis.exited.then(({ code, signal }) => `it exited with ${signal ?? code}`),
      new Promise<string>((resolve) => {
        const timeout = setTimeout(() => resolve(`no answer after ${START_SECONDS} s`), START_SECONDS * 1000);
        timer.signal.addEventListener('abort', () => clearTimeout(timeout));
      }),
    ]);
  } finally {
    timer.abort();
    client.disconnect();
  }
}
