import type { Policy } from '@tierline/domain';
import type { Clock } from '@tierline/platform';
import type { Ticketing } from '@tierline/service';

import type { IntakeMetrics } from './metrics.ts';

/** What handlers work with. */
export interface HandlerOptions {
  readonly ticketing: Ticketing;
  readonly policy: Policy;
  readonly clock: Clock;
  readonly metrics: IntakeMetrics;
}
