import assert from 'node:assert/strict';

import { compare } from '@tierline/engine';
import { compileOrganisation, isReached, type Replication, simulate, summarise } from '@tierline/model';
import { loadPreset, presetNames } from '@tierline/presets';

const RUNS = 12;

async function runs(name: string, count = RUNS): Promise<readonly Replication[]> {
  const { scenario, policy } = await loadPreset(name);
  const organisation = compileOrganisation(scenario, policy);
  return Array.from({ length: count }, (_, replication) => simulate(organisation, { seed: 1, replication }));
}

function between(first: readonly Replication[], second: readonly Replication[], figure: string) {
  const values = (all: readonly Replication[]) => all.map(({ figures }) => figures[figure] ?? Number.NaN);
  return compare(values(first), values(second));
}

describe('presets', () => {
  it('are the organisations of the domain, each described', async () => {
    const names = await presetNames();
    assert.deepEqual(names, ['enterprise', 'saas', 'small-team', 'startup', 'startup-t3', 'two-tier']);
    for (const name of names) assert.ok((await loadPreset(name)).scenario.description, name);
  });

  for (const name of ['enterprise', 'saas', 'small-team', 'startup', 'startup-t3', 'two-tier'])
    it(`${name} can be believed: no overload, and its targets are reached`, async () => {
      const { scenario, policy } = await loadPreset(name);
      const { warnings } = compileOrganisation(scenario, policy);
      assert.deepEqual(warnings, []);
      const { targets, figures } = summarise(await runs(name, 6), scenario.targets);
      assert.ok(targets.length >= 2);
      for (const target of targets) assert.ok(isReached(target), `${target.text}: ${target.interval?.mean}`);
      for (const tier of ['T1', 'T2', 'T3']) {
        const busy = figures[`${tier}.utilisation`]?.mean;
        assert.ok(busy === undefined || (busy > 0.35 && busy < 0.97), `${tier}: ${busy}`);
      }
    });
});

describe('two tiers and then developers, against saas at equal cost', () => {
  let saas: readonly Replication[];
  let twoTier: readonly Replication[];
  before(async () => {
    [saas, twoTier] = [await runs('saas'), await runs('two-tier')];
  });

  it('cost the same', () => {
    const { difference } = between(saas, twoTier, 'all.costPerWeek');
    assert.equal(Math.round(difference.mean), 0);
  });

  it('make customers with complex tickets wait hours longer, and nobody else', () => {
    const complex = between(saas, twoTier, 'T3.resolution.p90');
    assert.equal(complex.verdict, 'higher');
    assert.ok(complex.difference.low > 3 * 60, `${complex.difference.low} min`);
    assert.equal(between(saas, twoTier, 'T1.resolution.p90').verdict, 'no clear difference');
  });

  it('take whole days of developers each week, in dozens of interruptions', () => {
    assert.ok(between(saas, twoTier, 'all.developerHours').difference.low > 60);
    assert.ok(between(saas, twoTier, 'all.developerInterruptions').difference.low > 50);
  });
});

describe('the first T3 of a startup', () => {
  it('answers complex tickets in a fraction of the time, gives the founder the days back, and costs less', async () => {
    const [before, after] = [await runs('startup'), await runs('startup-t3')];
    const wait = between(before, after, 'T3.firstResponse.mean');
    assert.equal(wait.verdict, 'lower');
    assert.ok(wait.difference.high < -3 * 60, `${wait.difference.high} min`);
    assert.equal(between(before, after, 'all.developerHours').verdict, 'lower');
    assert.equal(between(before, after, 'all.costPerWeek').verdict, 'lower');
    assert.equal(between(before, after, 'T1.wait.mean').verdict, 'no clear difference');
  });
});
