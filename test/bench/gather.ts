/** Gathers calls into batches by a fixed time, as the batched floor does. */

/** Hands over up to `max` items at once, at the latest `ms` after the first; each call resolves when its batch is done. */
export function gather<T>(o: {
  readonly max: number;
  readonly ms: number;
  readonly flush: (items: readonly T[]) => Promise<unknown>;
}): (item: T) => Promise<void> {
  let waiting: {
    readonly item: T;
    readonly resolve: () => void;
    readonly reject: (error: unknown) => void;
  }[] = [];
  let timer: NodeJS.Timeout | undefined;

  function go(): void {
    clearTimeout(timer);
    timer = undefined;
    const batch = waiting;
    waiting = [];
    o.flush(batch.map(({ item }) => item)).then(
      () => batch.forEach(({ resolve }) => resolve()),
      (error: unknown) => batch.forEach(({ reject }) => reject(error)),
    );
  }

  return (item) =>
    new Promise((resolve, reject) => {
      waiting.push({ item, resolve, reject });
      if (waiting.length >= o.max) go();
      else timer ??= setTimeout(go, o.ms);
    });
}
