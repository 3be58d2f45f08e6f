/** @jsxRuntime automatic */
import { Table } from '@tierline/charts';
import type { Summary } from '@tierline/model';
import type { ReactElement } from 'react';

import { changeInWords, figureInWords, intervalInWords, valueInWords } from './figure-words.ts';

/** Each target, what the runs say about it, and the verdict. */
export function TargetsTable({ summary }: { readonly summary: Summary }): ReactElement {
  if (summary.targets.length === 0) return <p>The scenario sets no targets.</p>;
  return (
    <Table
      caption="Targets: met or missed for certain where the 95 % interval lies on one side, else probably"
      columns={[
        { name: 'Figure' },
        { name: 'Target', numeric: true },
        { name: 'Simulated', numeric: true },
        { name: 'Over the target', numeric: true },
        { name: 'Verdict' },
      ]}
      rows={summary.targets.map(({ target: { figure, is, value }, interval, verdict }) => [
        figureInWords(figure),
        `${is === '>=' ? 'at least' : 'at most'} ${valueInWords(figure, value)}`,
        interval && intervalInWords(figure, interval),
        interval && changeInWords(figure, interval.mean - value),
        verdict,
      ])}
    />
  );
}
