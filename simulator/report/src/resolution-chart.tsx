/** @jsxRuntime automatic */
import { type Basis, DistributionChart } from '@tierline/charts';
import { type Policy, TIERS } from '@tierline/domain';
import type { Replication } from '@tierline/model';
import type { ReactElement } from 'react';

import { extendedTo, resolutionOf } from './resolution.ts';

/** The axis goes on to so many times the longest target, so that what is read off there has room beside it. */
const ROOM = 4;

/** How long tickets take until they are solved, with the target of each tier. */
export function ResolutionChart({
  replications,
  policy,
  basis,
}: {
  readonly replications: readonly Replication[];
  readonly policy: Policy;
  readonly basis: Basis;
}): ReactElement {
  // The last one applies to all.
  const tiers = policy.sla.at(-1)?.tiers;
  const series = TIERS.flatMap((label, tier) => {
    const points = resolutionOf(replications, tier);
    return points.length === 0 ? [] : [{ label, points }];
  });
  const targets =
    tiers === undefined
      ? []
      : series.map(({ label }) => ({ length: tiers[label].target, label: `${label} target`, series: label }));
  const end = ROOM * Math.max(0, ...targets.map(({ length }) => length));
  return (
    <>
      <DistributionChart
        title="Time until a ticket is solved, by the tier that solves it"
        basis={{ ...basis, method: 'Shares of each run, then their mean' }}
        series={series.map(({ label, points }) => ({ label, points: extendedTo(points, end) }))}
        targets={targets}
        clock="business"
        scale="log"
        of="solved tickets"
      />
      <p>
        Times count from when a ticket is created, targets of a tier from when it arrives there: what a curve
        reads at its target is not the share of stays that keep it, which the tables tell.
      </p>
    </>
  );
}
