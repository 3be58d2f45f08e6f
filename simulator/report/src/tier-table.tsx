/** @jsxRuntime automatic */
import { Table } from '@tierline/charts';
import { scopesOf, type Summary } from '@tierline/model';
import type { ReactElement } from 'react';

import { intervalInWords, valueInWords } from './figure-words.ts';

const COLUMNS: readonly {
  readonly name: string;
  readonly figure: string;
  readonly withInterval?: boolean;
}[] = [
  { name: 'Tickets', figure: 'tickets' },
  { name: 'First response p50', figure: 'firstResponse.p50' },
  { name: 'p90', figure: 'firstResponse.p90' },
  { name: 'Resolution p50', figure: 'resolution.p50' },
  { name: 'p90 ', figure: 'resolution.p90' },
  { name: 'p95', figure: 'resolution.p95' },
  { name: 'Within target', figure: 'tierTarget.attainment', withInterval: true },
  { name: 'Utilisation', figure: 'utilisation' },
  { name: 'Waiting', figure: 'waiting' },
  { name: 'Open at the end', figure: 'open' },
  { name: 'Cost per week', figure: 'costPerWeek' },
];

/** What each tier does, one row a tier, and one per named class and team: means over runs. */
export function TierTable({ summary }: { readonly summary: Summary }): ReactElement {
  return (
    <Table
      caption="By the tier on which tickets end; means over runs, tickets per run, times in working time"
      columns={[{ name: 'Tier' }, ...COLUMNS.map(({ name }) => ({ name, numeric: true }))]}
      rows={scopesOf(summary.figures).map((tier) => [
        tier,
        ...COLUMNS.map(({ figure, withInterval = false }) => {
          const name = `${tier}.${figure}`;
          const interval = summary.figures[name];
          if (interval === undefined) return undefined;
          return withInterval ? intervalInWords(name, interval) : valueInWords(name, interval.mean);
        }),
      ])}
    />
  );
}
