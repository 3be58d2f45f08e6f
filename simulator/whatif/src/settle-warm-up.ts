import { TIERS } from '@tierline/domain';
import { Tally, warmUp } from '@tierline/engine';
import { type Replication, ScenarioError } from '@tierline/model';

import type { Plan, WarmUpDecision } from './plan.ts';
import type { SimulationPool } from './simulation-pool.ts';

/** Pilot runs whose means are looked at, so that what chance does to one of them counts less. */
const PILOTS = 5;
/** Numbers of runs that no plan gets to. */
const FIRST_PILOT = 1_000_000;
/** Days that MSER-5 takes together. */
const GROUP = 5;
/** Standard errors by which the days before a cut must differ from those after it. */
const CLEAR = 3;
/** Days of a pilot run: the next where one is too short to tell. Divisors of the points of a run's backlog. */
const LENGTHS = [100, 200, 400] as const;
const WEEK = 7;

/**
 * Plans whose warm-up is left to MSER-5 (`run.warmUpDays: mser`) with one that is decided, the same for all: the longest that
 * one of them needs, so that they are compared over the same time. Plans that state their days stay as they are.
 *
 * Five pilot runs begin as the plan does, without its trend and seasons. Of each tier the tickets that are not done, day by
 * day, the mean of the five, less what its weekday adds, are given to MSER-5. A cut counts where the
 * days before it clearly differ from those after it: in what is steady from the start MSER-5 finds a cut by chance. The
 * longest cut of a tier counts. Where one lies in the second half the pilots are made longer, up to 400 days; where that does not help, as with
 * an overload, there is no steady state, and the plan asks for no warm-up. The same plans and seed give the same, on any number of
 * threads. Rejects with ScenarioError for recorded tickets, which come to an end, and as `SimulationPool.replicate` does.
 */
export async function settleWarmUp(
  pool: SimulationPool,
  plans: readonly Plan[],
  seed: number,
  signal?: AbortSignal,
): Promise<Plan[]> {
  const settled: Plan[] = [];
  for (const plan of plans)
    settled.push(
      plan.scenario.run.warmUpDays === 'mser'
        ? { ...plan, warmUp: await decided(pool, plan, seed, signal) }
        : plan,
    );
  const days = Math.max(...settled.map(({ warmUp }) => warmUp?.days ?? 0));
  return settled.map((plan) =>
    plan.warmUp === undefined ? plan : { ...withDays(plan, days), warmUp: { ...plan.warmUp, days } },
  );
}

/** The plan with a warm-up of no days where it is left to MSER-5: for what does not depend on it. */
export function withoutPilots(plan: Plan): Plan {
  return plan.scenario.run.warmUpDays === 'mser' ? withDays(plan, 0) : plan;
}

function withDays(plan: Plan, warmUpDays: number): Plan {
  return { ...plan, scenario: { ...plan.scenario, run: { ...plan.scenario.run, warmUpDays } } };
}

async function decided(
  pool: SimulationPool,
  plan: Plan,
  seed: number,
  signal: AbortSignal | undefined,
): Promise<WarmUpDecision> {
  if (plan.scenario.load.recorded !== undefined)
    throw new ScenarioError('this cannot be simulated:', [
      'run.warmUpDays: mser needs a load that goes on; state days where load.recorded says what came',
    ]);
  for (const days of LENGTHS) {
    const pilot = pilotOf(plan, days);
    const runs = await Promise.all(
      Array.from({ length: PILOTS }, async (_, index) =>
        pool.replicate({ plan: pilot, seed, replication: FIRST_PILOT + index, hash: false }, signal),
      ),
    );
    const cut = longestCut(runs, days);
    if (cut !== undefined)
      return { method: 'mser-5', days: cut, isSteady: true, pilotRuns: PILOTS, pilotDays: days };
  }
  return { method: 'mser-5', days: 0, isSteady: false, pilotRuns: PILOTS, pilotDays: LENGTHS[2] };
}

/** As the plan begins, and always as it is then. */
function pilotOf(plan: Plan, days: number): Plan {
  const { load, run, ...rest } = plan.scenario;
  return {
    ...plan,
    scenario: {
      ...rest,
      load: { ...load, trendPerYear: 0, months: Array.from({ length: 12 }, () => 1) },
      run: { ...run, days, warmUpDays: 0, drain: false },
    },
  };
}

function longestCut(runs: readonly Replication[], days: number): number | undefined {
  const points = (runs[0]?.backlog.length ?? 0) / TIERS.length;
  let longest = 0;
  for (const tier of TIERS.keys()) {
    const values = withoutWeek(dailyMeans(runs, days, { first: tier * points, points }));
    const cut = warmUp(values);
    // A cut in the second half is none, and yet the halves may be alike.
    const place = cut ?? days / 2;
    if (place === 0 || !differs(values, place)) continue;
    if (cut === undefined) return undefined;
    longest = Math.max(longest, cut);
  }
  return longest;
}

/** Whether the values before a place are clearly others than those from it on, by means of five as MSER-5 takes them. */
function differs(values: readonly number[], place: number): boolean {
  const groups = Array.from(
    { length: Math.floor(values.length / GROUP) },
    (_, group) => Tally.of(values.slice(group * GROUP, (group + 1) * GROUP)).mean,
  );
  const [before, after] = [groups.slice(0, place / GROUP), groups.slice(place / GROUP)].map((part) =>
    Tally.of(part),
  ) as [Tally, Tally];
  const error = after.sd * Math.sqrt(1 / before.count + 1 / after.count);
  return Math.abs(before.mean - after.mean) > CLEAR * error;
}

/** Over runs, and over the points of a day. */
function dailyMeans(
  runs: readonly Replication[],
  days: number,
  { first, points }: { readonly first: number; readonly points: number },
): number[] {
  const perDay = points / days;
  return Array.from({ length: days }, (_, day) => {
    let sum = 0;
    for (const { backlog } of runs)
      for (let point = 0; point < perDay; point += 1) sum += backlog[first + day * perDay + point] ?? 0;
    return sum / runs.length / perDay;
  });
}

/** Less what each day of the week adds to the mean of its week. */
function withoutWeek(values: readonly number[]): number[] {
  const weeks = Math.floor(values.length / WEEK);
  const level = Array.from(
    { length: weeks },
    (_, week) => Tally.of(values.slice(week * WEEK, (week + 1) * WEEK)).mean,
  );
  const added = Array.from(
    { length: WEEK },
    (_, weekday) => Tally.of(level.map((mean, week) => (values[week * WEEK + weekday] ?? 0) - mean)).mean,
  );
  return values.map((value, day) => value - (added[day % WEEK] ?? 0));
}
