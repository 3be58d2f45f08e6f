/** @jsxRuntime automatic */
import { type Basis, HeatMap } from '@tierline/charts';
import { TIERS } from '@tierline/domain';
import type { Replication } from '@tierline/model';
import type { ReactElement } from 'react';

import { utilisationOf } from './utilisation.ts';

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
