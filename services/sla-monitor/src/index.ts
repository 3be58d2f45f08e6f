export { createSlaMetrics } from './metrics.ts';
export { createSlaProcessor, type SlaProcessor } from './processor.ts';
