import { serviceConfig } from '@tierline/platform';
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
});

export type IntakeConfig = Readonly<z.output<typeof intakeConfig>>;
