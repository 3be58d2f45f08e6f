import type { LivePolicies } from '@tierline/contracts';
import type { Clock } from '@tierline/platform';
import type { Ticketing } from '@tierline/service';
import type { Environment } from '@tierline/trackers';

import type { IntakeMetrics } from './metrics.ts';

/** What handlers work with. */
export interface HandlerOptions {
  readonly ticketing: Ticketing;
  readonly policies: LivePolicies;
  readonly clock: Clock;
  readonly metrics: IntakeMetrics;
  /** Where the secrets are that the policy names. */
  readonly env: Environment;
}
