import { CHANNELS, isTimeZone, PRIORITIES, TIERS } from '@tierline/domain';
import { z } from 'zod';

import { classesFile } from './class-file.ts';
import { minutes, share } from './duration.ts';
import { weekFile } from './week-file.ts';

const weight = z.number().min(0).max(1e9);
const factor = z.number().min(0).max(1000);

/** Shares or weights of a closed set, of which at least one is above zero. */
function weights<K extends string>(names: readonly K[]) {
  return z
    .partialRecord(z.enum(names), weight)
    .refine(
      (all) => (Object.values(all) as number[]).some((one) => one > 0),
      'must have a weight above zero',
    );
}

const hours = z
  .record(
    z.string().regex(/^([01]\d|2[0-3])$/, 'must be an hour of the day in two digits, such as 09'),
    weight,
  )
  .refine((all) => Object.values(all).some((one) => one > 0), 'must have an hour with a weight above zero');

const everyHour = Object.fromEntries(
  Array.from({ length: 24 }, (_, hour) => [String(hour).padStart(2, '0'), 1]),
);

const recorded = z.strictObject({
  atMinutes: minutes.describe('when it came, from the start of the run'),
  needs: z.enum(TIERS).optional(),
  priority: z.enum(PRIORITIES).optional(),
  plan: z.string().optional(),
  class: z.string().optional().describe('a name of `classes`'),
});

/** How many tickets come, when, and of what kind. */
export const loadFile = z
  .strictObject({
    ticketsPerDay: z
      .number()
      .gt(0)
      .max(10_000_000)
      .optional()
      .describe(
        'tickets of a working day of the desk, on average, or with `week` of a calendar day: a seventh of those of a week; this, `ticketsPerWeek`, `rates` or `recorded`',
      ),
    ticketsPerWeek: z
      .number()
      .gt(0)
      .max(70_000_000)
      .optional()
      .describe('with `week`: tickets of all seven days, on average; in place of `ticketsPerDay`'),
    hours: hours
      .default(everyHour)
      .describe(
        'relative arrivals by hour of the day, UTC, on working days of the desk; without effect beside `week`',
      ),
    week: weekFile.optional(),
    timeZone: z
      .string()
      .refine(isTimeZone, 'is no zone of the time zone database, such as Europe/Berlin or UTC')
      .optional()
      .describe("with `week`: whose local time it is; that of the desk's calendar where absent"),
    rates: z
      .strictObject({
        everyMinutes: z.number().min(1).max(10_080).describe('length of an interval, in minutes'),
        perHour: z
          .array(z.number().min(0).max(1e7))
          .min(1)
          .max(100_000)
          .describe('tickets per hour in each interval, one after the other'),
      })
      .optional()
      .describe(
        'arrivals per hour, interval by interval from the start of the run, again from the first after the last',
      ),
    recorded: z
      .array(recorded)
      .min(1)
      .max(2_000_000)
      .optional()
      .describe('tickets that came, in order of time; what one does not say is drawn'),
    count: z
      .enum(['poisson', 'exact'])
      .default('poisson')
      .describe('whether the number of tickets is left to chance too, or only when each comes'),
    trendPerYear: z
      .number()
      .gt(-1)
      .max(100)
      .default(0)
      .describe('growth of the load in a year, 0.3 for 30 % more'),
    months: z
      .array(factor)
      .length(12)
      .default(Array.from({ length: 12 }, () => 1))
      .describe('load of each month, January first, against an ordinary one'),
    busyness: z
      .strictObject({
        cv: z.number().min(0).max(3).describe('standard deviation of the factor of a day, whose mean is 1'),
      })
      .optional()
      .describe(
        'days are more or less busy than expected, by a gamma factor of mean 1 and this coefficient of variation',
      ),
    incidents: z
      .strictObject({
        perMonth: z.number().gt(0).max(1000).describe('how many there are in a month, on average'),
        tickets: z.int().min(1).max(100_000).describe('tickets that each brings'),
        overMinutes: z.number().gt(0).max(100_000).describe('the time over which they come, in minutes'),
        needs: z.enum(TIERS).default('T1').describe('the lowest tier that can solve them'),
        priority: z.enum(PRIORITIES).default('high').describe('how urgent they are'),
      })
      .optional()
      .describe('bursts of tickets that come on top'),
    split: z
      .strictObject({ T1: share.default(0), T2: share.default(0), T3: share.default(0) })
      .refine(({ T1, T2, T3 }) => Math.abs(T1 + T2 + T3 - 1) < 1e-9, 'must add up to 1')
      .default({ T1: 1, T2: 0, T3: 0 })
      .describe('share of tickets by the tier that can solve them'),
    classes: classesFile,
    obvious: z
      .strictObject({ T2: share, T3: share })
      .default({ T2: 0, T3: 0 })
      .describe('share of tickets of a higher tier whose text says so: the rules send them straight there'),
    triage: z
      .strictObject({ T1: weights(TIERS), T2: weights(TIERS), T3: weights(TIERS) })
      .optional()
      .describe(
        'where tickets begin, by the tier that can solve them, as weights: in place of `obvious`, for rules that also err upwards',
      ),
    priorities: z
      .strictObject({
        T1: weights(PRIORITIES).default({ normal: 1 }),
        T2: weights(PRIORITIES).default({ normal: 1 }),
        T3: weights(PRIORITIES).default({ normal: 1 }),
      })
      .prefault({}),
    plans: z
      .record(z.string().trim().min(1).max(60), weight)
      .refine((all) => Object.values(all).some((one) => one > 0), 'must have a weight above zero')
      .default({ standard: 1 }),
    channels: weights(CHANNELS).default({ form: 1 }),
  })
  .superRefine((load, context) => {
    const { ticketsPerDay, ticketsPerWeek, rates, recorded, week, timeZone } = load;
    const problem = (message: string, ...path: readonly string[]) =>
      context.addIssue({ code: 'custom', message, path: [...path] });
    if ([ticketsPerDay, ticketsPerWeek, rates, recorded].filter((one) => one !== undefined).length !== 1)
      problem('must have one of ticketsPerDay, ticketsPerWeek, rates and recorded');
    if (week === undefined) {
      if (ticketsPerWeek !== undefined)
        problem('needs load.week, which says when they come; or state ticketsPerDay', 'ticketsPerWeek');
      if (timeZone !== undefined)
        problem('is the zone of load.week, and there is none; `hours` are UTC', 'timeZone');
    } else if (rates !== undefined || recorded !== undefined)
      problem(
        'has no effect on rates or recorded tickets; leave it out, or state ticketsPerWeek instead',
        'week',
      );
  });
