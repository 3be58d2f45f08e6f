import assert from 'node:assert/strict';
import { isAbsolute } from 'node:path';

import { instant, type Tier, TIERS } from '@tierline/domain';
import { distributionOf } from '@tierline/model';
import { loadPreset, PresetError } from '@tierline/presets';

describe('preset', () => {
  it('has the people, shares and targets of the reference', async () => {
    const { name, policyFile, policy, scenario, defaultSpeed } = await loadPreset('saas');
    assert.deepEqual(
      [name, isAbsolute(policyFile), defaultSpeed],
      ['saas', true, scenario.replay.defaultSpeed],
    );
    const people = TIERS.map(
      (tier) => [...policy.agents.values()].filter((agent) => agent.tier === tier).length,
    );
    assert.deepEqual(people, [10, 4, 2]);
    assert.deepEqual(scenario.load.split, { T1: 0.8, T2: 0.15, T3: 0.05 });
    assert.deepEqual(
      TIERS.map((tier) => (policy.sla.at(-1)?.tiers[tier].target ?? 0) / 3_600_000),
      [1, 4, 24],
    );
  });

  it('is consistent with its own targets: work fits the people, and handle times the targets', async () => {
    const { policy, scenario } = await loadPreset('saas');
    const { load, work } = scenario;
    const perDay = load.ticketsPerDay ?? 0;
    const handle = (tier: Tier) => distributionOf(work.handle[tier]);
    const minutesOfPeople = (tier: Tier) =>
      [...policy.agents.values()].filter((agent) => agent.tier === tier).length * 600;
    const solving = (tier: Tier) => perDay * load.split[tier] * handle(tier).mean;
    const plain = {
      T2: perDay * load.split.T2 * (1 - load.obvious.T2),
      T3: perDay * load.split.T3 * (1 - load.obvious.T3),
    };
    const utilisation = {
      T1:
        (solving('T1') + (plain.T2 + plain.T3) * distributionOf(work.findOut.T1).mean) /
        minutesOfPeople('T1'),
      T2: (solving('T2') + plain.T3 * distributionOf(work.findOut.T2).mean) / minutesOfPeople('T2'),
      T3: solving('T3') / minutesOfPeople('T3'),
    };
    assert.ok(utilisation.T1 >= 0.78 && utilisation.T1 <= 0.85, `T1 ${utilisation.T1}`);
    assert.ok(utilisation.T2 >= 0.7 && utilisation.T2 <= 0.8, `T2 ${utilisation.T2}`);
    assert.ok(utilisation.T3 >= 0.6 && utilisation.T3 <= 0.75, `T3 ${utilisation.T3}`);
    for (const tier of TIERS) {
      // Cantelli's bound, for any distribution: at most 7 % of handle times reach the target, before any queue.
      const { mean, cv } = handle(tier);
      const deviations = ((policy.sla.at(-1)?.tiers[tier].target ?? 0) / 60_000 - mean) / (mean * cv);
      assert.ok(1 / (1 + deviations ** 2) <= 0.07, `${tier}: ${deviations}`);
    }
  });

  it('knows when its next working day begins', async () => {
    const { dayStart } = await loadPreset('saas');
    assert.equal(dayStart(instant(Date.parse('2026-03-06T08:00:00Z'))), Date.parse('2026-03-09T08:00:00Z'));
  });

  it('that does not exist is refused with the names of those that do', async () => {
    await assert.rejects(
      loadPreset('../saas'),
      (error) =>
        error instanceof PresetError &&
        /there is no preset \.\.\/saas/.test(error.message) &&
        error.problems.includes('saas'),
    );
  });
});
