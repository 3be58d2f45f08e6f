/** The command line of the benchmark. */
import { parseArgs } from 'node:util';

import type { Lengths } from './measure.ts';

export const ROUNDS = 3;
const FLAT_OUT_SECONDS = 8;
/** A steady second shows 200 tickets, a flat-out one several times that. */
const STEADY_PER_FLAT_OUT = 1.25;

export const USAGE = `Usage: pnpm bench:pipeline [options]

Tickets from HTTP intake to "routed and timed", by Tierline's services and by two floors without
its rules, on the same MongoDB and Redis, in ${ROUNDS} rounds. About 4 minutes.

Options:
  --seconds <n>  flat-out seconds per round and contender, 1 to 60 (default: ${FLAT_OUT_SECONDS});
                 the steady load takes ${STEADY_PER_FLAT_OUT} times as long. Less than the default measures
                 code that is not compiled yet, which costs Tierline, with the most code, most
  --json <file>  write the figures to this file as one JSON object
  --help         display this help`;

export type Options =
  | { readonly kind: 'help' }
  | { readonly kind: 'run'; readonly lengths: Lengths; readonly json: string | undefined };

/** Throws Error, in words for the person who typed them, for arguments that it does not know. */
export function parseOptions(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: { seconds: { type: 'string' }, json: { type: 'string' }, help: { type: 'boolean', short: 'h' } },
  });
  if (values.help === true) return { kind: 'help' };
  const seconds = Number(values.seconds ?? FLAT_OUT_SECONDS);
  if (!(seconds >= 1 && seconds <= 60)) throw new Error(`--seconds ${values.seconds}: a number from 1 to 60`);
  return {
    kind: 'run',
    lengths: { flatOutSeconds: seconds, steadySeconds: seconds * STEADY_PER_FLAT_OUT },
    json: values.json,
  };
}
