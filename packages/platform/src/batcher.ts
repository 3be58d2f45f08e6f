import { AsyncResource } from 'node:async_hooks';

/** Hands one item to a shared flush and resolves with that item's own result. */
export interface Batcher<T, R> {
  (item: T): Promise<R>;
  /** Resolves when no item is pending or being flushed. */
  idle(): Promise<void>;
}

/** Times `gatherMs`. */
const MOST_GATHERING = 10;

interface Entry<T, R> {
  readonly item: T;
  readonly resolve: (result: R) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Group commit: flushes at once when idle, and gathers while `maxInFlight` flushes are under way, so
 * batches grow with load and cost no delay without it. Items enter flushes in the order they came,
 * at most `maxItems` each. `flush` gives one result per item, in order; an `Error` in a slot rejects
 * that item only, a flush that throws rejects all of its own.
 *
 * With `gatherMs` a flush also waits until that many milliseconds passed without a new item (or
 * `maxItems` are there), but no longer than ten times as long: for items that come together but one by one, and are not
 * urgent.
 *
 * A flush belongs to none of its items: it runs in the asynchronous context in which the batcher was made.
 */
export function createBatcher<T, R>({
  flush: flushItems,
  maxItems,
  maxInFlight = 1,
  gatherMs = 0,
}: {
  readonly flush: (items: readonly T[]) => Promise<readonly (R | Error)[]>;
  readonly maxItems: number;
  readonly maxInFlight?: number;
  readonly gatherMs?: number;
}): Batcher<T, R> {
  const flush = AsyncResource.bind(flushItems);
  const pending: Entry<T, R>[] = [];
  const waitingForIdle: (() => void)[] = [];
  let inFlight = 0;
  let scheduled = false;
  let quiet: NodeJS.Timeout | undefined;
  let gatheringSince: number | undefined;

  function pump(): void {
    scheduled = false;
    gatheringSince = undefined;
    clearTimeout(quiet);
    while (inFlight < maxInFlight && pending.length > 0) {
      inFlight += 1;
      void run(pending.splice(0, maxItems));
    }
    if (inFlight === 0) for (const resolve of waitingForIdle.splice(0)) resolve();
  }

  /** Never rejects: every outcome goes to the items' own promises. */
  async function run(entries: readonly Entry<T, R>[]): Promise<void> {
    try {
      const results = await flush(entries.map(({ item }) => item));
      if (results.length !== entries.length) {
        throw new Error(`flush gave ${results.length} results for ${entries.length} items`);
      }
      for (const [index, result] of results.entries()) {
        if (result instanceof Error) entries[index]?.reject(result);
        else entries[index]?.resolve(result);
      }
    } catch (error) {
      for (const { reject } of entries) reject(error);
    }
    inFlight -= 1;
    pump();
  }

  function arrange(): void {
    if (gatherMs > 0 && pending.length < maxItems) {
      gatheringSince ??= performance.now();
      // A stream that never pauses is cut: the timer that is set stays.
      if (performance.now() - gatheringSince > (MOST_GATHERING - 1) * gatherMs) return;
      clearTimeout(quiet);
      quiet = setTimeout(pump, gatherMs);
    } else if (!scheduled) {
      scheduled = true;
      // What is added in the same turn of the event loop belongs to the same flush.
      queueMicrotask(pump);
    }
  }

  const add = (item: T) =>
    new Promise<R>((resolve, reject) => {
      pending.push({ item, resolve, reject });
      arrange();
    });
  const idle = () =>
    new Promise<void>((resolve) => {
      if (inFlight === 0 && pending.length === 0) resolve();
      else waitingForIdle.push(resolve);
    });
  return Object.assign(add, { idle });
}
