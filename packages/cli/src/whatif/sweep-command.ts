import {
  cheapest,
  organisationOf,
  SimulationPool,
  sweep,
  type SweepResult,
  type WarmUpDecision,
} from '@tierline/whatif';
import { Command } from 'commander';

import { UsageError } from '../failure.ts';
import { progress, table, tellProgress } from '../output.ts';
import { countOption } from '../remote.ts';
import { csv } from './csv.ts';
import { axisOf, gridOf } from './grid.ts';
import {
  changeable,
  type ChangeOptions,
  overridesOf,
  repeated,
  runnable,
  type RunOptions,
} from './options.ts';
import { pathOf, withOverrides } from './overrides.ts';
import { namedPlan } from './plan-source.ts';
import { commandLine, hashOf, interruptible, settled, VERSION } from './running.ts';
import { intervalInWords, valueInWords, warmUpInWords } from './words.ts';

const EXAMPLES = `
Examples:
  $ tierline sweep --preset saas --vary t1=6..16 --vary t2=2..8 --vary t3=1..6
  $ tierline sweep --preset saas --vary rate=300,400,500 --vary t1=8..14 -o csv

Names the cheapest plan that meets all targets. Exit code 99 where none does, 130 after Ctrl-C (partial).`;

interface SweepOptions extends ChangeOptions, RunOptions {
  readonly preset?: string;
  readonly vary: readonly string[];
  readonly top: number;
}

/** A grid of plans with the same customers, and the cheapest that meets the targets. */
export function sweepCommand(): Command {
  const command = new Command('sweep')
    .description('Try a grid of plans and name the cheapest that meets the targets. Needs no server.')
    .argument('[scenario]', 'a scenario file')
    .option('--preset <name>', 'one of the organisations that `tierline presets` lists')
    .option('--vary <field=values>', 'a field and its values: t1=6..16, rate=300,400', repeated, [])
    .option('--top <n>', 'how many plans are listed', countOption, 10)
    .addHelpText('after', EXAMPLES)
    .action(async (file: string | undefined, options: SweepOptions) => {
      const named = await namedPlan(file, options.preset, overridesOf(options));
      if (options.vary.length === 0)
        throw new UsageError('--vary: name a field and its values, such as t1=6..16');
      if (named.scenario.targets.length === 0)
        throw new UsageError(
          'no target: name one with --target, or in the scenario, so that plans can be judged',
        );
      const grid = gridOf(options.vary.map(axisOf));
      const { signal, release } = interruptible();
      await using pool = new SimulationPool(options.threads);
      const [base = named] = await settled(pool, [named], options, signal);
      const points = grid.map((values) => ({
        values,
        plan: {
          ...base,
          scenario: withOverrides(
            base.scenario,
            Object.entries(values).map(([name, value]) => [pathOf(name), value] as const),
            base.name,
          ),
        },
      }));
      // What is wrong with every plan is told at once; the first stands for all.
      if (points[0] !== undefined) organisationOf(points[0].plan);
      const started = performance.now();
      let told = 0;
      const results = await sweep(
        pool,
        points,
        {
          seed: options.seed,
          limits: {
            precision: options.precision,
            least: options.replications ?? 3,
            most: options.replications ?? 40,
          },
        },
        {
          signal,
          onProgress(done) {
            const now = performance.now();
            if (options.quiet === true || now - told < (process.stderr.isTTY ? 70 : 2000)) return;
            told = now;
            const left = ((now - started) / done) * (points.length - done);
            tellProgress(`${done} of ${points.length} plans, ${Math.ceil(left / 1000)} s left`);
          },
        },
      ).finally(release);
      progress('');
      const header = {
        version: VERSION,
        seed: options.seed,
        plan: base.name,
        scenarioHash: hashOf(base),
        ...(base.warmUp && { warmUp: base.warmUp }),
        plans: points.length,
        seconds: (performance.now() - started) / 1000,
        partial: signal.aborted,
      };
      process.stdout.write(`${await rendered(results, header, options)}\n`);
      if (signal.aborted) process.exitCode = 130;
      else if (cheapest(results) === undefined) process.exitCode = 99;
    });
  return runnable(changeable(command));
}

