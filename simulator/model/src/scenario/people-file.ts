import { TIERS } from '@tierline/domain';
import { z } from 'zod';

import { skillsFile } from './class-file.ts';
import { minutes, share } from './duration.ts';

const date = z.iso.date();
const count = z.int().min(0).max(10_000);
const cost = z.number().min(0).max(1e6);

const group = z
  .strictObject({
    tier: z.enum(TIERS),
    count: count.optional().describe('people, all on the same shift'),
    calendar: z
      .string()
      .optional()
      .describe('their shift, a calendar of the policy; the hours of the tier where absent'),
    headcount: z
      .strictObject({
        everyMinutes: z.number().min(1).max(10_080),
        people: z.array(count).min(1).max(100_000),
      })
      .optional()
      .describe(
        'instead of count and calendar: people on duty, interval by interval from the start of the run, over and over. Whoever comes free first leaves',
      ),
    team: z
      .string()
      .optional()
      .describe('a team of the policy on that tier; absent: the first that it has, if any'),
    skills: skillsFile.describe('what they know, each with a level'),
    parallel: z
      .int()
      .min(1)
      .max(50)
      .default(1)
      .describe('tickets that each of them works on at a time, all at full speed, as with chats'),
    speed: z.number().gt(0).max(10).default(1).describe('1 for as fast as `work` says'),
    from: date.optional().describe('first day'),
    until: date.optional().describe('first day on which they are gone'),
    rampUpWeeks: z
      .number()
      .gt(0)
      .max(104)
      .optional()
      .describe('until they are as fast as the others; half as fast on the first day'),
  })
  .refine(({ count, headcount }) => (count === undefined) !== (headcount === undefined), {
    message: 'must have either count or headcount',
  });

const tier = z.strictObject({
  costPerHour: cost.default(0).describe('of paid time, per person, in the currency of the company'),
  shrinkage: share
    .refine((one) => one < 1, 'must be below 1')
    .default(0)
    .describe('shifts that somebody misses: leave, illness, training'),
  developers: z
    .boolean()
    .default(false)
    .describe('they write the product: time on tickets is time that engineering loses'),
  interruptionMinutes: minutes
    .default(0)
    .describe('lost with each ticket that is taken up: to leave other work and find back'),
});

/** Who works on tickets, and what that costs. */
export const peopleFile = z
  .strictObject({
    staff: z
      .strictObject({ T1: count.optional(), T2: count.optional(), T3: count.optional() })
      .default({})
      .describe('how many people a tier has, spread over its shifts as they are; absent: as they are'),
    groups: z.array(group).min(1).max(1000).optional().describe('absent: the agents of the policy'),
    tiers: z
      .strictObject({ T1: tier.prefault({}), T2: tier.prefault({}), T3: tier.prefault({}) })
      .prefault({}),
  })
  .prefault({});

/** People of one tier with the same hours, as a scenario states them. */
export type PeopleGroup = z.output<typeof group>;
