import { Command, InvalidArgumentError, Option } from 'commander';

import { countOption } from '../remote.ts';
import { type Overrides, rateOverrides, setOverride, splitOverrides, staffOverrides } from './overrides.ts';

export const FORMATS = ['table', 'json', 'ndjson', 'csv', 'html'] as const;

export type Format = (typeof FORMATS)[number];

/** Options by which a plan is changed. */
export interface ChangeOptions {
  readonly staff?: string;
  readonly split?: string;
  readonly rate?: string;
  readonly days?: number;
  readonly set: readonly string[];
  readonly target: readonly string[];
}

/** Options of how it is run. */
export interface RunOptions {
  readonly seed: number;
  readonly precision: number;
  readonly replications?: number;
  readonly threads?: number;
  readonly output: Format;
  readonly quiet?: boolean;
}

/** Adds the options by which a plan is changed. */
export function changeable(command: Command): Command {
  return command
    .option('--staff <people>', 'people of each tier, such as t1=10,t2=4,t3=2')
    .option('--split <shares>', 'percent of the tickets that T1, T2 and T3 can solve, such as 80/15/5')
    .option(
      '--rate <tickets>',
      'tickets that come, such as 400/day (of a working day; with load.week of any day), 2000/week (with load.week) or 30/hour (round the clock)',
    )
    .option('--days <n>', 'length of a run', countOption)
    .option(
      '--set <field=value>',
      'any field of the scenario, such as work.handle.T1.meanMinutes=12',
      repeated,
      [],
    )
    .option(
      '--target <target>',
      'a figure to be reached, such as "T1.tierTarget.attainment >= 95 %"',
      repeated,
      [],
    );
}

/** Adds the options of how it is run. */
export function runnable(command: Command): Command {
  return command
    .option('--seed <n>', 'what chance begins with: the same gives the same', seedOption, 1)
    .option(
      '--precision <share>',
      'run until each share of promises kept is known to this',
      shareOption,
      0.02,
    )
    .option('--replications <n>', 'so many runs, instead of --precision', countOption)
    .option('--threads <n>', 'threads that run (default: one for each core)', countOption)
    .addOption(new Option('-o, --output <format>', 'what is printed').choices(FORMATS).default('table'))
    .option('-q, --quiet', 'say nothing of the progress');
}

/** All changes that a command line asks for. Throws UsageError where one makes no sense. */
export function overridesOf({ staff, split, rate, days, set, target }: ChangeOptions): Overrides {
  return [
    ...(rate === undefined ? [] : rateOverrides(rate)),
    ...(split === undefined ? [] : splitOverrides(split)),
    ...(staff === undefined ? [] : staffOverrides(staff)),
    ...(days === undefined ? [] : ([['run.days', days]] as const)),
    ...set.flatMap(setOverride),
    ...(target.length === 0 ? [] : ([['targets', target]] as const)),
  ];
}

/** How many runs: a fixed number, or by precision. */
export function limitsOf({ seed, precision, replications }: RunOptions) {
  return {
    seed,
    precision: replications === undefined ? precision : 0,
    precise: /\.attainment$/,
    least: replications ?? 5,
    most: replications ?? 1000,
  };
}

export function repeated(text: string, before: readonly string[]): readonly string[] {
  return [...before, text];
}

export function seedOption(text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw new InvalidArgumentError('It has to be a whole number.');
  return Number(text);
}

function shareOption(text: string): number {
  const [, number, percent] = /^(\d+(?:\.\d+)?)\s*(%?)$/.exec(text) ?? [];
  const share = percent === '%' ? Number(number) / 100 : Number(number);
  if (share > 0 && share < 1) return share;
  throw new InvalidArgumentError('It has to be a share between 0 and 1, such as 2% or 0.02.');
}
