import { z } from 'zod';

/** Days of a week of arrivals, in order. */
export const LOAD_DAYS = [
  'monday',
  'tuesday',
  'wednesday',
  'thursday',
  'friday',
  'saturday',
  'sunday',
] as const;

export type LoadDay = (typeof LOAD_DAYS)[number];

const HOURS = 24;

const weight = z.number().min(0).max(1e9);

const error =
  'must be weights from 0 on by hour, such as { "09": 1.2, "10": 1 }, or a list of 24 from midnight on';

const day = z
  .union(
    [z.record(z.string().regex(/^([01]\d|2[0-3])$/), weight), z.array(weight).length(HOURS, { error })],
    { error },
  )
  .optional()
  .describe('weights of the hours of that day');

/** Relative arrivals by hour of the week. */
export const weekFile = z
  .strictObject({
    monday: day,
    tuesday: day,
    wednesday: day,
    thursday: day,
    friday: day,
    saturday: day,
    sunday: day,
  })
  .refine((week) => weightsOf(week).some((one) => one > 0), 'must have an hour with a weight above zero')
  .describe(
    'relative arrivals by hour of the week, at the desk or not, in place of `hours`: by day (monday to sunday) a map of hours, such as { "09": 1.2 }, or a list of 24 weights from midnight on; what is left out has none. Local time, so that an hour that daylight saving skips has no tickets, and one that it repeats has them twice',
  );

type Week = Readonly<
  Partial<Record<LoadDay, Readonly<Record<string, number>> | readonly number[] | undefined>>
>;

/** The weights of the 168 hours of a week, from Monday's midnight on. */
export function weightsOf(week: Week): number[] {
  return LOAD_DAYS.flatMap((name) => {
    const weights = week[name];
    return Array.from({ length: HOURS }, (_, hour) =>
      Array.isArray(weights)
        ? ((weights as readonly number[])[hour] ?? 0)
        : ((weights as Readonly<Record<string, number>> | undefined)?.[String(hour).padStart(2, '0')] ?? 0),
    );
  });
}
