import type { Clock } from '@tierline/platform';

import type { Handlers } from './mount.ts';

/** What time it is for tickets and promises. */
export function clockHandlers(clock: Clock): Pick<Handlers, 'readClock'> {
  return {
    readClock: async () => ({ body: { now: new Date(clock.now()).toISOString(), speed: clock.speed } }),
  };
}
