import type { ReplayComparison } from '@tierline/comparison';
import { loadPreset, loadScenario, type Preset, presetNames } from '@tierline/presets';
import type { ReplayReport } from '@tierline/replay';
import { Command, Option } from 'commander';

import { UsageError } from '../failure.ts';
import { progress, table, tellProgress } from '../output.ts';
import { connectWith, countOption, urlOption } from '../remote.ts';
import { seedOption } from '../whatif/options.ts';
import { interruptible, VERSION } from '../whatif/running.ts';

const EXAMPLES = `
Examples:
  $ tierline replay --preset saas
  $ tierline replay --preset saas --tickets 40 --seed 7 -o json
  $ tierline replay my-company.yaml --days 5 --url http://127.0.0.1:8080

It goes by the clock of the services, and waits for the next opening of the desk. On real time an hour takes an hour;
\`npm start\` has compressed time. The key (TIERLINE_KEY) must be a service's or an admin's: the replay acts for all agents and
customers. Whatever else waits on that desk is worked on as well.

Exit code: 0 done and within what the simulation predicts, 99 not within it, 130 ended by Ctrl-C (what is printed is partial),
1 refused or tickets are lost, 2 asked wrongly or nobody answered.`;

/** Simulated runs: enough for the joint intervals of twelve figures to be more than the extremes. */
const RUNS = 999;
const TOLD_EVERY_MS = 2000;

interface ReplayCommandOptions {
  readonly preset?: string;
  readonly url: string;
  readonly seed: number;
  readonly days: number;
  readonly tickets?: number;
  readonly tracker?: string;
  readonly output: 'table' | 'json';
  readonly quiet?: boolean;
}

/** A scenario against a running Tierline, and what the simulation predicts of it. */
export function replayCommand({ key }: { readonly key: string | undefined }): Command {
  return new Command('replay')
    .description('Replay a scenario against a running Tierline, and hold it against what is simulated.')
    .argument('[scenario]', 'a scenario file; its policy has to be the one in force')
    .option('--preset <name>', 'one of the organisations that `tierline presets` lists')
    .addOption(urlOption())
    .option('--seed <n>', 'what chance begins with: the same gives the same tickets', seedOption, 1)
    .option('--days <n>', 'working days', countOption, 1)
    .option('--tickets <n>', 'how many in all (default: as the scenario says)', countOption)
    .option('--tracker <id>', 'where bugs are handed to engineering (default: T3 works on them itself)')
    .addOption(
      new Option('-o, --output <format>', 'what is printed').choices(['table', 'json']).default('table'),
    )
    .option('-q, --quiet', 'say nothing of the progress')
    .addHelpText('after', EXAMPLES)
    .action(async (file: string | undefined, options: ReplayCommandOptions) => {
      const preset = await namedPreset(file, options.preset);
      const { signal, release } = interruptible();
      const report = await replayed(preset, options, { key, signal }).finally(release);
      progress('');
      const comparison = report.partial ? undefined : await compared(preset, report, options);
      process.stdout.write(`${await rendered(report, comparison, options)}\n`);
      process.exitCode = exitCodeOf(report, comparison);
    });
}

async function namedPreset(file: string | undefined, name: string | undefined): Promise<Preset> {
  if (file !== undefined && name === undefined) return loadScenario(file);
  if (name !== undefined && file === undefined) return loadPreset(name);
  throw new UsageError(
    `name a scenario file or --preset, one of them; presets are ${(await presetNames()).join(', ')}`,
  );
}

async function replayed(
  preset: Preset,
  { url, seed, days, tickets, tracker, quiet }: ReplayCommandOptions,
  { key, signal }: { readonly key: string | undefined; readonly signal: AbortSignal },
): Promise<ReplayReport> {
  // Here, so that no other command has to load what a replay needs.
  const { clockOfServices, progressInWords, runReplay } = await import('@tierline/replay');
  const clock = await clockOfServices(connectWith(key)({ url }));
  let told = 0;
  return runReplay({
    apiUrl: url,
    ...(key !== undefined && { apiKey: key }),
    preset,
    ...(tracker !== undefined && { tracker }),
    seed,
    days,
    tickets,
    clock,
    signal,
    onProgress(now) {
      const isTime = process.stderr.isTTY || performance.now() - told > TOLD_EVERY_MS;
      if (quiet === true || !isTime) return;
      told = performance.now();
      tellProgress(progressInWords(now));
    },
  });
}

async function compared(
  preset: Preset,
  report: ReplayReport,
  { days, seed, tracker }: ReplayCommandOptions,
): Promise<ReplayComparison> {
  const { compareWithRuns, figuresOfReplay, planOfReplay, simulateReplay } =
    await import('@tierline/comparison');
  const { SimulationPool } = await import('@tierline/whatif');
  const plan = await planOfReplay({ preset, report, days, engineering: tracker !== undefined });
  await using pool = new SimulationPool();
  const runs = await simulateReplay(pool, plan, { seed, runs: RUNS });
  return compareWithRuns(figuresOfReplay(report.netTiers), runs);
}

async function rendered(
  report: ReplayReport,
  comparison: ReplayComparison | undefined,
  { output }: ReplayCommandOptions,
): Promise<string> {
  const { renderReport, reportJson } = await import('@tierline/replay');
  if (output === 'json')
    return JSON.stringify(
      { version: VERSION, ...reportJson(report), ...(comparison && { comparison }) },
      undefined,
      2,
    );
  if (comparison === undefined)
    return [renderReport(report), 'A part of a replay is not held against a simulation of the whole.'].join(
      '\n',
    );
  const { comparisonRows, verdictOf } = await import('@tierline/comparison');
  return [renderReport(report), '', table(comparisonRows(comparison)), '', verdictOf(comparison)].join('\n');
}

function exitCodeOf(report: ReplayReport, comparison: ReplayComparison | undefined): number {
  if (comparison === undefined) return 130;
  if (report.lost.length > 0 || report.duplicates.length > 0 || report.unsent > 0) return 1;
  return comparison.isWithin ? 0 : 99;
}
