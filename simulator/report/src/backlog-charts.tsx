/** @jsxRuntime automatic */
import { type Basis, FanChart } from '@tierline/charts';
import { TIERS } from '@tierline/domain';
import type { Replication, Scenario } from '@tierline/model';
import type { ReactElement } from 'react';

import { backlogOf, thinnedBacklog } from './backlog.ts';
import { windowOf } from './method.ts';

/** A fan of the backlog for each tier. */
export function BacklogCharts({
  replications,
  scenario,
  basis,
}: {
  readonly replications: readonly Replication[];
  readonly scenario: Scenario;
  readonly basis: Basis;
}): ReactElement {
  const { start, to } = windowOf(scenario);
  return (
    <>
      {TIERS.map((tier, index) => (
        <FanChart
          key={tier}
          title={`Tickets on ${tier} that are not done`}
          basis={{
            ...basis,
            method: 'Percentiles over runs, at the least and the greatest median of every few points',
            period: { from: start, to },
          }}
          series={[{ label: tier, points: thinnedBacklog(backlogOf(replications, index, scenario)) }]}
          measure={{ kind: 'count', of: 'tickets' }}
        />
      ))}
    </>
  );
}
