import assert from 'node:assert/strict';

import { planOfReplay } from '@tierline/comparison';
import { instant } from '@tierline/domain';
import { simulate } from '@tierline/model';
import { loadPreset, type Preset } from '@tierline/presets';
import { organisationOf } from '@tierline/whatif';

const FRIDAY = instant(Date.parse('2026-01-09T08:00:00Z'));

describe('simulation of a replay', () => {
  let saas: Preset;

  before(async () => {
    saas = await loadPreset('saas');
  });

  it('is of the same days, from the midnight before until the people have gone home, over a weekend', async () => {
    const report = { from: FRIDAY, sent: 60, unsent: 0 };
    const { scenario } = await planOfReplay({ preset: saas, report, days: 2, engineering: true });
    assert.equal(scenario.run.start, '2026-01-09');
    // Monday at 20:00: closing time and two hours.
    assert.equal(scenario.run.days, 3 + 20 / 24);
  });

  it('has as many tickets as were to be sent, and the people of the policy', async () => {
    const report = { from: FRIDAY, sent: 50, unsent: 7 };
    const plan = await planOfReplay({ preset: saas, report, days: 1, engineering: true });
    const { created, figures } = simulate(organisationOf(plan), { seed: 1, replication: 0 });
    assert.equal(created, 57);
    // Ten people on shifts of 9.5 h, four and two of 10 h, as hours of a week.
    const week = 7 / plan.scenario.run.days;
    assert.deepEqual(
      ['T1', 'T2', 'T3'].map((tier) => Math.round((figures[`${tier}.paidHours`] ?? 0) / week)),
      [95, 40, 20],
    );
  });

  it('hands bugs to engineering only where the replay did', async () => {
    const report = { from: FRIDAY, sent: 400, unsent: 0 };
    const handed = async (engineering: boolean) => {
      const plan = await planOfReplay({ preset: saas, report, days: 1, engineering });
      return simulate(organisationOf(plan), { seed: 1, replication: 0 }).figures['T3.handedOff'];
    };
    assert.ok(((await handed(true)) ?? 0) > 0);
    assert.equal(await handed(false), 0);
  });

  it('leaves out what a replay does not do', async () => {
    const { scenario } = saas;
    const { T1 } = scenario.people.tiers;
    const preset: Preset = {
      ...saas,
      scenario: {
        ...scenario,
        load: { ...scenario.load, trendPerYear: 1, busyness: { cv: 1 } },
        people: {
          ...scenario.people,
          staff: { T1: 1 },
          tiers: { ...scenario.people.tiers, T1: { ...T1, shrinkage: 0.5 } },
        },
      },
    };
    const report = { from: FRIDAY, sent: 400, unsent: 0 };
    const own = await planOfReplay({ preset, report, days: 1, engineering: true });
    const plain = await planOfReplay({ preset: saas, report, days: 1, engineering: true });
    assert.deepEqual(own.scenario.load, plain.scenario.load);
    assert.deepEqual(own.scenario.people, plain.scenario.people);
  });
});
