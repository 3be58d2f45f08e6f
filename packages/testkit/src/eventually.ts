import { setTimeout as sleep } from 'node:timers/promises';

/** Waits until `check` resolves without throwing; throws its last error when it has not within `withinMs`. */
export async function eventually<T>(check: () => Promise<T>, withinMs = 10_000): Promise<T> {
  const until = performance.now() + withinMs;
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (performance.now() > until) throw error;
      await sleep(25);
    }
  }
}
