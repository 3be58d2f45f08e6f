/** @jsxRuntime automatic */
import { DataBlock, FrontierChart, Page, Table } from '@tierline/charts';
import { renderPage } from '@tierline/charts/render';
import type { SweepResult } from '@tierline/whatif';
import type { ReactElement } from 'react';

import { counted, figureInWords, intervalInWords, measureOf, scaled, valueInWords } from './figure-words.ts';
import type { ReportMeta } from './meta.ts';
import { Notes, Origin } from './origin.tsx';
import {
  decidingTarget,
  headlineOfSweep,
  isCertain,
  isPartialSweep,
  labelOf,
  meeting,
  notesOfSweep,
} from './sweep-headline.ts';

const COST = 'all.costPerWeek';
/** Rows of the table of plans. */
const SHOWN = 20;

/**
 * A grid of plans as an HTML page like that of `runReport`. Its data are in the element `sweep-data`. Throws what its
 * charts throw.
 */
export function sweepReport(results: readonly SweepResult[], meta: ReportMeta): string {
  const headline = headlineOfSweep(results, meta);
  const notes = notesOfSweep(results, meta);
  const title = `${counted(results.length, 'plan')} swept${isPartialSweep(results, meta) ? ' (partial result)' : ''}`;
  const runs = results.map(({ summary }) => summary.replications);
  return renderPage(
    <Page title={title}>
      <p>
        <strong>{headline}</strong>
      </p>
      <Notes notes={notes} />
      <h2>Cost and what it reaches</h2>
      <Frontier results={results} meta={meta} />
      <h2>Plans that meet all targets</h2>
      <MeetingTable results={results} />
      <Origin
        method="Every plan had the same customers in the run of one number, so plans differ by what they are. Runs of a plan ended as soon as each figure that a target names was precise enough, or a target was clearly missed; so what is missed is known less precisely than what is met. A plan meets its targets by the means over its runs. 95 % intervals: Student's t over runs."
        runs={
          runs.length === 0
            ? 'No runs'
            : `${Math.min(...runs)} to ${Math.max(...runs)} runs of each of ${counted(results.length, 'plan')}`
        }
        meta={meta}
      />
      <DataBlock id="sweep-data" value={{ ...meta, headline, notes, results: results.map(pointData) }} />
    </Page>,
  );
}

function Frontier({
  results,
  meta,
}: {
  readonly results: readonly SweepResult[];
  readonly meta: ReportMeta;
}): ReactElement {
  const deciding = decidingTarget(results);
  if (deciding === undefined) return <p>No targets are set, so there is nothing to hold against the cost.</p>;
  const { figure, is, value } = deciding;
  return (
    <FrontierChart
      title={`Cost against the target that decides: ${figureInWords(figure)}`}
      basis={{
        n: results.length,
        of: results.length === 1 ? 'plan' : 'plans',
        method: "95 % intervals: Student's t over runs; targets by the means",
        zone: 'UTC',
        source: `Seed ${meta.seed}, version ${meta.version}`,
      }}
      points={results.flatMap(({ values, summary, cost, meets }) => {
        const interval = summary.figures[figure];
        if (interval === undefined) return [];
        const { mean, low, high } = interval;
        return [
          {
            label: labelOf(values),
            cost,
            value: scaled(figure, mean),
            low: scaled(figure, low),
            high: scaled(figure, high),
            meets,
          },
        ];
      })}
      cost={{ kind: 'count', of: 'units of currency per week' }}
      value={measureOf(figure)}
      figure={figureInWords(figure)}
      better={is === '>=' ? 'higher' : 'lower'}
      target={{
        value: scaled(figure, value),
        label: `target, at ${is === '>=' ? 'least' : 'most'}`,
      }}
    />
  );
}

function MeetingTable({ results }: { readonly results: readonly SweepResult[] }): ReactElement {
  const found = meeting(results);
  const figures = [
    ...new Set(results.flatMap(({ summary }) => summary.targets.map(({ target }) => target.figure))),
  ];
  const missed = `${counted(results.length - found.length, 'plan')} missed at least one target.`;
  if (found.length === 0) return <p>None does: {missed}</p>;
  return (
    <>
      <Table
        caption={
          found.length > SHOWN
            ? `The cheapest ${SHOWN} of ${found.length}, by cost`
            : 'By cost, the cheapest first'
        }
        columns={[
          { name: 'Plan' },
          { name: 'Cost per week', numeric: true },
          ...figures.map((figure) => ({ name: figureInWords(figure), numeric: true })),
          { name: 'Runs', numeric: true },
          { name: 'Certain' },
        ]}
        rows={found.slice(0, SHOWN).map((one) => [
          labelOf(one.values),
          valueInWords(COST, one.cost),
          ...figures.map((figure) => {
            const interval = one.summary.figures[figure];
            return interval && intervalInWords(figure, interval);
          }),
          one.summary.replications,
          isCertain(one) ? 'yes' : 'probably',
        ])}
      />
      <p>{missed}</p>
    </>
  );
}

/** What of a plan of the grid is kept for programs: the figures of its targets and its cost. */
function pointData({ values, meets, cost, summary }: SweepResult) {
  return {
    values,
    meets,
    cost,
    replications: summary.replications,
    targets: summary.targets,
    costInterval: summary.figures[COST],
  };
}
