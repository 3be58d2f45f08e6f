/** The same runs on two threads and on one. */
import { readFile } from 'node:fs/promises';

import { loadPreset } from '@tierline/presets';
import { type Plan, runPlan, SimulationPool } from '@tierline/whatif';

import { type Finding, held, inSeconds, inTimes, timesOf } from './finding.ts';

const RUNS = 24;
/** The second core is often busy with something else: many short turns find it free. */
const TURNS = 6;
const TARGET = 1.6;

/** Seconds of a fixed number of runs. */
async function secondsOf(pool: SimulationPool, plan: Plan): Promise<number> {
  const start = performance.now();
  const { replications } = await runPlan(pool, plan, {
    seed: 1,
    // No figure: nothing but the number of runs ends it.
    precise: /^$/,
    precision: 0,
    least: RUNS,
    most: RUNS,
  });
  if (replications.length !== RUNS) throw new Error(`${replications.length} runs instead of ${RUNS}`);
  return (performance.now() - start) / 1000;
}

export async function twoThreads(rounds: number, log: (text: string) => void): Promise<readonly Finding[]> {
  const { scenario, policyFile } = await loadPreset('saas');
  const plan = { name: 'saas', scenario, policy: await readFile(policyFile, 'utf8') };
  await using one = new SimulationPool(1);
  await using two = new SimulationPool(2);
  await secondsOf(one, plan);
  await secondsOf(two, plan);
  const times = { one: new Array<number>(), two: new Array<number>() };
  for (let round = 0; round < rounds; round += 1) {
    log(`threads, round ${round + 1} of ${rounds}`);
    for (let turn = 0; turn < TURNS; turn += 1) {
      times.one.push(await secondsOf(one, plan));
      times.two.push(await secondsOf(two, plan));
    }
  }
  const [alone, both] = [timesOf(times.one).least, timesOf(times.two).least];
  return [
    { what: `${RUNS} runs of saas, a quarter each: one thread`, figure: inSeconds(alone) },
    { what: '  two threads', figure: inSeconds(both) },
    held('  so many times as fast', alone / both, { is: '>=', target: TARGET, words: inTimes }),
  ];
}
