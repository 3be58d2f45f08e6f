import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';

/** How a process ended. */
export interface ProcessExit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** A child that does not outlive the process that started it. */
export interface GuardedProcess {
  readonly pid: number;
  /** Resolves once, when the process has ended, however it ended. */
  readonly exited: Promise<ProcessExit>;
  alive(): boolean;
  /** Sends the signal if the process still runs. */
  signal(signal: NodeJS.Signals): void;
  /** Sends SIGTERM, waits up to `graceMillis`, then SIGKILL; resolves when the process has ended. Idempotent. */
  stop(graceMillis: number): Promise<void>;
}

const running = new Set<ChildProcess>();
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

/**
 * Starts a process of its own session, so that a terminal's Ctrl-C reaches only the launcher, which stops things in
 * order. Its output is appended to `logFile`.
 *
 * It dies with this process: killed on exit, and when this process is killed itself, by the loss of a pipe. With guard
 * `ipc` the child gets a Node IPC channel and has to stop on `disconnect` by itself; with guard `shell`, for programs
 * that know nothing of us, a sleeping shell notices the closed pipe and kills it.
 */
export async function startGuarded(o: {
  readonly file: string;
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  readonly logFile: string;
  readonly guard: 'ipc' | 'shell';
}): Promise<GuardedProcess> {
  const log = openSync(o.logFile, 'a');
  const stdio = o.guard === 'ipc' ? (['ignore', log, log, 'ipc'] as const) : (['ignore', log, log] as const);
  const child = spawn(o.file, o.args, { env: o.env, stdio: [...stdio], detached: true });
  closeSync(log);
  const exited = new Promise<ProcessExit>((resolve) => {
    child.once('exit', (code, signal) => resolve({ code, signal }));
  });
  await new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve);
    child.once('error', reject);
  });
  const { pid } = child;
  if (pid === undefined) throw new Error(`${o.file} has no process id`);
  const guard = o.guard === 'shell' ? startGuard(pid) : undefined;
  running.add(child);
  child.once('exit', () => {
    running.delete(child);
    guard?.kill('SIGKILL');
  });

  const alive = () => child.exitCode === null && child.signalCode === null;
  return {
    pid,
    exited,
    alive,
    signal: (signal) => {
      if (alive()) child.kill(signal);
    },
    stop: async (graceMillis) => {
      if (!alive()) return;
      child.kill('SIGTERM');
      const timer = setTimeout(() => child.kill('SIGKILL'), graceMillis);
      await exited;
      clearTimeout(timer);
    },
  };
}

/** SIGKILL, because the servers it is used for recover from it and a paused one hears nothing else. */
function startGuard(pid: number): ChildProcess {
  const guard = spawn('/bin/sh', ['-c', 'read -r _; kill -KILL "$0"', String(pid)], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  });
  guard.on('error', () => undefined);
  guard.unref();
  return guard;
}
