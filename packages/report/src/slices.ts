import { type Instant, instant } from '@tierline/domain';
import { Temporal } from 'temporal-polyfill';

/** A stretch of time: from, and not to. */
export interface Slice {
  readonly from: Instant;
  readonly to: Instant;
}

/** More slices than anybody reads in one report. */
const MOST_SLICES = 400;

/**
 * The days or weeks (from Monday) of a zone between two moments; the first and the last may be parts of one. Without a
 * bucket it is all one. Throws RangeError for an unknown zone, or more than `MOST_SLICES`.
 */
export function slicesOf(
  { from, to }: Slice,
  bucket: 'day' | 'week' | undefined,
  zone: string,
): readonly Slice[] {
  if (bucket === undefined) return [{ from, to }];
  const slices: Slice[] = [];
  let start: Instant = from;
  while (start < to) {
    if (slices.length === MOST_SLICES) throw new RangeError(`there are more than ${MOST_SLICES} ${bucket}s`);
    const next = nextStart(start, bucket, zone);
    slices.push({ from: start, to: next < to ? next : to });
    start = next;
  }
  return slices;
}

function nextStart(at: Instant, bucket: 'day' | 'week', zone: string): Instant {
  const date = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone).toPlainDate();
  const days = bucket === 'day' ? 1 : 8 - date.dayOfWeek;
  return instant(date.add({ days }).toZonedDateTime(zone).epochMilliseconds);
}
