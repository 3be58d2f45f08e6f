import ICAL from 'ical.js';

/** A local date (YYYY-MM-DD) that is taken up by an event, and what the event is called. */
export interface IcsDay {
  readonly date: string;
  readonly summary: string;
}

/** An event, or one occurrence of it, that is no whole day, and why. */
export interface SkippedEvent {
  readonly summary: string;
  readonly reason: string;
}

export interface IcsHolidays {
  /** Each date once, ascending. */
  readonly days: readonly IcsDay[];
  readonly skipped: readonly SkippedEvent[];
}

/** Years, both included, to which events that recur are followed. */
export interface Years {
  readonly from: number;
  readonly to: number;
}

/** Thrown for a text that is no iCalendar file, or has an event that makes no sense. */
export class InvalidIcsError extends Error {
  override readonly name = 'InvalidIcsError';
}

/** A rule that recurs more often than each day for centuries is no holiday. */
const MOST_OCCURRENCES = 100_000;

type Days = Map<string, string>;

/**
 * The dates of all-day events of an iCalendar file (RFC 5545) within some years, recurrences and their exceptions
 * followed. An event that lasts from midnight to midnight in a zone of its own is all-day too.
 * Throws InvalidIcsError.
 */
export function icsHolidays(text: string, years: Years): IcsHolidays {
  const days: Days = new Map();
  const skipped: SkippedEvent[] = [];
  for (const calendar of calendarsIn(text)) {
    for (const component of calendar.getAllSubcomponents('vevent')) {
      // Moved occurrences come with the event that they belong to.
      if (component.hasProperty('recurrence-id')) continue;
      const event = new ICAL.Event(component);
      const summary = event.summary ?? event.uid ?? 'an event without a name';
      try {
        const reason = takeUp(event, years, days);
        if (reason !== undefined) skipped.push({ summary, reason });
      } catch (error) {
        if (error instanceof InvalidIcsError) throw error;
        throw new InvalidIcsError(`has an event, "${summary}", that cannot be read: ${wordsOf(error)}`, {
          cause: error,
        });
      }
    }
  }
  return {
    days: [...days]
      .map(([date, summary]) => ({ date, summary }))
      .toSorted((a, b) => (a.date < b.date ? -1 : 1)),
    skipped,
  };
}

function calendarsIn(text: string): readonly ICAL.Component[] {
  let parsed: unknown;
  try {
    parsed = ICAL.parse(text);
  } catch (error) {
    throw new InvalidIcsError(`is no iCalendar file: ${wordsOf(error)}`, { cause: error });
  }
  // One calendar comes as itself, several come as a list.
  const list = (Array.isArray(parsed) && Array.isArray(parsed[0]) ? parsed : [parsed]) as unknown[][];
  const calendars = list.map((one) => new ICAL.Component(one));
  if (calendars.length === 0 || calendars.some(({ name }) => name !== 'vcalendar'))
    throw new InvalidIcsError('is no iCalendar file: it has no VCALENDAR');
  return calendars;
}

/** Adds the dates of an event; says why where it takes up none of any year. */
function takeUp(event: ICAL.Event, years: Years, days: Days): string | undefined {
  if (!event.component.hasProperty('dtstart')) return 'has no start';
  if (isCancelled(event)) return 'is cancelled';
  const { startDate, endDate } = event;
  if (!event.isRecurring()) {
    const partial = whyPartial(startDate, endDate);
    if (partial === undefined) addDays({ event, startDate, endDate }, years, days);
    return partial;
  }
  const occurrences = event.iterator();
  let partial: string | undefined;
  for (let count = 0; ; count += 1) {
    if (count === MOST_OCCURRENCES)
      throw new InvalidIcsError(
        `has an event, "${event.summary}", that recurs more than ${MOST_OCCURRENCES} times`,
      );
    const next = occurrences.next() as ICAL.Time | null | undefined;
    if (!next || next.year > years.to) return partial;
    const { item, startDate, endDate } = event.getOccurrenceDetails(next);
    if (isCancelled(item) || isRolledOver(event, next)) continue;
    const why = whyPartial(startDate, endDate);
    if (why === undefined) addDays({ event: item, startDate, endDate }, years, days);
    else partial ??= why;
  }
}

/**
 * Whether a yearly rule led to a date that there is not in that year, such as February 29: the library goes on to the
 * first of March, and RFC 5545 (3.3.10) leaves the year out.
 */
function isRolledOver({ component, startDate }: ICAL.Event, next: ICAL.Time): boolean {
  const rules = component.getAllProperties('rrule').map((property) => property.getFirstValue() as ICAL.Recur);
  const named = component.getAllProperties('rdate').flatMap((property) => property.getValues().map(String));
  if (named.includes(next.toString()) || rules.some(({ freq }) => freq !== 'YEARLY')) return false;
  return rules.every(({ parts }) => {
    const byDay = Object.keys(parts).some((part) => part !== 'BYMONTH' && part !== 'BYMONTHDAY');
    const months = parts['BYMONTH'] ?? (byDay ? [] : [startDate.month]);
    const days = parts['BYMONTHDAY'] ?? (byDay ? [] : [startDate.day]);
    const isOf = (value: number, list: readonly unknown[]) => list.length === 0 || list.includes(value);
    // Days that are counted from the end of the month are always there.
    return !isOf(next.month, months) || (!days.some((day) => day < 0) && !isOf(next.day, days));
  });
}

function addDays(
  {
    event,
    startDate,
    endDate,
  }: { readonly event: ICAL.Event; readonly startDate: ICAL.Time; readonly endDate: ICAL.Time },
  { from, to }: Years,
  days: Days,
): void {
  const last = dateOf(endDate);
  const day = startDate.clone();
  day.isDate = true;
  // The end is the day after. Some write the day itself: that is one day still.
  do {
    const date = dateOf(day);
    if (day.year >= from && day.year <= to && !days.has(date)) days.set(date, event.summary ?? '');
    day.adjust(1, 0, 0, 0);
  } while (dateOf(day) < last && day.year <= to);
}

function isCancelled(event: ICAL.Event): boolean {
  return event.component.getFirstPropertyValue('status') === 'CANCELLED';
}

function whyPartial(start: ICAL.Time, end: ICAL.Time): string | undefined {
  if (start.isDate) return undefined;
  const isMidnight = ({ hour, minute, second }: ICAL.Time) => hour === 0 && minute === 0 && second === 0;
  const ofOneZone = start.zone.tzid === end.zone.tzid && start.zone !== ICAL.Timezone.utcTimezone;
  return ofOneZone && isMidnight(start) && isMidnight(end) && start.compare(end) < 0
    ? undefined
    : `is not all-day: ${start.toString()} to ${end.toString()}`;
}

function dateOf(time: ICAL.Time): string {
  return time.toString().slice(0, 10);
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
