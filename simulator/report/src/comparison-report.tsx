/** @jsxRuntime automatic */
import { type Basis, DataBlock, IntervalChart, Page, Table } from '@tierline/charts';
import { renderPage } from '@tierline/charts/render';
import { TIERS } from '@tierline/domain';
import { isReached } from '@tierline/model';
import type { FigureComparison, PlanResult } from '@tierline/whatif';
import type { ReactElement } from 'react';

import { headlineOfComparison, notesOfComparison } from './comparison-headline.ts';
import { differenceGroups } from './differences.ts';
import { counted, figureInWords, intervalInWords, scaled } from './figure-words.ts';
import type { ReportMeta } from './meta.ts';
import { basisOf, methodInWords } from './method.ts';
import { Assumptions, Notes, Origin } from './origin.tsx';
import { planData } from './run-report.tsx';

const PAIRED =
  'Runs of one number had the same customers in every plan, so differences are taken run by run. A difference is clear where its 95 % interval does not hold 0';

const NAMES = new Intl.ListFormat('en-GB');

/** Rows of the table of plans beside the figures that are targets. */
const SIDE_BY_SIDE: readonly string[] = [
  ...TIERS.flatMap((tier) => [
    `${tier}.tierTarget.attainment`,
    `${tier}.firstResponse.p90`,
    `${tier}.resolution.p90`,
    `${tier}.utilisation`,
    `${tier}.waiting`,
  ]),
  'all.costPerWeek',
];

/**
 * Plans side by side, and each further one against the first, as an HTML page like that of `runReport`. `comparisons` has
 * that of each further plan, in their order. Its data are in the element `comparison-data`. Throws PolicyError or
 * ScenarioError where a plan is not valid, RangeError without plans.
 */
export function comparisonReport(
  results: readonly PlanResult[],
  comparisons: readonly (readonly FigureComparison[])[],
  meta: ReportMeta,
): string {
  const [first, ...others] = results;
  if (first === undefined) throw new RangeError('there are no plans to compare');
  const headline = headlineOfComparison(results, comparisons);
  const notes = notesOfComparison(results, comparisons);
  const partial = results.some(({ outcome }) => outcome.isPartial) ? ' (partial result)' : '';
  const runs = Math.min(...results.map(({ outcome }) => outcome.replications.length));
  return renderPage(
    <Page title={`${NAMES.format(results.map(({ plan }) => plan.name))}: compared${partial}`}>
      <p>
        <strong>{headline}</strong>
      </p>
      <Notes notes={notes} />
      <h2>Side by side</h2>
      <SideBySide results={results} />
      {others.map((other, index) => (
        <Differences
          key={index}
          names={[first.plan.name, other.plan.name]}
          comparison={comparisons[index] ?? []}
          basis={{
            ...basisOf(runs, first.plan.scenario, meta),
            of: runs === 1 ? 'pair of runs' : 'pairs of runs',
            method: "95 % intervals: Student's t over paired differences",
          }}
        />
      ))}
      <Origin
        method={`${methodInWords(runs, first.plan.scenario)} ${PAIRED}.`}
        runs={results
          .map(({ plan, outcome }) => `${plan.name}: ${counted(outcome.replications.length, 'run')}`)
          .join('; ')}
        meta={meta}
      />
      {results.map(({ plan }, index) => (
        <Assumptions key={index} plan={plan} />
      ))}
      <DataBlock
        id="comparison-data"
        value={{ ...meta, headline, notes, plans: results.map(planData), comparisons }}
      />
    </Page>,
  );
}

function SideBySide({ results }: { readonly results: readonly PlanResult[] }): ReactElement {
  const targets = results.flatMap(({ summary }) => summary.targets.map(({ target }) => target.figure));
  const figures = [...new Set([...targets, ...SIDE_BY_SIDE])].filter((figure) =>
    results.some(({ summary }) => summary.figures[figure] !== undefined),
  );
  return (
    <Table
      caption="Means over runs with their 95 % intervals; times in working time"
      columns={[
        { name: 'Figure' },
        ...results.map(({ plan }, index) => ({
          // Columns are told apart by their names.
          name:
            results.findIndex((one) => one.plan.name === plan.name) === index
              ? plan.name
              : `${plan.name} (${index + 1})`,
          numeric: true,
        })),
      ]}
      rows={[
        ...figures.map((figure) => [
          figureInWords(figure),
          ...results.map(({ summary }) => {
            const interval = summary.figures[figure];
            return interval && intervalInWords(figure, interval);
          }),
        ]),
        ...(targets.length === 0
          ? []
          : [
              [
                'targets met',
                ...results.map(
                  ({ summary }) => `${summary.targets.filter(isReached).length} of ${summary.targets.length}`,
                ),
              ],
            ]),
      ]}
    />
  );
}

function Differences({
  names: [first, other],
  comparison,
  basis,
}: {
  readonly names: readonly [string, string];
  readonly comparison: readonly FigureComparison[];
  readonly basis: Basis;
}): ReactElement {
  const groups = differenceGroups(comparison);
  return (
    <>
      <h2>
        {other} against {first}
      </h2>
      {groups.length === 0 && <p>There is no difference in any run.</p>}
      {groups.map(({ title, better, measure, differences }) => (
        <IntervalChart
          key={title}
          title={title}
          basis={basis}
          measure={measure}
          comparison={`${other} less ${first}`}
          {...(better !== undefined && { better })}
          differences={differences.map(({ figure, difference: { mean, low, high } }) => ({
            label: figureInWords(figure),
            value: scaled(figure, mean),
            low: scaled(figure, low),
            high: scaled(figure, high),
          }))}
        />
      ))}
    </>
  );
}
