import { DeadlineError } from './errors.ts';

/** The promise's own outcome, or a rejection with {@link DeadlineError} after `ms` real milliseconds. */
export async function withDeadline<T>({
  what,
  promise,
  ms,
}: {
  readonly what: string;
  readonly promise: Promise<T>;
  readonly ms: number;
}): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new DeadlineError(what, ms)), ms);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
