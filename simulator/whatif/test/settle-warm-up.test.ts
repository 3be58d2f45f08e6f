import assert from 'node:assert/strict';

import { readScenario, ScenarioError } from '@tierline/model';
import { organisationOf, type Plan, settleWarmUp, SimulationPool, withoutPilots } from '@tierline/whatif';

import { saas } from './saas.ts';

async function plan(run: object = {}, load: object = {}): Promise<Plan> {
  const { scenario, ...rest } = await saas(14);
  return {
    ...rest,
    scenario: readScenario(
      {
        ...scenario,
        run: { ...scenario.run, warmUpDays: 'mser', ...run },
        load: { ...scenario.load, ...load },
      },
      'test',
    ),
  };
}

async function settledBy(threads: number, plans: readonly Plan[], seed = 1): Promise<Plan[]> {
  await using pool = new SimulationPool(threads);
  return await settleWarmUp(pool, plans, seed);
}

describe('a warm-up that is left to MSER-5', function warmUp() {
  this.timeout(60_000);

  it('is short where the desk is filled in a day, and lasts until a backlog is worked off', async () => {
    for (const seed of [1, 2, 3]) {
      const [quick] = await settledBy(2, [await plan()], seed);
      assert.ok(quick?.warmUp?.isSteady === true && quick.warmUp.days <= 15, JSON.stringify(quick?.warmUp));
      assert.equal(quick.scenario.run.warmUpDays, quick.warmUp.days);
    }
    // 1000 tickets, of which T1 works off some 60 a day beside the others.
    const [long] = await settledBy(2, [await plan({ backlog: { T1: 1000 } })]);
    const days = long?.warmUp?.days ?? 0;
    assert.ok(days >= 15 && days <= 45, `${days}`);
  });

  it('is the same on any number of threads', async () => {
    const plans = [await plan({ backlog: { T1: 500 } })];
    assert.deepEqual(await settledBy(1, plans), await settledBy(3, plans));
  });

  it('is the longest of plans that are compared, and nothing where days are stated', async () => {
    const [short, long, stated] = await settledBy(2, [
      await plan(),
      await plan({ backlog: { T1: 1000 } }),
      await plan({ warmUpDays: 3 }),
    ]);
    assert.equal(short?.scenario.run.warmUpDays, long?.scenario.run.warmUpDays);
    assert.equal(short?.warmUp?.days, long?.warmUp?.days);
    assert.deepEqual([stated?.scenario.run.warmUpDays, stated?.warmUp], [3, undefined]);
  });

  it('is none where an overload never comes to rest', async () => {
    const [overloaded] = await settledBy(2, [await plan({}, { ticketsPerDay: 600 })]);
    assert.deepEqual(overloaded?.warmUp, {
      method: 'mser-5',
      days: 0,
      isSteady: false,
      pilotRuns: 5,
      pilotDays: 400,
    });
  });

  it('has to be decided before a plan is simulated, and cannot be for recorded tickets', async () => {
    const open = await plan();
    assert.throws(() => organisationOf(open), ScenarioError);
    assert.equal(organisationOf(withoutPilots(open)).reportedFrom, organisationOf(withoutPilots(open)).from);
    const { ticketsPerDay: _, ...load } = open.scenario.load;
    const recorded = {
      ...open,
      scenario: { ...open.scenario, load: { ...load, recorded: [{ atMinutes: 1 }] } },
    };
    await assert.rejects(settledBy(1, [recorded]), /run\.warmUpDays: mser needs a load that goes on/);
    await assert.rejects(
      plan({ warmUpDays: 'long' }),
      /run\.warmUpDays: must be a number of days .*, or mser/,
    );
  });
});