interface SweepHeader {
  readonly version: string;
  readonly seed: number;
  readonly plan: string;
  readonly scenarioHash: string;
  /** Where it was left to MSER-5: that of the plan that is varied. */
  readonly warmUp?: WarmUpDecision;
  readonly plans: number;
  readonly seconds: number;
  readonly partial: boolean;
}

async function rendered(
  results: readonly SweepResult[],
  header: SweepHeader,
  { output, top }: SweepOptions,
): Promise<string> {
  // Here, so that no other command has to load what draws pages.
  const { sweepReport } = await import('@tierline/whatif-report');
  const best = cheapest(results);
  const rows = results.map(({ values, cost, meets, summary, warnings }) => ({
    values,
    cost,
    meets,
    replications: summary.replications,
    targets: summary.targets.map(({ text, verdict, interval }) => ({ text, verdict, ...interval })),
    warnings,
  }));
  switch (output) {
    case 'table':
      return inWords(results, best, header, top);
    case 'json':
      return JSON.stringify({ ...header, cheapest: best?.values ?? null, results: rows }, undefined, 2);
    case 'ndjson':
      return [JSON.stringify(header), ...rows.map((row) => JSON.stringify(row))].join('\n');
    case 'csv': {
      const names = Object.keys(results[0]?.values ?? {});
      const targets = results[0]?.summary.targets ?? [];
      return csv([
        [...names, 'costPerWeek', 'meets', ...targets.map(({ target }) => target.figure)],
        ...results.map(({ values, cost, meets, summary }) => [
          ...names.map((name) => values[name] ?? ''),
          cost,
          meets ? 'yes' : 'no',
          ...summary.targets.map(({ interval }) => interval?.mean ?? ''),
        ]),
      ]);
    }
    case 'html':
      return sweepReport(results, { ...header, points: header.plans, command: commandLine() });
  }
}

function inWords(
  results: readonly SweepResult[],
  best: SweepResult | undefined,
  header: SweepHeader,
  top: number,
): string {
  const meeting = results.filter(({ meets }) => meets).toSorted((a, b) => a.cost - b.cost);
  const told =
    meeting.length > 0
      ? meeting.slice(0, top)
      : [...results].toSorted((a, b) => short(a) - short(b)).slice(0, top);
  const names = Object.keys(results[0]?.values ?? {});
  return [
    ...(header.partial ? ['PARTIAL: ended early; these are the plans until then.'] : []),
    best === undefined
      ? `None of ${results.length} plans meets all targets; those that come nearest:`
      : `The cheapest plan that meets all targets: ${valuesInWords(best)}, ${valueInWords('costPerWeek', best.cost)} a week.`,
    '',
    table([
      [...names, 'cost/week', ...(results[0]?.summary.targets.map(({ text }) => text) ?? [])],
      ...told.map(({ values, cost, summary }) => [
        ...names.map((name) => String(values[name] ?? '')),
        valueInWords('costPerWeek', cost),
        ...summary.targets.map(
          ({ target, interval, verdict }) => `${intervalInWords(target.figure, interval)} ${verdict}`,
        ),
      ]),
    ]),
    '',
    `${meeting.length} of ${results.length} plans meet all targets. ${header.plan}, seed ${header.seed}, the same customers in each, ${header.seconds.toFixed(1)} s.${header.warmUp ? ` ${warmUpInWords(header.warmUp)}` : ''}`,
  ].join('\n');
}

function valuesInWords({ values }: SweepResult): string {
  return Object.entries(values)
    .map(([name, value]) => `${name}=${value}`)
    .join(' ');
}

/** By how much a plan misses its targets, as a share of each, added up. */
function short({ summary }: SweepResult): number {
  return summary.targets.reduce((sum, { target, interval }) => {
    if (interval === undefined) return sum + 1;
    const off = target.is === '>=' ? target.value - interval.mean : interval.mean - target.value;
    return sum + Math.max(0, off) / Math.max(Math.abs(target.value), 1e-9);
  }, 0);
}
