import type { Basis } from '@tierline/charts';
import { type Scenario, warmUpDaysOf } from '@tierline/model';

import { counted } from './figure-words.ts';
import type { ReportMeta } from './meta.ts';

const DAY = 86_400_000;

const INTERVALS = "95 % intervals: Student's t over runs";

/** The moments of a run: its start, the start of the window that is reported, and the end of both. */
export function windowOf(scenario: Scenario): {
  readonly start: number;
  readonly from: number;
  readonly to: number;
} {
  const { run } = scenario;
  const start = Date.parse(run.start);
  const from = start + warmUpDaysOf(scenario) * DAY;
  return { start, from, to: from + run.days * DAY };
}

/** What a figure of some runs of a scenario rests on. */
export function basisOf(runs: number, scenario: Scenario, { seed, version }: ReportMeta): Basis {
  const { from, to } = windowOf(scenario);
  return {
    n: runs,
    of: runs === 1 ? 'run' : 'runs',
    method: INTERVALS,
    zone: 'UTC',
    period: { from, to },
    source: `Seed ${seed}, version ${version}`,
  };
}

/** How the figures of some runs were made. */
export function methodInWords(runs: number, scenario: Scenario): string {
  const { run } = scenario;
  const days = warmUpDaysOf(scenario);
  const warmUp = days > 0 ? `, after a warm-up of ${counted(days, 'day')} that is not reported` : '';
  const end = run.drain
    ? 'each run goes on without new tickets until all are done'
    : 'tickets that are not done at the end are reported as open, their broken promises as broken';
  return `${counted(runs, 'independent run')} of ${counted(run.days, 'day')}${warmUp}. Figures are of tickets that are created in that time; ${end}. A percentile is that of each run, then the mean over runs. ${INTERVALS}. First response and resolution are working time of the desk from creation, not counting time in which the ticket waits for the customer; waits are wall time.`;
}
