import { Temporal } from 'temporal-polyfill';

/** A stretch of time in which local time is the instant plus one offset; all in milliseconds. */
export interface ZoneStretch {
  readonly from: number;
  readonly until: number;
  readonly offset: number;
}

/** The offsets of a zone between two moments, in order. Throws RangeError for an unknown zone. */
export function zoneOffsets(zone: string, from: number, until: number): ZoneStretch[] {
  const stretches: ZoneStretch[] = [];
  let start = from;
  let moment = Temporal.Instant.fromEpochMilliseconds(Math.floor(from)).toZonedDateTimeISO(zone);
  while (start < until) {
    const offset = moment.offsetNanoseconds / 1e6;
    const next = moment.getTimeZoneTransition('next');
    const end = Math.min(until, next?.epochMilliseconds ?? Infinity);
    stretches.push({ from: start, until: end, offset });
    if (next === null) break;
    start = end;
    moment = next;
  }
  return stretches;
}
