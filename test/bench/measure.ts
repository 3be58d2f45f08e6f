/**
 * Measures one contender: a warm-up, a steady rate, then flat out. That comes last because a compiler that is still busy
 * with hot code costs most where the processor is the limit.
 */
import { setTimeout as sleep } from 'node:timers/promises';

import type { Contender } from './contender.ts';
import { difference, type Histogram, percentile, total } from './histogram.ts';
import { flatOut, type Load, poisson } from './load.ts';
import type { Servers } from './servers.ts';

export const CONNECTIONS = 64;
export const STEADY_PER_SECOND = 200;
const WARM_UP_SECONDS = 3;
const POLL_MS = 50;
/** Without another ticket done for so long, tickets are lost and the figures would be wrong. */
const STUCK_MS = 20_000;

/** What one contender did in one round. Milliseconds are at the steady rate, the rest flat out. */
export interface Figures {
  /** From the first request to the last ticket routed and timed. */
  readonly ticketsPerSecond: number;
  /** Answered 2xx, while requests were sent. */
  readonly acceptedPerSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly httpP50Ms: number;
  readonly httpP99Ms: number;
  /** Seconds of CPU per 1000 tickets. */
  readonly cpuServices: number;
  readonly cpuMongodb: number;
  readonly cpuRedis: number;
  readonly cpuLoad: number;
  /** Requests not answered 2xx, of both parts. */
  readonly refused: number;
}

export interface Lengths {
  readonly flatOutSeconds: number;
  readonly steadySeconds: number;
}

/** Takes the seed of the arrivals, so that all contenders of a round see the same ones. Throws when tickets are lost. */
export async function measure(o: {
  readonly contender: Contender;
  readonly servers: Servers;
  readonly lengths: Lengths;
  readonly seed: number;
}): Promise<Figures> {
  const { contender, servers, lengths, seed } = o;
  await throughput(contender, () =>
    flatOut({ to: contender, connections: CONNECTIONS, seconds: WARM_UP_SECONDS }),
  );

  const steady = await throughput(contender, () =>
    poisson({ to: contender, perSecond: STEADY_PER_SECOND, seconds: lengths.steadySeconds, seed }),
  );

  const cpuBefore = await cpuSeconds(contender, servers);
  const flat = await throughput(contender, () =>
    flatOut({ to: contender, connections: CONNECTIONS, seconds: lengths.flatOutSeconds }),
  );
  const cpuAfter = await cpuSeconds(contender, servers);
  const cpu = (part: keyof typeof cpuBefore) =>
    (cpuAfter[part] - cpuBefore[part]) / (flat.load.accepted / 1000);

  return {
    ticketsPerSecond: flat.load.accepted / flat.doneSeconds,
    acceptedPerSecond: flat.load.accepted / flat.sentSeconds,
    p50Ms: percentile(steady.timed, 0.5) * 1000,
    p99Ms: percentile(steady.timed, 0.99) * 1000,
    httpP50Ms: percentile(steady.load.http, 0.5) * 1000,
    httpP99Ms: percentile(steady.load.http, 0.99) * 1000,
    cpuServices: cpu('services'),
    cpuMongodb: cpu('mongodb'),
    cpuRedis: cpu('redis'),
    cpuLoad: cpu('load'),
    refused: flat.load.refused + steady.load.refused,
  };
}

/** Sends a load and waits until all of it is routed and timed. */
export async function throughput(
  contender: Contender,
  send: () => Promise<Load>,
): Promise<{
  readonly load: Load;
  readonly timed: Histogram;
  readonly sentSeconds: number;
  readonly doneSeconds: number;
}> {
  const before = await contender.timed();
  const start = performance.now();
  const seconds = () => (performance.now() - start) / 1000;
  const load = await send();
  const sentSeconds = seconds();
  let timed = difference(before, await contender.timed());
  let progressAt = performance.now();
  while (total(timed) < load.accepted) {
    await sleep(POLL_MS);
    const now = difference(before, await contender.timed());
    if (total(now) > total(timed)) progressAt = performance.now();
    timed = now;
    if (performance.now() - progressAt > STUCK_MS) {
      throw new Error(
        `${load.accepted} tickets were accepted, but only ${total(timed)} were routed and timed`,
      );
    }
  }
  return { load, timed, sentSeconds, doneSeconds: seconds() };
}

async function cpuSeconds(contender: Contender, servers: Servers) {
  const [services, ofServers] = await Promise.all([contender.cpuSeconds(), servers.cpuSeconds()]);
  const { user, system } = process.cpuUsage();
  return { services, ...ofServers, load: (user + system) / 1e6 };
}
