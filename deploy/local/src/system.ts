import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';

import type { ServiceName } from '@tierline/contracts';
import { newApiKey } from '@tierline/platform';
import { migrateDatabase } from '@tierline/store';

import { freePort } from './free-port.ts';
import { repositoryRoot } from './repository.ts';
import { startServiceProcess, type ServiceEvent, type ServiceProcess } from './service-process.ts';

/** In the order in which they start; they stop in reverse. */
export const SERVICE_NAMES = [
  'notifier',
  'sla-monitor',
  'router',
  'intake',
] as const satisfies readonly ServiceName[];

/**
 * The domain time of all services: `epoch` at wall time `origin` (both epoch milliseconds), then `speed` times as fast.
 * Without epoch and origin the speed has to be 1, and it is the real time.
 */
export interface SystemClock {
  readonly epoch?: number;
  readonly origin?: number;
  readonly speed: number;
}

export interface SystemOptions {
  readonly mongoUri: string;
  readonly redisUrl: string;
  readonly policyFile: string;
  readonly clock: SystemClock;
  /** Default: all. */
  readonly services?: readonly ServiceName[];
  /** Free ones where absent. */
  readonly ports?: { readonly api?: number; readonly admin?: Partial<Readonly<Record<ServiceName, number>>> };
  readonly queuePrefix?: string;
  /** The API key that intake takes as an admin's. One is made where absent. */
  readonly adminKey?: string;
  /** The clone whose built services are started; default: this one. */
  readonly root?: string;
  /** More variables for every service; they win over those made here. Nothing else is passed on but PATH and HOME. */
  readonly env?: Readonly<Record<string, string>>;
  /** Gets `<service>.log`; made if it is not there. */
  readonly logDir: string;
  readonly onEvent: (event: SystemEvent) => void;
  /** Whether a service that dies is started again, with backoff, on its ports. */
  readonly restart: boolean;
}

export type SystemEvent = ServiceEvent & { readonly service: ServiceName };

/** Every service as its own process. */
export interface System {
  /** Of intake, whether or not it is among the services. */
  readonly apiUrl: string;
  /** An API key of an admin. */
  readonly adminKey: string;
  /** In the order in which they were started; pids as of now. */
  readonly services: readonly {
    readonly name: ServiceName;
    readonly pid: number;
    readonly adminUrl: string;
  }[];
  /** Resolves when the service's process has the signal; after SIGKILL, when it is gone. */
  kill(name: ServiceName, signal: NodeJS.Signals): Promise<void>;
  /** Resolves when the service, restarted perhaps, is ready; rejects after 30 s with its last log lines. */
  waitReady(name: ServiceName): Promise<void>;
  /** SIGTERM to all, in reverse order, then up to 12 s for them to end, then SIGKILL. Idempotent. */
  stop(): Promise<void>;
}

/** Brings the database up to date, starts the services and waits until each is ready. When one is not, stops them all and rejects with its last words. */
export async function startSystem(o: SystemOptions): Promise<System> {
  await mkdir(o.logDir, { recursive: true });
  await migrateDatabase(o.mongoUri);
  const apiPort = o.ports?.api ?? (await freePort());
  const adminKey = o.adminKey ?? newApiKey().key;
  const running = new Map<ServiceName, { readonly process: ServiceProcess; readonly adminUrl: string }>();

  const service = (name: ServiceName) => {
    const found = running.get(name);
    if (found === undefined) throw new RangeError(`${name} is not part of this system`);
    return found.process;
  };
  const stop = async () => {
    await Promise.all([...running.values()].toReversed().map(async ({ process }) => process.stop()));
  };

  try {
    for (const name of SERVICE_NAMES.filter((one) => o.services?.includes(one) ?? true)) {
      const adminPort = o.ports?.admin?.[name] ?? (await freePort());
      const adminUrl = `http://127.0.0.1:${adminPort}`;
      const process = await startServiceProcess({
        name,
        script: join(o.root ?? repositoryRoot, 'services', name, 'dist/main.js'),
        env: serviceEnvironment({ options: o, name, apiPort, adminPort, adminKey }),
        adminUrl,
        logFile: join(o.logDir, `${name}.log`),
        restart: o.restart,
        onEvent: (event) => o.onEvent({ ...event, service: name }),
      });
      running.set(name, { process, adminUrl });
    }
    await Promise.all([...running.values()].map(async ({ process }) => process.waitReady()));
  } catch (error) {
    await stop();
    throw error;
  }

  return {
    apiUrl: `http://127.0.0.1:${apiPort}`,
    adminKey,
    get services() {
      return [...running].map(([name, { process, adminUrl }]) => ({ name, pid: process.pid(), adminUrl }));
    },
    kill: async (name, signal) => service(name).kill(signal),
    waitReady: async (name) => service(name).waitReady(),
    stop,
  };
}

function serviceEnvironment(o: {
  readonly options: SystemOptions;
  readonly name: ServiceName;
  readonly apiPort: number;
  readonly adminPort: number;
  readonly adminKey: string;
}): NodeJS.ProcessEnv {
  const { mongoUri, redisUrl, policyFile, clock, queuePrefix, env } = o.options;
  return {
    PATH: process.env['PATH'],
    HOME: process.env['HOME'],
    MONGODB_URI: mongoUri,
    REDIS_URL: redisUrl,
    POLICY_FILE: policyFile,
    HOST: '127.0.0.1',
    ADMIN_PORT: String(o.adminPort),
    CLOCK_SPEED: String(clock.speed),
    ...(clock.epoch === undefined ? {} : { CLOCK_EPOCH: iso(clock.epoch) }),
    ...(clock.origin === undefined ? {} : { CLOCK_ORIGIN: iso(clock.origin) }),
    ...(queuePrefix === undefined ? {} : { QUEUE_PREFIX: queuePrefix }),
    // Nobody balances load here: whoever stops it need not wait.
    ...(o.name === 'intake' ? { PORT: String(o.apiPort), ADMIN_KEY: o.adminKey, DRAIN_SECONDS: '0' } : {}),
    ...env,
  };
}

function iso(epochMillis: number): string {
  return new Date(epochMillis).toISOString();
}
