import { type BusinessHours, type DayHours, type Weekday, WEEKDAYS } from '@tierline/domain';

/** Hours of a day as people write them. */
export type Times = readonly (readonly [string, string])[];

export type Week = Readonly<Partial<Record<Weekday, Times>>>;

/** Round the clock, day by day. */
export const EVERY_DAY: Week = Object.fromEntries(WEEKDAYS.map((day) => [day, [['00:00', '24:00']]]));

/** Business hours from times such as 09:00. */
export function weekly(zone: string, week: Week, holidays: readonly string[] = []): BusinessHours {
  const hours = Object.fromEntries(Object.entries(week).map(([day, times]) => [day, dayHours(times)]));
  return { kind: 'weekly', zone, hours, holidays };
}

function dayHours(times: Times): DayHours {
  return times.map(([from, to]) => [minuteOfDay(from), minuteOfDay(to)] as const);
}

function minuteOfDay(time: string): number {
  const [hour, minute] = time.split(':').map(Number);
  return (hour ?? 0) * 60 + (minute ?? 0);
}
