import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import type { ServiceName } from '@tierline/contracts';
import { freePort, startRedis, startSystem, type System, type SystemClock } from '@tierline/local';
import { newApiKey } from '@tierline/platform';
import { Redis } from 'ioredis';

/** The processes: of sla-monitor there are two, which share the work. */
const CREW = {
  intake: 'intake',
  router: 'router',
  'sla-monitor-1': 'sla-monitor',
  'sla-monitor-2': 'sla-monitor',
} as const satisfies Readonly<Record<string, ServiceName>>;

type Member = keyof typeof CREW;

/** What gets kill -9. Redis comes back without its data; `queues` is a FLUSHALL, and nothing is killed. */
export type Victim = Member | 'redis' | 'queues';

/** From the kill until all was back and ready, epoch milliseconds of real time. */
export interface Outage {
  readonly of: readonly Victim[];
  readonly from: number;
  readonly until: number;
}

/** The services of one installation, each in a process of its own, on a Redis of their own. */
export interface Fleet {
  readonly apiUrl: string;
  readonly adminKey: string;
  /** Kills them at once, starts them again after so many real milliseconds; resolves when they are ready. */
  outage(of: readonly Victim[], forMs: number): Promise<Outage>;
  stop(): Promise<void>;
}

/** Starts the processes; `dir` gets their policy file, logs and the data of Redis. */
export async function startFleet(o: {
  readonly dir: string;
  readonly mongoUri: string;
  readonly policyText: string;
  readonly clock: SystemClock;
  readonly env: Readonly<Record<string, string>>;
}): Promise<Fleet> {
  const binary = process.env['TIERLINE_REDIS_SERVER'];
  assert.ok(binary, 'run the tests by npm run test:slow: it says where redis-server is');
  const redis = await startRedis({ binary, dir: join(o.dir, 'redis'), persistent: false });
  const policyFile = join(o.dir, 'tierline.yaml');
  await writeFile(policyFile, o.policyText);
  const api = await freePort();
  const adminKey = newApiKey().key;
  const running = new Map<Member, System>();

  async function start(member: Member): Promise<void> {
    const system = await startSystem({
      mongoUri: o.mongoUri,
      redisUrl: redis.url,
      policyFile,
      clock: o.clock,
      env: o.env,
      services: [CREW[member]],
      ports: { api },
      adminKey,
      queuePrefix: 'week',
      logDir: join(o.dir, member),
      onEvent: () => undefined,
      restart: false,
    });
    running.set(member, system);
  }

  async function kill(victim: Victim): Promise<void> {
    if (victim === 'redis') return redis.kill9();
    if (victim === 'queues') return flushed(redis.url);
    await running.get(victim)?.kill(CREW[victim], 'SIGKILL');
  }

  async function revive(victim: Victim): Promise<void> {
    if (victim === 'redis') return redis.restart({ wipe: true });
    if (victim !== 'queues') await start(victim);
  }

  async function stop(): Promise<void> {
    await Promise.all([...running.values()].map((system) => system.stop()));
    await redis.stop();
  }

  try {
    // The first of them puts the policy in force; the others find it.
    const [first, ...others] = Object.keys(CREW) as [Member, ...Member[]];
    await start(first);
    await Promise.all(others.map(start));
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    apiUrl: `http://127.0.0.1:${api}`,
    adminKey,
    outage: async (of, forMs) => {
      const from = Date.now();
      await Promise.all(of.map(kill));
      await sleep(forMs);
      await Promise.all(of.map(revive));
      return { of, from, until: Date.now() };
    },
    stop,
  };
}

async function flushed(url: string): Promise<void> {
  const client = new Redis(url);
  try {
    await client.flushall();
  } finally {
    client.disconnect();
  }
}
