import { instant, millis, type Instant, type Millis } from '@tierline/domain';

/**
 * The one source of time of a process. Domain time is what tickets and promises are dated in; wall
 * time is what timers, queues and ages of infrastructure run on. They differ only in a replay.
 */
export interface Clock {
  /** Domain time. */
  now(): Instant;
  /** Epoch milliseconds of the real clock, for the ages of infrastructure. */
  wall(): number;
  /** Whole real milliseconds until `now()` has reached `at`, never early; 0 when it already has. */
  wallUntil(at: Instant): number;
  /** Whole real milliseconds that `d` of domain time takes, rounded up. */
  wallSpan(d: Millis): number;
  /** Domain time that passes in `wallMs` real milliseconds. */
  domainSpan(wallMs: number): Millis;
  /** Domain milliseconds per real millisecond; 1 on the real clock. */
  readonly speed: number;
}

/** Domain time is real time. */
export function realClock(): Clock {
  return {
    now: () => instant(Date.now()),
    wall: () => Date.now(),
    wallUntil: (at) => Math.max(0, at - Date.now()),
    wallSpan: (d) => d,
    domainSpan: (wallMs) => millis(Math.round(wallMs)),
    speed: 1,
  };
}

/**
 * Domain time that was `epoch` at wall time `origin` (epoch milliseconds) and runs `speed` times as
 * fast. Processes that are given the same three agree on the time.
 */
export function compressedClock({
  epoch,
  origin,
  speed,
}: {
  readonly epoch: Instant;
  readonly origin: number;
  readonly speed: number;
}): Clock {
  if (!Number.isFinite(speed) || speed <= 0) throw new RangeError(`not a clock speed: ${speed}`);
  const elapsed = (wall: number) => Math.floor((wall - origin) * speed);
  return {
    now: () => instant(epoch + elapsed(Date.now())),
    wall: () => Date.now(),
    wallUntil(at) {
      const reached = Math.ceil(origin + (at - epoch) / speed);
      // The division can round down by a hair, and a timer that fires early finds nothing to do.
      const exact = elapsed(reached) < at - epoch ? reached + 1 : reached;
      return Math.max(0, exact - Date.now());
    },
    wallSpan: (d) => Math.ceil(d / speed),
    domainSpan: (wallMs) => millis(Math.round(wallMs * speed)),
    speed,
  };
}
