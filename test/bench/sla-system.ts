/** The real services from their dist, for the SLA benchmark: in a database that has tickets already. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { startSystem, type System } from '@tierline/local';
import type { RealTicketing } from '@tierline/testkit';

import { cpuSecondsOf } from './service-metrics.ts';

export interface SlaSystem extends AsyncDisposable {
  readonly apiUrl: string;
  readonly adminKey: string;
  /** Seconds of CPU that all services have used so far. */
  cpuSeconds(): Promise<number>;
}

/** Every service, and sla-monitor so many times. */
export async function startSlaSystem(
  { config, loaded, ticketing }: Pick<RealTicketing, 'config' | 'loaded' | 'ticketing'>,
  monitors: number,
): Promise<SlaSystem> {
  // A turn that was taken before the tickets were there would have their timers wait for the next.
  await ticketing.database.turns.deleteMany({});
  const dir = await mkdtemp(join(tmpdir(), 'tierline-bench-'));
  const policyFile = join(dir, 'tierline.yaml');
  await writeFile(policyFile, loaded.text);
  const systems: System[] = [];
  const stop = async () => {
    await Promise.all(systems.map((one) => one.stop()));
    await rm(dir, { recursive: true, force: true });
  };
  try {
    for (let index = 0; index < monitors; index += 1)
      systems.push(
        await startSystem({
          mongoUri: config.MONGODB_URI,
          redisUrl: config.REDIS_URL,
          queuePrefix: config.QUEUE_PREFIX,
          policyFile,
          clock: { speed: 1 },
          ...(index > 0 && { services: ['sla-monitor'] }),
          logDir: join(dir, String(index)),
          restart: false,
          onEvent: () => undefined,
        }),
      );
  } catch (error) {
    await stop();
    throw error;
  }
  const [first] = systems;
  if (first === undefined) throw new RangeError('no system');
  return {
    apiUrl: first.apiUrl,
    adminKey: first.adminKey,
    cpuSeconds: async () => cpuSecondsOf(systems.flatMap(({ services }) => services)),
    [Symbol.asyncDispose]: stop,
  };
}
