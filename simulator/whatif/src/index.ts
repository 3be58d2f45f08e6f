export { comparePlans, type FigureComparison, type PlanResult, resultOf } from './compare-plans.ts';
export type { Evaluation, EvaluationLimits } from './evaluate.ts';
export { organisationOf, type Plan, type WarmUpDecision } from './plan.ts';
export {
  beginRecords,
  RECORD_COLUMNS,
  type RecordRow,
  type RecordsFormat,
  recordsFormatOf,
} from './records.ts';
export { type RunLimits, type RunOutcome, runPlan, type RunProgress } from './run-plan.ts';
export { settleWarmUp, withoutPilots } from './settle-warm-up.ts';
export { SimulationPool } from './simulation-pool.ts';
export { cheapest, sweep, type SweepPoint, type SweepResult } from './sweep.ts';
