export const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;

export type Weekday = (typeof WEEKDAYS)[number];

/**
 * Hours of one day as minutes after local midnight, [from, to). They begin on the day, before minute 1440; after 1440
 * they go on into the next day, until 2880 at most.
 */
export type DayHours = readonly (readonly [number, number])[];

/** Hours by weekday, each in order. */
export type Week = Readonly<Partial<Record<Weekday, DayHours>>>;

const DAY = 1440;

/** Whether these are hours as {@link DayHours} wants them: each by itself, whatever their order. */
export function areDayHours(hours: DayHours): boolean {
  return hours.every(([from, to]) => from >= 0 && from < DAY && to > from && to <= 2 * DAY);
}

/**
 * The first hours of the week that begin before those before them have ended: within a day, after a night into the next
 * day, and from Sunday to Monday. Hours that only touch are fine. `before` is the weekday of those that are overlapped.
 */
export function overlapInWeek(
  week: Week,
): { readonly day: Weekday; readonly index: number; readonly before: Weekday } | undefined {
  const hours = WEEKDAYS.flatMap((day, number) =>
    (week[day] ?? []).map(([from, to], index) => ({
      day,
      index,
      from: number * DAY + from,
      to: number * DAY + to,
    })),
  );
  const last = hours.at(-1);
  if (last === undefined) return undefined;
  let [end, before] = [last.to - 7 * DAY, last.day];
  for (const { day, index, from, to } of hours) {
    if (from < end) return { day, index, before };
    [end, before] = [to, day];
  }
  return undefined;
}
