import assert from 'node:assert/strict';

import { TIERS } from '@tierline/domain';
import { compare, intervalOf } from '@tierline/engine';
import { compileOrganisation, parseTarget, simulate } from '@tierline/model';
import { loadPreset, presetNames } from '@tierline/presets';

const SEED = 1;
const REPLICATIONS = 12;
const NAMES = ['enterprise', 'saas', 'small-team', 'startup', 'startup-t3', 'two-tier'];

/** Targets that a preset misses on purpose. */
const MISSED: Readonly<Record<string, readonly string[]>> = { startup: ['T3.tierTarget.attainment'] };

/** Values of a figure, one of each replication. */
type Figures = (figure: string) => number[];

async function run(name: string): Promise<Figures> {
  const { scenario, policy } = await loadPreset(name);
  const organisation = compileOrganisation(scenario, policy);
  const runs = Array.from({ length: REPLICATIONS }, (_, replication) =>
    simulate(organisation, { seed: SEED, replication }),
  );
  return (figure) =>
    runs.map(({ figures }) => {
      const value = figures[figure];
      assert.ok(value !== undefined, `${name} has no figure ${figure}`);
      return value;
    });
}

describe('organisations', function () {
  this.timeout(30_000);
  const figures = new Map<string, Figures>();

  before(async () => {
    for (const name of NAMES) figures.set(name, await run(name));
  });

  const of = (name: string): Figures => {
    const found = figures.get(name);
    assert.ok(found);
    return found;
  };
  const mean = (name: string, figure: string) => intervalOf(of(name)(figure)).mean;
  const verdict = (first: string, second: string, figure: string) =>
    compare(of(first)(figure), of(second)(figure)).verdict;

  it('are these', async () => {
    assert.deepEqual(await presetNames(), NAMES);
  });

  for (const name of NAMES) {
    it(`${name} says what it is, and is not overloaded`, async () => {
      const { description, scenario, policy } = await loadPreset(name);
      assert.ok(description.length > 40);
      assert.deepEqual(compileOrganisation(scenario, policy).warnings, []);
      for (const tier of TIERS) {
        if (mean(name, `${tier}.paidHours`) === 0) continue;
        const utilisation = mean(name, `${tier}.utilisation`);
        assert.ok(utilisation >= 0.4 && utilisation <= 0.95, `${tier} ${utilisation}`);
      }
    });

    it(`${name} meets its targets, but those that are its point`, async () => {
      const { scenario } = await loadPreset(name);
      const targets = scenario.targets.map(parseTarget).filter((target) => target !== undefined);
      assert.ok(targets.length > 0);
      const missed = targets.filter(({ figure, is, value }) => {
        const reached = mean(name, figure);
        return is === '>=' ? reached < value : reached > value;
      });
      assert.deepEqual(
        missed.map(({ figure }) => figure),
        MISSED[name] ?? [],
      );
    });
  }

  it('two-tier costs as much as saas, waits longer and takes its hours from developers', () => {
    const [saas, two] = [mean('saas', 'all.costPerWeek'), mean('two-tier', 'all.costPerWeek')];
    assert.ok(Math.abs(two / saas - 1) < 0.01, `${saas} ${two}`);
    for (const figure of [
      'T3.wait.mean',
      'T3.resolution.mean',
      'T2.resolution.mean',
      'all.resolution.mean',
      'all.developerHours',
      'all.developerInterruptions',
      'all.misrouted.share',
    ])
      assert.equal(verdict('saas', 'two-tier', figure), 'higher', figure);
    assert.equal(mean('saas', 'all.developerHours'), 0);
    const hours = mean('two-tier', 'all.developerHours');
    assert.ok(hours > 70 && hours < 90, `${hours}`);
  });

  it('the first T3 hire of a start-up ends the wait for its founder, who is interrupted no more', () => {
    for (const figure of [
      'T3.wait.mean',
      'T3.wait.p95',
      'T3.utilisation',
      'all.developerHours',
      'all.developerInterruptions',
    ])
      assert.equal(verdict('startup', 'startup-t3', figure), 'lower', figure);
    assert.equal(verdict('startup', 'startup-t3', 'T3.tierTarget.attainment'), 'higher');
    const [before, after] = [mean('startup', 'all.costPerWeek'), mean('startup-t3', 'all.costPerWeek')];
    assert.ok(Math.abs(after / before - 1) < 0.01, `${before} ${after}`);
  });
});
