import { isReached, unitOf } from '@tierline/model';
import { comparePlans, type FigureComparison, type PlanResult, SimulationPool } from '@tierline/whatif';
import { Command } from 'commander';

import { UsageError } from '../failure.ts';
import { table } from '../output.ts';
import { csv } from './csv.ts';
import {
  changeable,
  type ChangeOptions,
  overridesOf,
  repeated,
  runnable,
  type RunOptions,
} from './options.ts';
import { setOverride, withOverrides } from './overrides.ts';
import { filePlan, presetPlan } from './plan-source.ts';
import { commandLine, headerOf, interruptible, runTold, settled } from './running.ts';
import { intervalInWords, targetLine, tierRows, valueInWords, warmUpInWords } from './words.ts';

const EXAMPLES = `
Examples:
  $ tierline compare --preset saas two-tier
  $ tierline compare --preset saas --with t3=3 --with t1=12,t2=3
  $ tierline compare today.yaml after-the-hire.yaml -o html > compare.html

--with makes another plan of the first one: fields and values as for --set, several joined by commas.
All plans meet the same customers, so that a difference comes from the plan. Exit codes as of simulate.`;

interface CompareOptions extends ChangeOptions, RunOptions {
  readonly preset?: readonly string[];
  readonly with: readonly string[];
}

/** Two plans or more, the first against each other one, run by run with the same customers. */
export function compareCommand(): Command {
  const command = new Command('compare')
    .description('Compare plans: the first against each other, with the same customers. Needs no server.')
    .argument('[scenarios...]', 'scenario files')
    .option('--preset <names...>', 'presets')
    .option('--with <changes>', 'the first plan with changes, such as t3=3 or t1=12,t2=3', repeated, [])
    .addHelpText('after', EXAMPLES)
    .action(async (files: readonly string[], options: CompareOptions) => {
      const overrides = overridesOf(options);
      const named = [
        ...(await Promise.all((options.preset ?? []).map(async (name) => presetPlan(name, overrides)))),
        ...(await Promise.all(files.map(async (file) => filePlan(file, overrides)))),
      ];
      const [base] = named;
      const stated = [
        ...named,
        ...options.with.flatMap((changes) =>
          base === undefined
            ? []
            : [
                {
                  ...base,
                  name: `${base.name} with ${changes}`,
                  scenario: withOverrides(base.scenario, changes.split(',').flatMap(setOverride), changes),
                },
              ],
        ),
      ];
      if (stated.length < 2)
        throw new UsageError('name two plans at least: files, --preset a b, or --with changes');
      const { signal, release } = interruptible();
      await using pool = new SimulationPool(options.threads);
      const plans = await settled(pool, stated, options, signal);
      const results: PlanResult[] = [];
      // As many runs of each as the one that needs most, so that all make pairs.
      for (const plan of plans) results.push(await runTold(pool, plan, options, signal));
      const most = Math.max(...results.map(({ summary }) => summary.replications));
      for (const [index, { plan, summary }] of results.entries())
        if (summary.replications < most && !signal.aborted)
          results[index] = await runTold(pool, plan, { ...options, replications: most }, signal);
      release();
      process.stdout.write(`${await rendered(results, options)}\n`);
      if (signal.aborted) process.exitCode = 130;
      else if (!results.every(({ summary }) => summary.targets.every(isReached))) process.exitCode = 99;
    });
  return runnable(changeable(command));
}

async function rendered(results: readonly PlanResult[], options: CompareOptions): Promise<string> {
  // Here, so that no other command has to load what draws pages.
  const { comparisonReport, headlineOfComparison } = await import('@tierline/whatif-report');
  const [first, ...others] = results;
  if (first === undefined) return '';
  const compared = others.map((other) => ({ other, figures: comparePlans(first, other) }));
  switch (options.output) {
    case 'table':
      return [
        headlineOfComparison(
          results,
          compared.map(({ figures }) => figures),
        ),
        ...results.map((result) =>
          [
            `${result.plan.name}${result.outcome.isPartial ? ' (PARTIAL: ended early)' : ''}`,
            ...result.summary.targets.map(targetLine),
            table(tierRows(result.summary)),
          ].join('\n'),
        ),
        ...compared.map(({ other, figures }) =>
          [
            `${other.plan.name} against ${first.plan.name}`,
            table(differenceRows(first, other, figures)),
          ].join('\n'),
        ),
        `${first.summary.replications} runs of each, the same customers in each pair, seed ${options.seed}. ${first.plan.warmUp ? `${warmUpInWords(first.plan.warmUp)} ` : ''}± is half of a 95 % interval of the paired difference.`,
      ].join('\n\n');
    case 'json':
      return JSON.stringify(
        {
          plans: results.map((result) => ({ ...headerOf(result, options), ...result.summary })),
          comparisons: compared.map(({ other, figures }) => ({
            plan: other.plan.name,
            against: first.plan.name,
            figures,
          })),
        },
        undefined,
        2,
      );
    case 'ndjson':
      return compared
        .flatMap(({ other, figures }) =>
          figures.map((one) => JSON.stringify({ plan: other.plan.name, ...one })),
        )
        .join('\n');
    case 'csv':
      return csv([
        ['plan', 'figure', 'difference', 'low', 'high', 'verdict'],
        ...compared.flatMap(({ other, figures }) =>
          figures.map(({ figure, difference: { mean, low, high }, verdict }) => [
            other.plan.name,
            figure,
            mean,
            low,
            high,
            verdict,
          ]),
        ),
      ]);
    case 'html':
      return comparisonReport(
        results,
        compared.map(({ figures }) => figures),
        { ...headerOf(first, options), command: commandLine() },
      );
  }
}

const TOLD =
  /^(T[123]|all)\.(wait\.(mean|p95)|firstResponse\.p90|resolution\.p90|tierTarget\.attainment|firstResponse\.attainment|utilisation|bounces|open|costPerWeek|developerHours|developerInterruptions)$/;

function differenceRows(
  first: PlanResult,
  other: PlanResult,
  figures: readonly FigureComparison[],
): string[][] {
  return [
    ['figure', first.plan.name, other.plan.name, 'difference', ''],
    ...figures
      .filter(
        ({ figure, difference }) =>
          TOLD.test(figure) && !(difference.mean === 0 && difference.halfWidth === 0),
      )
      .map(({ figure, difference, verdict }) => [
        figure,
        valueInWords(figure, first.summary.figures[figure]?.mean ?? 0),
        valueInWords(figure, other.summary.figures[figure]?.mean ?? 0),
        `${difference.mean > 0 ? '+' : ''}${intervalInWords(figure, difference)}${unitOf(figure) === 'share' ? ' points' : ''}`,
        verdict,
      ]),
  ];
}
