/** One run on real services: open tickets, several loads one after the other, what became of them. */
import { setTimeout as sleep } from 'node:timers/promises';

import type { RealTicketing } from '@tierline/testkit';
import { Redis } from 'ioredis';

import {
  allSeen,
  type DueLoad,
  duesOf,
  type Faults,
  faultsOf,
  type Lateness,
  latenessOf,
  recordedOn,
} from './sla-firing.ts';
import { redisUse, type RedisUse } from './sla-memory.ts';
import { startSlaSystem } from './sla-system.ts';
import { type DueTicket, NEAR_IDS, reported, seedNear } from './sla-tickets.ts';
import { watchTickets } from './sla-watch.ts';

export interface FiringPlan {
  readonly loads: readonly DueLoad[];
  /** Processes of sla-monitor. */
  readonly monitors: number;
  /** Seconds of CPU that the servers have used so far. */
  readonly serversCpu: () => Promise<{ readonly mongodb: number; readonly redis: number }>;
  readonly log: (text: string) => void;
}

/** Seconds of CPU per 1000 timers. */
export interface Cpu {
  readonly services: number;
  readonly mongodb: number;
  readonly redis: number;
  readonly bench: number;
}

export interface Fired {
  readonly lateness: readonly (Lateness & { readonly load: DueLoad; readonly cpu: Cpu })[];
  readonly faults: Faults;
  /** Just before the last load was due, and before there was any timer. */
  readonly memory: { readonly full: RedisUse; readonly empty: RedisUse };
  /** The tickets of each load, the warm-up's first. */
  readonly due: readonly (readonly DueTicket[])[];
}

/** From the last ticket written to the first load: the services start, and set their timers. */
const START_SECONDS = 20;
/** Not counted: code is compiled, caches fill. */
const WARM_UP: DueLoad = { kind: 'steady', perSecond: 200, seconds: 10 };
const PAUSE_MS = 5000;
/** A guess, low on purpose: the tickets have to be there before they are due. */
const SEEDED_PER_SECOND = 2000;

/** Seeds a ticket for each timer, starts the services, and lets the loads fall due one after the other. */
export async function fire(real: RealTicketing, plan: FiringPlan): Promise<Fired> {
  const { database } = real.ticketing;
  const loads = [WARM_UP, ...plan.loads];
  const counts = loads.map((load) => (load.kind === 'burst' ? load.count : load.perSecond * load.seconds));
  const seedSeconds = counts.reduce((sum, count) => sum + count, 0) / SEEDED_PER_SECOND;
  let start = Date.now() + (seedSeconds + START_SECONDS) * 1000;
  const due: DueTicket[][] = [];
  for (const [index, load] of loads.entries()) {
    const dues = duesOf(load, start, index + 1);
    due.push([...(await seedNear(database, real.loaded, dues, due.flat().length))]);
    start = (dues.at(-1) ?? start) + PAUSE_MS;
  }
  await reported(database);
  const redis = new Redis(real.config.REDIS_URL);
  const empty = await redisUse(redis, real.config.QUEUE_PREFIX);
  await using watch = await watchTickets(database, NEAR_IDS);
  await using system = await startSlaSystem(real, plan.monitors);
  const spare = (due[0]?.[0]?.due ?? 0) - Date.now();
  plan.log(`${due.flat().length} timers, the first in ${(spare / 1000).toFixed(0)} s`);
  if (spare < 3000) throw new Error('seeding took so long that timers fell due before the services were up');

  const cpuNow = async () => {
    const { user, system: kernel } = process.cpuUsage();
    const [services, servers] = await Promise.all([system.cpuSeconds(), plan.serversCpu()]);
    return { services, ...servers, bench: (user + kernel) / 1e6 };
  };
  let full = empty;
  const cpus: Cpu[] = [];
  for (const tickets of due) {
    await sleep(Math.max(0, (tickets[0]?.due ?? 0) - 1000 - Date.now()));
    full = await redisUse(redis, real.config.QUEUE_PREFIX);
    const before = await cpuNow();
    await allSeen(tickets, watch);
    const after = await cpuNow();
    const per = (part: keyof Cpu) => ((after[part] - before[part]) / tickets.length) * 1000;
    cpus.push({
      services: per('services'),
      mongodb: per('mongodb'),
      redis: per('redis'),
      bench: per('bench'),
    });
    plan.log(`${tickets.length} timers seen`);
  }
  redis.disconnect();
  const happened = { recorded: await recordedOn(database, due.flat()), seen: watch.seen };
  const lateness = loads.flatMap((load, index) => {
    const [tickets, cpu] = [due[index], cpus[index]];
    const counted = index > 0 && tickets !== undefined && cpu !== undefined;
    return counted ? [{ load, cpu, ...latenessOf(tickets, happened) }] : [];
  });
  return { lateness, faults: faultsOf(due.flat(), happened), memory: { full, empty }, due };
}
