import { type RecomputationView, ROUTES } from '@tierline/contracts';

import type { Call } from './call.ts';

export type Recomputation = RecomputationView;

/** How open tickets follow the policy. */
export interface RecomputationClient {
  /** How far they have followed the last application of the policy, or the one of that number. */
  readRecomputation(application?: number): Promise<Recomputation>;
}

export function recomputationClient(call: Call): RecomputationClient {
  return {
    readRecomputation: async (application) => call(ROUTES.readRecomputation, { query: { application } }),
  };
}
