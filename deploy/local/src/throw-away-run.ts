import { spawn } from 'node:child_process';
import { constants } from 'node:os';

import { InterruptedError, type InterruptionSignal, unlessInterrupted } from './interruption.ts';
import type { ProgressLine } from './progress-line.ts';
import { repositoryRoot } from './repository.ts';
import { startThrowAwayServers } from './throw-away-servers.ts';

/**
 * Runs `node args...` in the clone for each of `runs`, one after the other, with the same throw-away servers in their
 * environment and this process's input and output; resolves with the first exit code that is not 0. One that fails does
 * not keep the others from running. An interruption is passed on to the one that runs, which is waited for, and no other
 * is begun.
 */
export async function runWithThrowAwayServers(o: {
  readonly runs: readonly (readonly string[])[];
  readonly progress: ProgressLine;
  readonly interrupted: AbortSignal;
}): Promise<number> {
  const servers = await unlessInterrupted(
    o.interrupted,
    startThrowAwayServers({ env: process.env, progress: o.progress }),
  );
  try {
    const env = { ...process.env, ...servers.env };
    let failure = 0;
    for (const args of o.runs) {
      o.interrupted.throwIfAborted();
      const code = await runNode({ args, env, interrupted: o.interrupted });
      failure ||= code;
    }
    return failure;
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
