import { setTimeout as sleep } from 'node:timers/promises';

import { LaunchError } from './errors.ts';
import { startGuarded, type GuardedProcess, type ProcessExit } from './guarded-process.ts';
import { logTail } from './log-tail.ts';

const READY_SECONDS = 30;
const POLL_MILLIS = 50;
const REQUEST_MILLIS = 2_000;
const STOP_GRACE_MILLIS = 12_000;
const FIRST_BACKOFF_MILLIS = 200;
const LONGEST_BACKOFF_MILLIS = 5_000;
/** One that ran this long and dies has no start-up problem: the backoff begins anew. */
const SETTLED_MILLIS = 10_000;

/** What happens to a service's process. */
export type ServiceEvent =
  | { readonly kind: 'started'; readonly pid: number }
  /** Nobody asked for it. `restartInMillis` is absent where nothing restarts it. */
  | { readonly kind: 'died'; readonly exit: ProcessExit; readonly restartInMillis?: number };

/** One service that is kept running, under the same environment and ports. */
export interface ServiceProcess {
  /** Of the present or, while it is down, of the last process. */
  pid(): number;
  /** Resolves when the process has the signal; after SIGKILL, when it is gone. Counts as an unexpected death. */
  kill(signal: NodeJS.Signals): Promise<void>;
  /** Resolves when /readyz says so; bounded. */
  waitReady(): Promise<void>;
  /** SIGTERM, up to 12 s, SIGKILL; nothing restarts it afterwards. Idempotent. */
  stop(): Promise<void>;
}

export async function startServiceProcess(o: {
  readonly name: string;
  readonly script: string;
  readonly env: NodeJS.ProcessEnv;
  readonly adminUrl: string;
  readonly logFile: string;
  readonly restart: boolean;
  readonly onEvent: (event: ServiceEvent) => void;
}): Promise<ServiceProcess> {
  let stopping = false;
  // A service that never got ready has a problem that another try does not solve, and its last words say which.
  let wasReady = false;
  let backoff = FIRST_BACKOFF_MILLIS;
  let restartTimer: NodeJS.Timeout | undefined;
  let current = await launch();

  async function launch(): Promise<GuardedProcess> {
    const started = performance.now();
    const child = await startGuarded({
      file: process.execPath,
      args: [o.script],
      env: o.env,
      logFile: o.logFile,
      guard: 'ipc',
    });
    o.onEvent({ kind: 'started', pid: child.pid });
    void child.exited.then((exit) => {
      if (stopping) return;
      if (performance.now() - started > SETTLED_MILLIS) backoff = FIRST_BACKOFF_MILLIS;
      const again = o.restart && wasReady;
      o.onEvent({ kind: 'died', exit, ...(again ? { restartInMillis: backoff } : {}) });
      if (again) scheduleRestart();
    });
    return child;
  }

  function scheduleRestart(): void {
    if (stopping) return;
    restartTimer = setTimeout(() => {
      void launch().then(
        async (child) => {
          current = child;
          if (stopping) await child.stop(STOP_GRACE_MILLIS);
        },
        () => scheduleRestart(),
      );
    }, backoff);
    backoff = Math.min(backoff * 2, LONGEST_BACKOFF_MILLIS);
  }

  const notReady = async (why: string) =>
    new LaunchError(
      'service-not-ready',
      `${o.name} is not ready: ${why}. Its last words:\n${await logTail(o.logFile)}`,
    );

  return {
    pid: () => current.pid,
    kill: async (signal) => {
      current.signal(signal);
      if (signal === 'SIGKILL') await current.exited;
    },
    waitReady: async () => {
      const deadline = performance.now() + READY_SECONDS * 1000;
      while (!(await isReady(o.adminUrl))) {
        if (!(o.restart && wasReady) && !current.alive()) throw await notReady('its process ended');
        if (performance.now() > deadline)
          throw await notReady(`${o.adminUrl}/readyz did not say so within ${READY_SECONDS} s`);
        await sleep(POLL_MILLIS);
      }
      wasReady = true;
    },
    stop: async () => {
      stopping = true;
      clearTimeout(restartTimer);
      await current.stop(STOP_GRACE_MILLIS);
    },
  };
}

async function isReady(adminUrl: string): Promise<boolean> {
  try {
    const response = await fetch(`${adminUrl}/readyz`, { signal: AbortSignal.timeout(REQUEST_MILLIS) });
    await response.body?.cancel();
    return response.ok;
  } catch {
    return false;
  }
}
