/** @jsxRuntime automatic */
import { type Basis, HeatMap } from '@tierline/charts';
import { TIERS } from '@tierline/domain';
import type { Replication } from '@tierline/model';
import { sum } from 'd3-array';
import type { ReactElement } from 'react';

const HOURS = 24;
const WEEK = 7 * HOURS;

/**
 * Seven days from Monday of 24 shares (UTC): of the time that people of a tier are on duty in that hour, what they work
 * on tickets, over all runs. Undefined where nobody is on duty. `tier` counts from 0.
 */
export function utilisationOf(
  replications: readonly Replication[],
  tier: number,
): readonly (readonly (number | undefined)[])[] {
  return Array.from({ length: 7 }, (_, day) =>
    Array.from({ length: HOURS }, (_, hour) => {
      const at = tier * WEEK + day * HOURS + hour;
      const duty = sum(replications, ({ dutyByHour }) => dutyByHour[at]);
      return duty > 0 ? sum(replications, ({ busyByHour }) => busyByHour[at]) / duty : undefined;
    }),
  );
}

/** A map of the week for each tier. */
export function UtilisationMaps({
  replications,
  basis,
}: {
  readonly replications: readonly Replication[];
  readonly basis: Basis;
}): ReactElement {
  return (
    <>
      {TIERS.map((tier, index) => (
        <HeatMap
          key={tier}
          title={`Utilisation of ${tier} by hour of the week`}
          basis={{ ...basis, method: 'Sums over runs: time on tickets by time on duty' }}
          week={utilisationOf(replications, index)}
          of="time on duty"
        />
      ))}
    </>
  );
}
