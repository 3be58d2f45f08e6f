/** The command line of the benchmark of the simulator. */
import { parseArgs } from 'node:util';

import { wholeOption } from './whole-option.ts';

export const SIMULATOR_USAGE = `Usage: pnpm bench:simulator [options]

What the simulation takes, each part in turns with what it is compared with: three tiers beside SimPy, Ciw and a heap of
events in C++; tickets a second of the full model, and what they take as they become more; two threads beside one; the
commands as they are typed; a sweep of 462 plans. About five minutes.

Options:
  --quick          without the sweep and without 10 million tickets: about two minutes
  --rounds <n>     how often each part is measured, 1 to 50 (default: 5); the least counts
  -o <format>      table or json (default: table)
  -h, --help       display this help`;

export interface SimulatorRun {
  readonly kind: 'run';
  readonly isQuick: boolean;
  readonly rounds: number;
  readonly output: 'table' | 'json';
}

/** Throws Error, in words for the person who typed them, for arguments that it does not know. */
export function parseSimulatorOptions(args: readonly string[]): SimulatorRun | { readonly kind: 'help' } {
  const { values } = parseArgs({
    args: [...args],
    options: {
      quick: { type: 'boolean' },
      rounds: { type: 'string' },
      output: { type: 'string', short: 'o' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help === true) return { kind: 'help' };
  const { output = 'table' } = values;
  if (output !== 'table' && output !== 'json') throw new Error(`-o ${output}: table or json`);
  return {
    kind: 'run',
    isQuick: values.quick === true,
    rounds: wholeOption('rounds', values.rounds, { low: 1, high: 50, usual: 5 }),
    output,
  };
}
