import { DELIVERY_METRICS } from './delivery-metrics.ts';
import type { Metric } from './metric.ts';
import { PROCESS_METRICS } from './process-metrics.ts';
import { QUEUE_METRICS } from './queue-metrics.ts';
import { REQUEST_METRICS } from './request-metrics.ts';
import { TICKET_METRICS } from './ticket-metrics.ts';

/** Every metric of Tierline's own; beside them a process has those of its runtime, `process_*` and `nodejs_*`. */
export const METRICS = {
  ...REQUEST_METRICS,
  ...TICKET_METRICS,
  ...QUEUE_METRICS,
  ...DELIVERY_METRICS,
  ...PROCESS_METRICS,
} as const satisfies Readonly<Record<string, Metric>>;
