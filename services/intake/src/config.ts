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
  DRAIN_SECONDS: z.coerce
    .number()
    .min(0)
    .max(300)
    .default(2)
    .describe(
      'Seconds for which intake, told to stop, still takes requests: it is not ready and closes each connection after its answer. Longer than a load balancer takes to notice /readyz.',
    ),
  ADMIN_KEY: z
    .string()
    .refine((key) => proofOf(key) !== undefined, 'is no API key: tl_<id>_<secret>_<checksum>')
    .optional()
    .meta({
      secret: true,
      description:
        'An API key that always works as an admin, such as `npm run --silent new-key` makes. Needed until there is an admin key in the database.',
    }),
  HTTP_TARGET_MS: z.coerce
    .number()
    .positive()
    .default(250)
    .describe(
      'Milliseconds that nine of ten requests should take at most: where they take longer, fewer are taken on at once and the others are refused with 503.',
    ),
  HTTP_MOST_IN_HAND: z.coerce
    .number()
    .int()
    .min(1)
    .default(512)
    .describe('Requests that are taken on at once at most, however fast they are answered.'),
  RATE_LIMIT_PER_KEY: z.coerce
    .number()
    .int()
    .min(0)
    .default(0)
    .describe(
      'Requests a second that one API key may send to one process before it is refused with 429; 0 for any number.',
    ),
});

export type IntakeConfig = Readonly<z.output<typeof intakeConfig>>;
