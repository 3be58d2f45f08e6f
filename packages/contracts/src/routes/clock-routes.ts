import { z } from 'zod';

import { ACCESS } from '../access.ts';

const clockReading = z
  .strictObject({
    now: z.iso.datetime().describe('the time in which tickets and promises are dated'),
    speed: z
      .number()
      .describe('milliseconds of it per real one: 1, but for a desk on compressed time, such as a replay'),
  })
  .meta({ id: 'ServiceClock', description: 'What time it is for Tierline.' });

/** What time it is. */
export const CLOCK_ROUTES = {
  readClock: {
    method: 'get',
    path: '/v1/clock',
    access: ACCESS.staffReads,
    summary: 'The time in which tickets and promises are dated, and how fast it runs.',
    status: 200,
    response: clockReading,
    refusals: [],
  },
} as const;
