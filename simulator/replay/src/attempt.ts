import { setTimeout } from 'node:timers/promises';

import { ApiError, UnreachableError } from '@tierline/client';

/** Real milliseconds before the second attempt. */
export const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 2_000;

/** Whether the same request may succeed later: nobody answered, the API is overloaded, the key asks too often, or a race was lost too often. */
export function isPassing(error: unknown): boolean {
  return (
    error instanceof UnreachableError ||
    (error instanceof ApiError &&
      (error.status >= 500 || error.code === 'conflict' || error.code === 'rate-limited'))
  );
}

/** Real milliseconds before the next attempt, longer each time. */
export function longerPause(pauseMs: number): number {
  return Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
}

/**
 * Repeats until the API has answered. Only for what is safe to repeat: reads, and requests with an idempotency key.
 * Rejects with the API's refusal, or with an AbortError when the signal aborts between attempts.
 */
export async function untilAnswered<T>(attempt: () => Promise<T>, signal: AbortSignal): Promise<T> {
  for (let pause = FIRST_PAUSE_MS; ; pause = longerPause(pause)) {
    try {
      return await attempt();
    } catch (error) {
      if (!isPassing(error)) throw error;
    }
    await setTimeout(pause, undefined, { signal });
  }
}
