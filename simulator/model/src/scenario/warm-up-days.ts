import { ScenarioError } from '../errors.ts';
import type { Scenario } from './scenario.ts';

/**
 * The warm-up of a scenario in days. Throws ScenarioError where it is left to MSER-5 and not decided yet: that takes pilot
 * runs.
 */
export function warmUpDaysOf({ run: { warmUpDays } }: Scenario): number {
  if (warmUpDays !== 'mser') return warmUpDays;
  throw new ScenarioError('this cannot be simulated yet:', [
    'run.warmUpDays: mser has to be decided by pilot runs first, or state days',
  ]);
}
