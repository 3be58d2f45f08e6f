import assert from 'node:assert/strict';

import { simulate } from '@tierline/model';
import { organisationOf, resultOf, runPlan, SimulationPool } from '@tierline/whatif';

import { saas } from './saas.ts';

const LIMITS = { seed: 3, precision: 0, precise: /\.attainment$/, least: 6, most: 6, hash: true };

describe('runs of a plan', () => {
  it('are the same on the main thread and on any number of threads, visit by visit', async () => {
    const plan = await saas(21);
    const here = Array.from({ length: 6 }, (_, replication) =>
      simulate(organisationOf(plan), { seed: 3, replication, hash: true }),
    );
    for (const threads of [1, 2, 3]) {
      await using pool = new SimulationPool(threads);
      const { replications } = await runPlan(pool, plan, LIMITS);
      assert.deepEqual(
        replications.map(({ digest }) => digest),
        here.map(({ digest }) => digest),
      );
      assert.deepEqual(replications, here);
    }
    assert.equal(new Set(here.map(({ digest }) => digest)).size, 6);
  });

  it('end at the first number of runs that is precise enough, however many threads there are', async () => {
    const plan = await saas(28);
    const limits = { ...LIMITS, precision: 0.03, least: 3, most: 200, hash: false };
    const counts: number[] = [];
    for (const threads of [1, 3]) {
      await using pool = new SimulationPool(threads);
      const outcome = await runPlan(pool, plan, limits);
      assert.equal(outcome.isPrecise, true);
      counts.push(outcome.replications.length);
    }
    assert.equal(counts[0], counts[1]);
    assert.ok((counts[0] ?? 0) > 3 && (counts[0] ?? 0) < 200, `${counts[0]}`);
  });

  it('tell how far they are, with an interval that shrinks', async () => {
    const widths: number[] = [];
    await using pool = new SimulationPool(1);
    await runPlan(
      pool,
      await saas(14),
      { ...LIMITS, least: 20, most: 20 },
      {
        onProgress: ({ width }) => widths.push(width),
      },
    );
    assert.equal(widths.length, 20);
    assert.equal(widths[0], Infinity);
    assert.ok((widths.at(-1) ?? 1) < (widths[1] ?? 0), `${widths[1]} to ${widths.at(-1)}`);
  });

  it('that are ended early keep what was done, and say that it is partial', async () => {
    const stop = new AbortController();
    await using pool = new SimulationPool(1);
    const outcome = await runPlan(
      pool,
      await saas(14),
      { ...LIMITS, least: 500, most: 500 },
      {
        signal: stop.signal,
        onProgress: ({ done }) => done === 4 && stop.abort(),
      },
    );
    assert.equal(outcome.isPartial, true);
    assert.equal(outcome.replications.length, 4);
    assert.equal(resultOf(await saas(14), outcome).summary.replications, 4);
  });
});
