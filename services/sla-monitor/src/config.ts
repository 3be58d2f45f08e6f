import { serviceConfig } from '@tierline/platform';
import { z } from 'zod';

/** What sla-monitor is told by its environment. */
export const slaMonitorConfig = serviceConfig({
  HORIZON_SECONDS: z.coerce
    .number()
    .min(60)
    .default(600)
    .describe(
      'Promises due within so many real seconds are timers in Redis; later ones are only an index in MongoDB.',
    ),
  HORIZON_SWEEP_SECONDS: z.coerce
    .number()
    .positive()
    .default(60)
    .describe('Seconds between two looks for promises that came within the horizon.'),
});

export type SlaMonitorConfig = Readonly<z.output<typeof slaMonitorConfig>>;
