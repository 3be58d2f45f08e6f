import { isReached } from '@tierline/model';
import { type PlanResult, SimulationPool } from '@tierline/whatif';
import { Command } from 'commander';

import { backlogOverrides } from '../history/open-tickets.ts';
import { table } from '../output.ts';
import { countOption } from '../remote.ts';
import { csv } from './csv.ts';
import { changeable, type ChangeOptions, overridesOf, runnable, type RunOptions } from './options.ts';
import { namedPlan } from './plan-source.ts';
import { RecordsFile, type WrittenRecords } from './records-file.ts';
import { commandLine, headerOf, interruptible, runTold, settled } from './running.ts';
import { targetLine, tierRows, warmUpInWords } from './words.ts';

const EXAMPLES = `
Examples:
  $ tierline simulate --preset saas
  $ tierline simulate --preset saas --staff t1=9,t2=4,t3=2 --precision 1%
  $ tierline simulate --preset saas --rate 520/day --target 'T1.tierTarget.attainment >= 95 %'
  $ tierline simulate my-company.yaml -o html > what-if.html
  $ tierline simulate my-company.yaml --records visits.csv
  $ tierline simulate my-company.yaml --backlog open-tickets.csv --days 10

Exit code: 0 done, 99 a target is missed, 130 ended by Ctrl-C (what is printed is partial), 1 refused, 2 asked wrongly.`;

export interface SimulateOptions extends ChangeOptions, RunOptions {
  readonly preset?: string;
  readonly backlog?: string;
  readonly records?: string;
  readonly recordsRuns: number;
}

/** What a staffing, a load or any other plan would do: simulated until the answer is sure enough. No server is needed. */
export function simulateCommand(): Command {
  const command = new Command('simulate')
    .description('Simulate a plan until its figures are sure enough. Needs no server.')
    .argument('[scenario]', 'a scenario file')
    .option('--preset <name>', 'one of the organisations that `tierline presets` lists')
    .option(
      '--backlog <file>',
      'tickets that wait at the start: .csv or .ndjson with a row (tier, priority) for each, or .yaml or .json with numbers such as { T1: { high: 3, normal: 40 }, T2: 5 }',
    )
    .option(
      '--records <file>',
      'write a record of every visit of a ticket to a person: .ndjson or .csv, by the name of the file',
    )
    .option('--records-runs <n>', 'runs of which records are written, from the first on', countOption, 1)
    .addHelpText('after', EXAMPLES)
    .action(async (file: string | undefined, options: SimulateOptions) => {
      const named = await namedPlan(file, options.preset, [
        ...overridesOf(options),
        ...(options.backlog === undefined ? [] : await backlogOverrides(options.backlog)),
      ]);
      const records =
        options.records === undefined ? undefined : new RecordsFile(options.records, options.recordsRuns);
      const { signal, release } = interruptible();
      await using pool = new SimulationPool(options.threads);
      const run = async () => {
        const [plan = named] = await settled(pool, [named], options, signal);
        const result = await runTold(pool, plan, options, signal);
        return { result, written: await records?.write(pool, result, options.seed, signal) };
      };
      const { result, written } = await run().finally(release);
      process.stdout.write(`${await rendered(result, options, written)}\n`);
      if (signal.aborted) process.exitCode = 130;
      else if (!result.summary.targets.every(isReached)) process.exitCode = 99;
    });
  return runnable(changeable(command));
}

async function rendered(
  result: PlanResult,
  options: SimulateOptions,
  records: WrittenRecords | undefined,
): Promise<string> {
  // Here, so that no other command has to load what draws pages.
  const { headlineOfRun, runReport } = await import('@tierline/whatif-report');
  const header = { ...headerOf(result, options), ...(records && { records }) };
  const { figures, targets } = result.summary;
  switch (options.output) {
    case 'table':
      return inWords(result, options, headlineOfRun(result), records);
    case 'json':
      return JSON.stringify({ ...header, targets, figures }, undefined, 2);
    case 'ndjson':
      return [
        JSON.stringify(header),
        ...Object.entries(figures).map(([figure, interval]) => JSON.stringify({ figure, ...interval })),
      ].join('\n');
    case 'csv':
      return csv([
        ['figure', 'mean', 'low', 'high', 'replications'],
        ...Object.entries(figures).map(([figure, { mean, low, high, count }]) => [
          figure,
          mean,
          low,
          high,
          count,
        ]),
      ]);
    case 'html':
      return runReport(result, { ...header, command: commandLine() });
  }
}

function inWords(
  result: PlanResult,
  options: SimulateOptions,
  headline: string,
  records: WrittenRecords | undefined,
): string {
  const { plan, outcome, summary } = result;
  if (summary.replications === 0) return 'PARTIAL: ended before the first run was done.';
  const header = headerOf(result, options);
  return [
    ...(outcome.isPartial ? ['PARTIAL: ended early; the figures are of the runs until then.'] : []),
    headline,
    '',
    ...summary.targets.map(targetLine),
    ...(summary.targets.length > 0 ? [''] : []),
    table(tierRows(summary)),
    '',
    `${plan.name}: ${summary.replications} runs of ${plan.scenario.run.days} days, ${summary.tickets} tickets, seed ${header.seed}, scenario ${header.scenarioHash}, version ${header.version}`,
    ...(plan.warmUp === undefined ? [] : [warmUpInWords(plan.warmUp)]),
    "Times are working time: first response and resolution from creation, the tier's target from arrival on the tier, none while waiting for the customer. ± is half of a 95 % interval.",
    ...(records === undefined
      ? []
      : [
          `${records.file}: ${records.rows} records of ${records.runs === 1 ? 'the first run' : `the first ${records.runs} runs`}`,
        ]),
  ].join('\n');
}
