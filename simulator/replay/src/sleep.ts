import { setTimeout } from 'node:timers/promises';

import type { Instant } from '@tierline/domain';
import type { Clock } from '@tierline/platform';

/** The longest that one timer can wait. */
const LONGEST = 2 ** 31 - 1;

/** Waits until the clock has reached `at`, never less. Rejects with an AbortError when the signal aborts. */
export async function sleepUntil(clock: Clock, at: Instant, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  for (let wait = clock.wallUntil(at); wait > 0; wait = clock.wallUntil(at)) {
    await setTimeout(Math.min(wait, LONGEST), undefined, { signal });
  }
}
