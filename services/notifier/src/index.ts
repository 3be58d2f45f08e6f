export { checkSecrets } from './config.ts';
export type { EngineeringDesk } from './engineering/handoffs.ts';
export { createTrackerDuty, type TrackerDuty } from './engineering/tracker-duty.ts';
export { createTrackerMetrics } from './engineering/tracker-metrics.ts';
export { trackersOf } from './engineering/tracker-source.ts';
export { createDeliver, type Deliver } from './processor.ts';
