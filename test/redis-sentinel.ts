import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { freePort, type GuardedProcess, type RedisServer, startGuarded, startRedis } from '@tierline/local';
import { eventually } from '@tierline/testkit';

import { onRedis } from './redis-client.ts';

const MASTER = 'tierline-test';

/** Two Redis servers on loopback, of which one follows the other, and the sentinels that watch them. */
export interface RedisUnderSentinel {
  /** For REDIS_URL. */
  readonly url: string;
  readonly servers: readonly RedisServer[];
  /** Which of the servers the sentinels call the master now. */
  master(): Promise<RedisServer>;
  /** Starts a killed server again and has it follow the master until it has all that the master has. */
  rejoin(server: RedisServer): Promise<void>;
  stop(): Promise<void>;
}

/** Starts them and waits until every sentinel knows the replica and the other sentinels. */
export async function startRedisUnderSentinel(o: {
  readonly binary: string;
  readonly dir: string;
  readonly sentinels: number;
}): Promise<RedisUnderSentinel> {
  const stops: (() => Promise<void>)[] = [];
  const stop = async () => {
    for (const one of stops.splice(0).toReversed()) await one();
  };
  const server = async (name: string, args: readonly string[]) => {
    const started = await startRedis({ binary: o.binary, dir: join(o.dir, name), persistent: true, args });
    stops.push(() => started.stop());
    return started;
  };
  const ports: number[] = [];
  try {
    const first = await server('first', []);
    const second = await server('second', ['--replicaof', '127.0.0.1', String(first.port)]);
    for (let index = 0; index < o.sentinels; index += 1) {
      const port = await freePort();
      const sentinel = await startSentinel({
        ...o,
        dir: join(o.dir, `sentinel-${index}`),
        port,
        master: first.port,
      });
      stops.push(() => sentinel.stop(2_000));
      ports.push(port);
    }
    for (const port of ports) {
      await eventually(async () => {
        const known = await ask(port, 'MASTER', MASTER);
        if (known['num-slaves'] !== '1' || known['num-other-sentinels'] !== String(o.sentinels - 1))
          throw new Error(`the sentinel does not know all: ${JSON.stringify(known)}`);
      }, 20_000);
    }
    const servers = [first, second];
    return {
      url: `redis+sentinel://${ports.map((port) => `127.0.0.1:${port}`).join(',')}/${MASTER}`,
      servers,
      master: async () => {
        const { port } = await ask(ports[0] ?? 0, 'MASTER', MASTER);
        const found = servers.find((one) => String(one.port) === port);
        if (found === undefined) throw new Error(`nobody of ours is at port ${port}`);
        return found;
      },
      rejoin: async (server) => {
        await server.restart({ wipe: false });
        const { port } = await ask(ports[0] ?? 0, 'MASTER', MASTER);
        await onRedis(server.port, async (redis) => {
          // Sentinel does so as well, but looks at a server that is no master only every ten seconds.
          await redis.replicaof('127.0.0.1', Number(port));
          await eventually(async () => {
            if (!(await redis.info('replication')).includes('master_link_status:up'))
              throw new Error('not in sync');
          });
        });
      },
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function startSentinel(o: {
  readonly binary: string;
  readonly dir: string;
  readonly port: number;
  readonly master: number;
  readonly sentinels: number;
}): Promise<GuardedProcess> {
  await mkdir(o.dir, { recursive: true });
  const config = join(o.dir, 'sentinel.conf');
  await writeFile(
    config,
    [
      `port ${o.port}`,
      'bind 127.0.0.1',
      `dir ${o.dir}`,
      `sentinel monitor ${MASTER} 127.0.0.1 ${o.master} ${Math.floor(o.sentinels / 2) + 1}`,
      `sentinel down-after-milliseconds ${MASTER} 1000`,
      `sentinel failover-timeout ${MASTER} 1000`,
    ].join('\n'),
  );
  return startGuarded({
    file: o.binary,
    args: [config, '--sentinel'],
    env: { PATH: process.env['PATH'], LC_ALL: 'C' },
    logFile: join(o.dir, 'sentinel.log'),
    guard: 'shell',
  });
}

async function ask(port: number, ...words: readonly string[]): Promise<Readonly<Record<string, string>>> {
  const flat = await onRedis(
    port,
    async (sentinel) => (await sentinel.call('SENTINEL', ...words)) as readonly string[],
  );
  return Object.fromEntries(
    flat.flatMap((name, index) => (index % 2 === 0 ? [[name, flat[index + 1] ?? '']] : [])),
  );
}
