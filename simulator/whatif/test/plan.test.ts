import assert from 'node:assert/strict';

import { readScenario } from '@tierline/model';
import { organisationOf } from '@tierline/whatif';

import { saas } from './saas.ts';

describe('a plan', () => {
  it('has its week of arrivals in the zone of the desk, unless it names another', async () => {
    const { scenario, policy, ...rest } = await saas(7);
    const first = (timeZone: string | undefined) => {
      const { ticketsPerDay: _, ...load } = scenario.load;
      const weekly = readScenario(
        {
          ...scenario,
          load: { ...load, week: { monday: { '09': 1 } }, ticketsPerWeek: 10, ...(timeZone && { timeZone }) },
        },
        'test',
      );
      const plan = { ...rest, scenario: weekly, policy: policy.replaceAll('zone: UTC', 'zone: Asia/Tokyo') };
      return new Date(organisationOf(plan).curve.starts[0] ?? 0).toISOString();
    };
    assert.equal(first(undefined), '2026-01-05T00:00:00.000Z');
    assert.equal(first('Europe/Berlin'), '2026-01-05T08:00:00.000Z');
  });
});
