import { Temporal } from 'temporal-polyfill';

const ZONE_NAME = /^[A-Za-z][\w+/-]*$/;

/** A stretch of time in which a zone keeps one offset: from the moment `at`, local time is the instant plus `offset`. */
interface Stretch {
  readonly at: number;
  readonly offset: number;
  /** The local time, as if it were UTC, at which it or one before it ends latest. */
  readonly localEnd: number;
}

/** Whether the time zone database knows this zone. */
export function isTimeZone(zone: string): boolean {
  try {
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(zone);
    // Temporal takes offsets and whole timestamps as well.
    return ZONE_NAME.test(zone);
  } catch {
    return false;
  }
}

/**
 * A function from a zone's local times between `from` and `to` (both as if they were UTC, in milliseconds) to moments; it
 * must be asked in ascending order. A local time that comes twice is its first occurrence, one that is skipped is the
 * moment of the change: so a later local time is never a sooner moment.
 * Throws RangeError for an unknown zone.
 */
export function localTimes(zone: string, from: number, to: number): (local: number) => number {
  const stretches = stretchesOf(zone, from, to);
  let index = 0;
  let { at, offset, localEnd } = stretches[0] ?? { at: -Infinity, offset: 0, localEnd: Infinity };
  return (local) => {
    while (local >= localEnd) {
      index += 1;
      ({ at, offset, localEnd } = stretches[index] ?? { at, offset, localEnd: Infinity });
    }
    return Math.max(at, local - offset);
  };
}

/** A zone's changes do not change while anybody counts on them, and finding a century of them takes longer than all the rest. */
const known = new Map<string, readonly Stretch[]>();

function stretchesOf(zone: string, from: number, to: number): readonly Stretch[] {
  const key = `${zone} ${from} ${to}`;
  const before = known.get(key);
  if (before !== undefined) return before;
  const stretches: Stretch[] = [];
  let moment = Temporal.Instant.fromEpochMilliseconds(from).toZonedDateTimeISO(zone);
  let at = -Infinity;
  let latest = -Infinity;
  for (;;) {
    const offset = moment.offsetNanoseconds / 1e6;
    const next = moment.getTimeZoneTransition('next');
    const ends = next === null || next.epochMilliseconds > to ? undefined : next.epochMilliseconds;
    latest = Math.max(latest, (ends ?? Infinity) + offset);
    stretches.push({ at, offset, localEnd: latest });
    if (next === null || ends === undefined) break;
    at = ends;
    moment = next;
  }
  known.set(key, stretches);
  return stretches;
}
