/** @jsxRuntime automatic */
import { BarChart, DataBlock, Page } from '@tierline/charts';
import { renderPage } from '@tierline/charts/render';
import { parsePolicy } from '@tierline/contracts';
import { TIERS } from '@tierline/domain';
import type { Interval } from '@tierline/engine';
import type { Summary } from '@tierline/model';
import type { PlanResult } from '@tierline/whatif';

import { BacklogCharts } from './backlog-charts.tsx';
import { counted } from './figure-words.ts';
import { formulaChecks } from './formula-check.ts';
import { FormulaTable } from './formula-table.tsx';
import type { ReportMeta } from './meta.ts';
import { basisOf, methodInWords } from './method.ts';
import { Assumptions, Notes, Origin } from './origin.tsx';
import { ResolutionChart } from './resolution-chart.tsx';
import { headlineOfRun, notesOfRun } from './run-headline.ts';
import { TargetsTable } from './targets-table.tsx';
import { TierTable } from './tier-table.tsx';
import { UtilisationMaps } from './utilisation-maps.tsx';

/**
 * One plan as an HTML page of its own: nothing is fetched or run, everything in it is escaped. Its data are in the element
 * `run-data` as JSON, where a half-width that nothing is known of is null. Throws PolicyError or ScenarioError where the
 * plan is not valid.
 */
export function runReport(result: PlanResult, meta: ReportMeta): string {
  const { plan, outcome, summary } = result;
  const { replications } = outcome;
  const { scenario } = plan;
  const { policy } = parsePolicy(plan.policy);
  const basis = basisOf(replications.length, scenario, meta);
  const notes = notesOfRun(result);
  const headline = headlineOfRun(result);
  return renderPage(
    <Page title={`${plan.name}: simulated${outcome.isPartial ? ' (partial result)' : ''}`}>
      <p>
        <strong>{headline}</strong>
      </p>
      <TargetsTable summary={summary} />
      <Notes notes={notes} />
      <h2>What each tier does</h2>
      <TierTable summary={summary} />
      <h2>Where the work is</h2>
      <BarChart
        title="Share of all work on tickets, by tier"
        basis={basis}
        bars={TIERS.flatMap((tier) => barOf(tier, summary.figures[`${tier}.timeShare`]))}
        measure={{ kind: 'share', of: 'work on tickets' }}
      />
      <h2>Backlog</h2>
      <BacklogCharts replications={replications} scenario={scenario} basis={basis} />
      <h2>Resolution</h2>
      <ResolutionChart replications={replications} policy={policy} basis={basis} />
      <h2>Utilisation</h2>
      <UtilisationMaps replications={replications} basis={basis} />
      <h2>A formula beside it</h2>
      <FormulaTable checks={formulaChecks(replications, summary, scenario)} />
      <Origin
        method={methodInWords(replications.length, scenario)}
        runs={`${counted(replications.length, 'run')}, ${counted(summary.tickets, 'ticket')} in all`}
        meta={meta}
      />
      <Assumptions plan={plan} />
      <DataBlock id="run-data" value={{ ...meta, headline, notes, ...planData(result) }} />
    </Page>,
  );
}

/** What of a plan is kept in a page for programs. */
export function planData({ plan, outcome, summary }: PlanResult): {
  readonly plan: PlanResult['plan'];
  readonly isPartial: boolean;
  readonly isPrecise: boolean;
  readonly replications: number;
  readonly tickets: number;
  readonly figures: Summary['figures'];
  readonly targets: Summary['targets'];
} {
  const { isPartial, isPrecise } = outcome;
  return { plan, isPartial, isPrecise, ...summary };
}

function barOf(label: string, interval: Interval | undefined) {
  if (interval === undefined) return [];
  const { mean, low, high } = interval;
  return [{ label, value: mean, low: Math.max(0, low), high: Math.min(1, high) }];
}
