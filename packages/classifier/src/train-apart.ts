import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

import type { FromProcess, ToProcess } from './training-process.ts';
import { type Example, TooLittleToLearnError, type TrainedModel } from './training.ts';

export interface TrainingOptions {
  /** Called with the number of examples learned from so far. */
  readonly onProgress?: (learned: number) => void;
  /** Ends the training: it rejects with the signal's reason. */
  readonly signal?: AbortSignal;
}

/** More than training needs; when it asks for more it ends, and whoever started it does not. */
const MOST_MEGABYTES = 1024;

/**
 * Trains a model in a process of its own, so that this one goes on with its work. Examples are read a batch at a time, the
 * next when the last was learned.
 * Throws TooLittleToLearnError when there is nothing to learn from, Error when the process died.
 */
export async function trainApart(
  batches: AsyncIterable<readonly Example[]>,
  { onProgress, signal }: TrainingOptions = {},
): Promise<TrainedModel> {
  signal?.throwIfAborted();
  // Not by an import: sources run from .ts, the build from .js.
  const extension = import.meta.url.endsWith('.ts') ? '.ts' : '.js';
  const child = fork(fileURLToPath(new URL(`./training-process${extension}`, import.meta.url)), {
    serialization: 'advanced',
    execArgv: [...process.execArgv, `--max-old-space-size=${MOST_MEGABYTES}`],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const died = death(child, signal);
  const tell = async (message: ToProcess): Promise<FromProcess> => {
    const answer = once(child, 'message') as Promise<[FromProcess]>;
    child.send(message);
    return (await Promise.race([answer, died]))[0];
  };
  try {
    let learned = 0;
    for await (const examples of batches) {
      if (examples.length === 0) continue;
      await tell({ kind: 'examples', examples });
      learned += examples.length;
      onProgress?.(learned);
    }
    const last = await tell({ kind: 'end' });
    if (last.kind === 'trained') return last.model;
    throw new TooLittleToLearnError(last.kind === 'too-little' ? last.message : 'the training ended early');
  } finally {
    child.kill('SIGKILL');
  }
}

/** Rejects when the process ends or the training is to end. */
function death(child: ChildProcess, signal: AbortSignal | undefined): Promise<never> {
  const died = new Promise<never>((_, reject) => {
    child.once('exit', (code, by) => reject(new Error(`the training process ended (${code ?? by})`)));
    child.once('error', reject);
    signal?.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
  });
  // Between two messages nobody waits for it; the next one does.
  died.catch(() => {});
  return died;
}
