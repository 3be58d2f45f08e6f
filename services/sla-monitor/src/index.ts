export { createSlaMetrics } from './metrics.ts';
export { createSlaProcessor, type SlaProcessor } from './processor.ts';
export { timerSweeps } from './timer-sweeps.ts';
export { createRecomputationMetrics } from './recomputation-metrics.ts';
export { startRecomputation } from './recomputation.ts';
