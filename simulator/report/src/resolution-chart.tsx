/** @jsxRuntime automatic */
import { type Basis, DistributionChart } from '@tierline/charts';
import { type Policy, TIERS } from '@tierline/domain';
import { type Replication, RESOLUTION_POINTS } from '@tierline/model';
import { mean } from 'd3-array';
import type { ReactElement } from 'react';

const MINUTE = 60_000;

/**
 * The share of a tier's solved tickets that took no longer than a length of time (ms), the mean over runs; from the last
 * length that none keeps to the first that all do. Empty where no run has such a ticket. `tier` counts from 0.
 */
export function resolutionOf(
  replications: readonly Replication[],
  tier: number,
): readonly { readonly length: number; readonly share: number }[] {
  const size = RESOLUTION_POINTS.length;
  const points = RESOLUTION_POINTS.flatMap((minutes, index) => {
    const share = mean(
      replications.filter(({ figures }) => (figures[`${TIERS[tier] ?? ''}.solved`] ?? 0) > 0),
      ({ resolutionShares }) => resolutionShares[tier * size + index],
    );
    return share === undefined ? [] : [{ length: minutes * MINUTE, share }];
  });
  const first = Math.max(0, points.findIndex(({ share }) => share > 0) - 1);
  const done = points.findIndex(({ share }) => share >= 1);
  return points.slice(first, done < 0 ? points.length : done + 1);
}

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
  const everybody = policy.sla.at(-1);
  const series = TIERS.flatMap((label, tier) => {
    const points = resolutionOf(replications, tier);
    return points.length === 0 ? [] : [{ label, points }];
  });
  return (
    <>
      <DistributionChart
        title="Time until a ticket is solved, by the tier that solves it"
        basis={{ ...basis, method: 'Shares of each run, then their mean' }}
        series={series}
        targets={
          everybody === undefined
            ? []
            : series.map(({ label }) => ({
                length: everybody.tiers[label].target,
                label: `${label} target`,
                series: label,
              }))
        }
        clock="business"
        scale="log"
        of="solved tickets"
      />
      <p>
        Times count from when a ticket is created, targets of a tier from when it arrives there: what a curve
        reads at its target is less than the share of stays that keep it, which the tables tell.
      </p>
    </>
  );
}
