import { Temporal } from 'temporal-polyfill';

/** A date and a time, with an offset or without. */
const TIME =
  /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}(?::\d{2}(?:[.,]\d{1,9})?)?)\s*(Z|[+-]\d{2}(?::?\d{2})?)?$/i;

/** A moment in ISO 8601, in epoch milliseconds; without an offset the local time of the zone. Undefined where it is none. */
export function momentIn(zone: string, text: string): number | undefined {
  const [, date, time, offset] = TIME.exec(text) ?? [];
  if (date === undefined || time === undefined) return undefined;
  const local = `${date}T${time.replace(',', '.')}`;
  try {
    return offset === undefined
      ? Temporal.PlainDateTime.from(local).toZonedDateTime(zone).epochMilliseconds
      : Temporal.Instant.from(`${local}${offset.toUpperCase()}`).epochMilliseconds;
  } catch {
    return undefined;
  }
}

/** Midnight of a date in a zone, or of the date so many days after it. Undefined where it is none. */
export function midnightIn(zone: string, date: string, days = 0): number | undefined {
  try {
    return Temporal.PlainDate.from(date).add({ days }).toZonedDateTime(zone).epochMilliseconds;
  } catch {
    return undefined;
  }
}

/** The date of a moment in a zone. */
export function dateIn(zone: string, at: number): string {
  return Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone).toPlainDate().toString();
}
