import { spawn } from 'node:child_process';
import { constants } from 'node:os';

import { InterruptedError, type InterruptionSignal, unlessInterrupted } from './interruption.ts';
import type { ProgressLine } from './progress-line.ts';
import { repositoryRoot } from './repository.ts';
import { startThrowAwayServers } from './throw-away-servers.ts';

/**
 * Runs `node args...` in the clone, with throw-away servers in its environment and this process's input and output;
 * resolves with its exit code. An interruption is passed on to it and it is waited for.
 */
export async function runWithThrowAwayServers(o: {
  readonly args: readonly string[];
  readonly progress: ProgressLine;
  readonly interrupted: AbortSignal;
}): Promise<number> {
  const servers = await unlessInterrupted(
    o.interrupted,
    startThrowAwayServers({ env: process.env, progress: o.progress }),
  );
  try {
    return await runNode({
      args: o.args,
      env: { ...process.env, ...servers.env },
      interrupted: o.interrupted,
    });
  } finally {
    await servers.stop();
  }
}

async function runNode(o: {
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  readonly interrupted: AbortSignal;
}): Promise<number> {
  const child = spawn(process.execPath, o.args, { cwd: repositoryRoot, env: o.env, stdio: 'inherit' });
  const killWithUs = () => child.kill('SIGKILL');
  const passOn = () => child.kill(signalOf(o.interrupted));
  process.on('exit', killWithUs);
  o.interrupted.addEventListener('abort', passOn, { once: true });
  try {
    return await new Promise<number>((resolve, reject) => {
      child.once('error', reject);
      child.once('exit', (code, signal) =>
        resolve(signal === null ? (code ?? 1) : 128 + constants.signals[signal]),
      );
    });
  } finally {
    process.off('exit', killWithUs);
    o.interrupted.removeEventListener('abort', passOn);
  }
}

function signalOf(interrupted: AbortSignal): InterruptionSignal {
  return interrupted.reason instanceof InterruptedError ? interrupted.reason.signal : 'SIGTERM';
}
