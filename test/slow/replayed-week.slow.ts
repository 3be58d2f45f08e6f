import assert from 'node:assert/strict';

import {
  comparisonRows,
  compareWithRuns,
  type Figures,
  figuresOfReplay,
  planOfReplay,
  type ReplayComparison,
  simulateReplay,
  verdictOf,
} from '@tierline/comparison';
import { instant } from '@tierline/domain';
import { type Bugs, freePort, startBugs } from '@tierline/local';
import type { Scenario } from '@tierline/model';
import { compressedClock } from '@tierline/platform';
import { loadPreset, type Preset } from '@tierline/presets';
import { renderReport, type ReplayReport, runReplay } from '@tierline/replay';
import { type Plan, SimulationPool } from '@tierline/whatif';

import { alignedRows } from '../bench/aligned-rows.ts';
import { realSystem } from '../real-system.ts';

/** An hour in two seconds, five days and four nights in 3.5 minutes. A request of 10 ms is 18 s of that. */
const SPEED = 1800;
const DAYS = 5;
const SEED = 1;
/** Enough for the joint intervals of twelve figures to be more than the extremes. */
const RUNS = 999;
/** Other weeks, to see what the comparison tells apart. */
const WEEKS = 100;
/** More than the processes need to start, on a machine that does other things as well. */
const START_MS = 12_000;
const SUNDAY = instant(Date.parse('2026-01-04T00:00:00Z'));

describe('a working week of the preset saas, replayed on real services', function week() {
  this.timeout(480_000);
  let preset: Preset;
  let report: ReplayReport;
  let comparison: ReplayComparison;
  let plan: Plan;
  let runs: readonly Figures[];

  before(async () => {
    preset = await loadPreset('saas');
    report = await replayed();
    await using pool = new SimulationPool();
    plan = await planOfReplay({ preset, report, days: DAYS, engineering: true });
    runs = await simulateReplay(pool, plan, { seed: SEED, runs: RUNS });
    comparison = compareWithRuns(figuresOfReplay(report.netTiers), runs);
    print(renderReport(report), '', alignedRows(comparisonRows(comparison)), '', verdictOf(comparison));
  });

  async function replayed(): Promise<ReplayReport> {
    const port = await freePort();
    const time = { epoch: preset.dayStart(SUNDAY), origin: Date.now() + START_MS, speed: SPEED };
    const clock = compressedClock(time);
    const engineers: Bugs[] = [];
    const real = await realSystem('replayed', async (dir) => {
      const bugs = await startBugs({ preset, port, seed: SEED, clock, dir });
      engineers.push(bugs);
      return { policyFile: bugs.policyFile, env: bugs.env, clock: time, ports: { api: port } };
    });
    try {
      return await runReplay({
        apiUrl: real.system.apiUrl,
        apiKey: real.system.adminKey,
        preset,
        tracker: engineers[0]?.tracker ?? '',
        seed: SEED,
        tickets: undefined,
        days: DAYS,
        clock,
        onProgress: () => undefined,
        signal: new AbortController().signal,
      });
    } finally {
      await real[Symbol.asyncDispose]();
      for (const one of engineers) await one.stop();
    }
  }

  it('sends every ticket and loses none', () => {
    const { sent, accounted, lost, duplicates, unsent, lateBy, partial } = report;
    assert.deepEqual(
      { sent, accounted, lost, duplicates, unsent, lateBy, partial },
      { sent: 2000, accounted: 2000, lost: [], duplicates: [], unsent: 0, lateBy: 0, partial: false },
    );
  });

  it('lies within what the simulation predicts of first response, resolution, attainment and utilisation', () => {
    assert.equal(comparison.figures.length, 12);
    assert.ok(comparison.isWithin, verdictOf(comparison));
  });

  it('would not lie within it, were the people of T1 a tenth slower or faster, or one fewer', async () => {
    await using pool = new SimulationPool();
    const names = new Set(Object.keys(figuresOfReplay(report.netTiers)));
    /** How often a week that is simulated like this does not lie within what is predicted. */
    const refused = async (change: (scenario: Scenario) => Scenario) => {
      const own = { ...plan, scenario: change(plan.scenario) };
      const weeks = await simulateReplay(pool, own, { seed: SEED + 1, runs: WEEKS });
      const compared = weeks.map((week) =>
        Object.fromEntries(Object.entries(week).filter(([name]) => names.has(name))),
      );
      return compared.filter((week) => !compareWithRuns(week, runs).isWithin).length / WEEKS;
    };
    const shares = {
      'as it is': await refused((scenario) => scenario),
      'T1 a tenth slower': await refused((scenario) => withPace(scenario, 1.1)),
      'T1 a tenth faster': await refused((scenario) => withPace(scenario, 0.9)),
      'one fewer on T1': await refused((scenario) => ({
        ...scenario,
        people: { ...scenario.people, staff: { T1: 9 } },
      })),
    };
    print(
      'Weeks that do not lie within the prediction:',
      ...Object.entries(shares).map(([what, share]) => `${what} ${Math.round(share * 100)} %`),
    );
    const { 'as it is': same, ...others } = shares;
    assert.ok(same < 0.12, String(same));
    for (const [what, share] of Object.entries(others)) assert.ok(share > 0.8, `${what}: ${share}`);
  });
});

function withPace(scenario: Scenario, by: number): Scenario {
  const { work } = scenario;
  const { T1 } = work.handle;
  if (!('meanMinutes' in T1)) throw new RangeError('the handle time of T1 has no mean to change');
  return {
    ...scenario,
    work: { ...work, handle: { ...work.handle, T1: { ...T1, meanMinutes: T1.meanMinutes * by } } },
  };
}

function print(...texts: readonly string[]): void {
  for (const line of texts.join('\n').split('\n')) process.stdout.write(`    ${line}\n`);
}
