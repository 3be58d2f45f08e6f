/** @jsxRuntime automatic */
import { inWords, Table } from '@tierline/charts';
import type { ReactElement } from 'react';

import { intervalInWords, valueInWords } from './figure-words.ts';
import type { FormulaCheck } from './formula-check.ts';

const PLAIN = { kind: 'count', of: '' } as const;

/** What a formula at the mean load says beside the simulation, and why the two differ. */
export function FormulaTable({ checks }: { readonly checks: readonly FormulaCheck[] }): ReactElement {
  if (checks.length === 0)
    return (
      <p>
        No tier has a person on duty on average and tickets that are worked on: Erlang C says nothing here.
      </p>
    );
  return (
    <>
      <Table
        caption="Mean wait on a tier by Erlang C at the mean load of staffed hours, beside the simulated one"
        columns={[
          { name: 'Tier' },
          { name: 'People on duty', numeric: true },
          { name: 'Taken up', unit: 'per staffed hour', numeric: true },
          { name: 'Work on each', numeric: true },
          { name: 'Wait by Erlang C', numeric: true },
          { name: 'Simulated wait', unit: 'wall time', numeric: true },
        ]}
        rows={checks.map(({ tier, people, perHour, work, least, most, simulated }) => [
          tier,
          inWords(people, PLAIN),
          inWords(perHour, PLAIN),
          minutes(work),
          least === most ? minutes(least) : `${minutes(least)} to ${minutes(most)}`,
          intervalInWords(`${tier}.wait.mean`, simulated),
        ])}
      />
      <p>
        They differ because Erlang C knows one steady rate of tickets, exponential work, one queue in order of
        arrival and people who are always there; the simulation has busy and quiet hours, closing time (who
        writes in the evening waits until the morning), priorities, absences and tickets that come back. Where
        people on duty are no whole number, the formula is given for the next greater and the next smaller
        one.
      </p>
    </>
  );
}

function minutes(value: number): string {
  return Number.isFinite(value) ? valueInWords('T1.wait.mean', value) : 'without end';
}
