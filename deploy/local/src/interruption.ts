import { constants } from 'node:os';

/** What ended a run before its end. */
export type InterruptionSignal = 'SIGINT' | 'SIGTERM' | 'SIGHUP';

/** Thrown by what was interrupted. */
export class InterruptedError extends Error {
  override readonly name = 'InterruptedError';
  readonly code = 'interrupted';
  readonly signal: InterruptionSignal;

  constructor(signal: InterruptionSignal) {
    super(`interrupted by ${signal}`);
    this.signal = signal;
  }
}

/** The exit code of a shell's command that the signal ended. */
export function exitCodeOf(signal: InterruptionSignal): number {
  return 128 + constants.signals[signal];
}

/**
 * Aborts, with an {@link InterruptedError} as its reason, on the first SIGINT, SIGTERM or SIGHUP and when the parent
 * that keeps an IPC channel to this process is gone. A second signal ends the process at once. To be called once.
 */
export function watchForInterruption(): AbortSignal {
  const controller = new AbortController();
  const interrupt = (signal: InterruptionSignal) => {
    if (controller.signal.aborted) process.exit(exitCodeOf(signal));
    controller.abort(new InterruptedError(signal));
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, interrupt);
  if (process.channel !== undefined) {
    process.once('disconnect', () => {
      if (!controller.signal.aborted) interrupt('SIGHUP');
    });
    process.channel.unref();
  }
  return controller.signal;
}

/** Settles like the promise, or rejects as soon as the signal aborts; the promise's own end is then not waited for. */
export async function unlessInterrupted<T>(signal: AbortSignal, promise: Promise<T>): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const onAbort = () => reject(signal.reason);
    if (signal.aborted) onAbort();
    else signal.addEventListener('abort', onAbort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}
