import { FIELD_NAME_PATTERN } from '@tierline/domain';
import { z } from 'zod';

const named = {
  name: z
    .string()
    .regex(FIELD_NAME_PATTERN, 'must be lower-case letters, digits and hyphens, 40 at most, a letter first'),
  label: z.string().trim().min(1).max(80).optional().describe('what people read; the name unless given'),
  required: z
    .enum(['create', 'solve'])
    .optional()
    .describe('when a ticket must have a value in it; never unless given'),
};

const option = z.string().trim().min(1).max(100);

/** A custom field, as the policy file declares it. */
export const fieldFile = z.discriminatedUnion('type', [
  z.strictObject({
    ...named,
    type: z.literal('text'),
    maxLength: z.int().min(1).max(1000).default(200).describe('characters'),
  }),
  z.strictObject({ ...named, type: z.literal('number') }),
  z.strictObject({ ...named, type: z.literal('boolean') }),
  z.strictObject({ ...named, type: z.literal('date') }),
  z.strictObject({
    ...named,
    type: z.literal('choice'),
    options: z
      .array(option)
      .min(1)
      .max(200)
      .refine((options) => new Set(options).size === options.length, 'must not name an option twice'),
  }),
]);

export type FieldFile = z.output<typeof fieldFile>;
