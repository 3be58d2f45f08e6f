import { z } from 'zod';

import { backlogFile } from './backlog-file.ts';
import { duration, minutes, share } from './duration.ts';

/** How customers take it when they wait. */
export const customersFile = z
  .strictObject({
    patience: z
      .strictObject({
        atOnce: share.default(0).describe('customers who do not wait at all'),
        waits: duration.describe('how long the others do'),
      })
      .optional()
      .describe('how long they wait in a queue for a first answer before they give up; wall time'),
    chase: z
      .strictObject({
        afterMinutes: minutes
          .refine((one) => one > 0, 'must be above 0')
          .describe('waiting until they write, in minutes of wall time'),
        workMinutes: minutes.describe('work of each such message, in minutes'),
      })
      .optional()
      .describe('they write again whenever they have waited so long for somebody, and that is work'),
    satisfaction: z
      .strictObject({
        atOnce: share.describe('share that is content with an answer at once'),
        lostPerHour: share.describe('what an hour of waiting takes of that share'),
      })
      .optional()
      .describe(
        'share of customers who are content with an answer at once, and how much of it an hour of waiting for it costs',
      ),
  })
  .prefault({});

/** What is simulated. */
export const runFile = z
  .strictObject({
    start: z.iso.date().default('2026-01-05').describe('first day, from midnight UTC'),
    days: z.number().gt(0).max(30_000).default(91).describe('length of a run, warm-up not counted'),
    warmUpDays: z
      .union([z.number().min(0).max(10_000), z.literal('mser')], {
        error: 'must be a number of days from 0 to 10000, or mser',
      })
      .default(0)
      .describe(
        'days before that, of which nothing is reported; mser: as many as it takes to reach a steady state, by MSER-5 in pilot runs. Only in what-ifs',
      ),
    drain: z
      .boolean()
      .default(false)
      .describe('whether a run goes on without new tickets until all are done'),
    backlog: backlogFile,
  })
  .prefault({});
