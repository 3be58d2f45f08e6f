import { readFile } from 'node:fs/promises';

import { instant } from '@tierline/domain';
import { deskCalendar, minutesOf, type Scenario, workingDaysAfter } from '@tierline/model';
import type { Preset } from '@tierline/presets';
import type { ReplayReport } from '@tierline/replay';
import { type Plan, runPlan, type SimulationPool } from '@tierline/whatif';

import type { Figures } from './comparison.ts';

const DAY = 86_400_000;

/** What a replay was, as far as a simulation of the same has to know. */
export interface Replayed {
  readonly preset: Preset;
  readonly report: Pick<ReplayReport, 'from' | 'sent' | 'unsent'>;
  /** Working days. */
  readonly days: number;
  /** Whether bugs went to engineering. */
  readonly engineering: boolean;
}

/**
 * The plan of a simulation of a replay: the same days, as many tickets, the same people, from the midnight before the first opening
 * until the people have gone home after the last day. What only what-ifs have (busy days, incidents, patience, missed
 * shifts and so on) is left out, as the replay leaves it out.
 */
export async function planOfReplay({ preset, report, days, engineering }: Replayed): Promise<Plan> {
  const { scenario, policy, policyFile, name } = preset;
  const start = Math.floor(report.from / DAY) * DAY;
  const last = workingDaysAfter(deskCalendar(policy), instant(start - 1), days).at(-1);
  const until = (last?.closes ?? start) + minutesOf(scenario.work.overtimeMinutes);
  return {
    name,
    policy: await readFile(policyFile, 'utf8'),
    scenario: {
      ...replayable(scenario),
      load: { ...plainLoad(scenario.load), ticketsPerDay: (report.sent + report.unsent) / days },
      work: engineering ? plainWork(scenario.work) : { ...plainWork(scenario.work), engineering: NO_BUGS },
      run: {
        ...scenario.run,
        start: new Date(start).toISOString().slice(0, 10),
        days: (until - start) / DAY,
        warmUpDays: 0,
        drain: false,
        backlog: { T1: 0, T2: 0, T3: 0 },
      },
    },
  };
}

const NO_BUGS = { share: 0, fix: { distribution: 'constant', meanMinutes: 0 } } as const;

function replayable(scenario: Scenario): Scenario {
  const tier = (one: Scenario['people']['tiers']['T1']) => ({ ...one, shrinkage: 0, interruptionMinutes: 0 });
  const { T1, T2, T3 } = scenario.people.tiers;
  return {
    ...scenario,
    targets: [],
    customers: {},
    people: { staff: {}, tiers: { T1: tier(T1), T2: tier(T2), T3: tier(T3) } },
  };
}

function plainLoad({
  rates: _rates,
  recorded: _recorded,
  busyness: _busyness,
  incidents: _incidents,
  triage: _triage,
  ...load
}: Scenario['load']): Scenario['load'] {
  return { ...load, count: 'exact', trendPerYear: 0, months: load.months.map(() => 1) };
}

function plainWork({
  touches: _touches,
  handover: _handover,
  knowledgeBase: _knowledgeBase,
  ...work
}: Scenario['work']): Scenario['work'] {
  return { ...work, interrupts: false, shiftEnd: 'finish' };
}

/** Simulates a replay so many times. The same plan, seed and number give the same figures. */
export async function simulateReplay(
  pool: SimulationPool,
  plan: Plan,
  { seed, runs }: { readonly seed: number; readonly runs: number },
): Promise<Figures[]> {
  const { replications } = await runPlan(pool, plan, {
    seed,
    precision: 0,
    precise: /^$/,
    least: runs,
    most: runs,
  });
  return replications.map(({ figures }) => figures);
}
