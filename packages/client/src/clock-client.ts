import { ROUTES } from '@tierline/contracts';

import type { Call, Output, Routes } from './call.ts';

export type ServiceClock = Output<Routes['readClock']['response']>;

/** What time it is for Tierline. */
export interface ClockClient {
  /** Its time, and how fast that runs. */
  readClock(): Promise<ServiceClock>;
}

export function clockClient(call: Call): ClockClient {
  return { readClock: async () => call(ROUTES.readClock) };
}
