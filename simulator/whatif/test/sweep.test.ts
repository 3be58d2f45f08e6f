import assert from 'node:assert/strict';

import { cheapest, comparePlans, resultOf, runPlan, SimulationPool, sweep } from '@tierline/whatif';

import { saas } from './saas.ts';

const TARGETS = ['T1.tierTarget.attainment >= 95 %', 'T3.tierTarget.attainment >= 95 %'];

async function point(T1: number, T3: number) {
  const plan = await saas(28, { T1, T2: 4, T3 });
  const tiers = plan.scenario.people.tiers;
  return {
    values: { t1: T1, t3: T3 },
    plan: {
      ...plan,
      scenario: {
        ...plan.scenario,
        targets: TARGETS,
        people: {
          ...plan.scenario.people,
          tiers: {
            T1: { ...tiers.T1, costPerHour: 30 },
            T2: { ...tiers.T2, costPerHour: 45 },
            T3: { ...tiers.T3, costPerHour: 70 },
          },
        },
      },
    },
  };
}

const LIMITS = { precision: 0.02, least: 3, most: 20 };

describe('a sweep', () => {
  it('names the cheapest plan that meets all targets, the same on any number of threads', async () => {
    const points = await Promise.all([8, 10, 12].flatMap((t1) => [1, 2, 3].map(async (t3) => point(t1, t3))));
    const found = [];
    for (const threads of [1, 2]) {
      await using pool = new SimulationPool(threads);
      const results = await sweep(pool, points, { seed: 1, limits: LIMITS });
      assert.deepEqual(
        results.map(({ values }) => values),
        points.map(({ values }) => values),
      );
      found.push(results);
    }
    assert.deepEqual(found[0], found[1]);
    const results = found[0] ?? [];
    assert.deepEqual(cheapest(results)?.values, { t1: 10, t3: 2 });
    assert.ok(results.every(({ values, meets }) => (values['t1'] ?? 0) > 8 || !meets));
  });

  it('of nothing that meets its targets names nothing', async () => {
    await using pool = new SimulationPool(1);
    const results = await sweep(pool, [await point(6, 1)], { seed: 1, limits: LIMITS });
    assert.equal(cheapest(results), undefined);
    assert.equal(results[0]?.warnings.length, 2);
  });
});

describe('a comparison', () => {
  it('is run by run, so that one more person on T3 is seen where the intervals of both plans overlap', async () => {
    await using pool = new SimulationPool();
    const limits = { seed: 1, precision: 0, precise: /x/, least: 12, most: 12 };
    const [two, three] = await Promise.all(
      [2, 3].map(async (T3) => {
        const plan = await saas(28, { T3 });
        return resultOf(plan, await runPlan(pool, plan, limits));
      }),
    );
    assert.ok(two !== undefined && three !== undefined);
    const compared = new Map(comparePlans(two, three).map((one) => [one.figure, one]));
    assert.equal(compared.get('T3.wait.mean')?.verdict, 'lower');
    assert.equal(compared.get('T3.utilisation')?.verdict, 'lower');
    assert.equal(compared.get('T1.wait.mean')?.verdict, 'no clear difference');
    const wait = compared.get('T3.wait.mean')?.difference;
    const alone = two.summary.figures['T3.wait.mean'];
    assert.ok(wait !== undefined && alone !== undefined && wait.mean < 0);
  });
});
