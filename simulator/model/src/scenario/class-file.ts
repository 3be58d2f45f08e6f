import { PRIORITIES, TIERS } from '@tierline/domain';
import { z } from 'zod';

import { duration } from './duration.ts';

/** Words that figures begin with already. */
const TAKEN: ReadonlySet<string> = new Set(['all', ...TIERS, ...PRIORITIES]);

/** Skills by name, each with a level. */
export const skillsFile = z.record(z.string().trim().min(1).max(60), z.int().min(1).max(100)).default({});

const ticketClass = z.strictObject({
  name: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{0,40}$/, 'must be small letters, digits and hyphens')
    .refine((name) => !TAKEN.has(name), 'is the name of figures already')
    .describe('its figures begin with it, such as `billing.resolution.p90`'),
  needs: z.enum(TIERS).describe('lowest tier that can solve them'),
  weight: z
    .number()
    .gt(0)
    .max(1e9)
    .default(1)
    .describe('among the classes of its tier; how many tickets a tier gets is said by `split`'),
  priority: z.enum(PRIORITIES).optional().describe('absent: drawn by `priorities`'),
  plan: z.string().trim().min(1).max(60).optional().describe('absent: drawn by `plans`'),
  skills: skillsFile.describe(
    'what whoever takes one must know at least, where no routing rule asks for something',
  ),
  team: z.string().optional().describe('whose they are on their tier, where no routing rule names one'),
  handle: duration.optional().describe('all work of one of them, in place of `work.handle`'),
});

/** Kinds of tickets that have a name. */
export const classesFile = z
  .array(ticketClass)
  .min(1)
  .max(100)
  .refine((all) => new Set(all.map(({ name }) => name)).size === all.length, 'must have each name once')
  .optional()
  .describe('kinds of tickets by name: what the tickets of a tier are, where they differ');
