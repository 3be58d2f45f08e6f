import { proofOf, serviceConfig } from '@tierline/platform';
import { z } from 'zod';

/** What intake is told by its environment. */
export const intakeConfig = serviceConfig({
  PORT: z.coerce
    .number()
    .int()
    .min(0)
    .max(65_535)
    .default(8080)
    .describe('Port of the HTTP API; 0 takes a free one.'),
  ADMIN_KEY: z
    .string()
    .refine((key) => proofOf(key) !== undefined, 'is no API key: tl_<id>_<secret>_<checksum>')
    .optional()
    .meta({
      secret: true,
      description:
        'An API key that always works as an admin, such as `npm run --silent new-key` makes. Needed until there is an admin key in the database.',
    }),
});

export type IntakeConfig = Readonly<z.output<typeof intakeConfig>>;
