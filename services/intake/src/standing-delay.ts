/** Whether what comes to this process has to wait before it is looked at, not for a moment but all the time. */
export interface StandingDelay {
  readonly stands: () => boolean;
  readonly stop: () => void;
}

const EVERY_MS = 20;
/** A queue that is too long for all of that without a gap is one that stands. */
const INTERVAL_MS = 500;
/** One long task makes one late look, however long it is. */
const LOOKS = 3;

/**
 * Looks each 20 ms how late it is: so long every request waits in the kernel before it is read, which no clock that
 * starts with the request shows. A delay above `targetMs` counts when there was no look without it for half a second,
 * and is over with the first one (CoDel, RFC 8289: the least delay of an interval tells a standing queue from a burst).
 */
export function watchStandingDelay(targetMs: number): StandingDelay {
  let since: number | undefined;
  let looks = 0;
  let expected = performance.now() + EVERY_MS;
  let standing = false;
  const timer = setInterval(() => {
    const now = performance.now();
    const late = now - expected > targetMs;
    expected = now + EVERY_MS;
    if (!late) {
      since = undefined;
      looks = 0;
    } else {
      since ??= now;
      looks += 1;
    }
    standing = since !== undefined && looks >= LOOKS && now - since >= INTERVAL_MS;
  }, EVERY_MS).unref();
  return { stands: () => standing, stop: () => clearInterval(timer) };
}
