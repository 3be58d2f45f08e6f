/** The command line of the claim benchmark. */
import { parseArgs } from 'node:util';

import { wholeOption } from './whole-option.ts';

export const FEW = 1000;
const MANY = 1_000_000;
const AGENTS = 200;
const SECONDS = 20;

export const CLAIM_USAGE = `Usage: pnpm bench:claim [options]

"Claim the next ticket" on a real MongoDB: how long one takes with ${FEW.toLocaleString('en')} and with ${MANY.toLocaleString('en')} open tickets, for an
agent with no skill and for one who serves many lanes; then ${AGENTS} agents who claim and solve at once,
beside a floor without rules. Fills the database first. About 5 minutes.

Options:
  --tickets <n>  the large backlog, ${FEW} to 2000000 (default: ${MANY})
  --agents <n>   how many work at once, 1 to 500 (default: ${AGENTS})
  --seconds <n>  how long they work, 1 to 120 (default: ${SECONDS})
  --json <file>  write the figures to this file as one JSON object
  --help         display this help`;

export interface ClaimRun {
  readonly kind: 'run';
  readonly tickets: number;
  readonly agents: number;
  readonly seconds: number;
  readonly json: string | undefined;
}

/** Throws Error, in words for the person who typed them, for arguments that it does not know. */
export function parseClaimOptions(args: readonly string[]): ClaimRun | { readonly kind: 'help' } {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({
    args: [...args],
    options: {
      tickets: text,
      agents: text,
      seconds: text,
      json: text,
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help === true) return { kind: 'help' };
  return {
    kind: 'run',
    tickets: wholeOption('tickets', values.tickets, { low: FEW, high: 2_000_000, usual: MANY }),
    agents: wholeOption('agents', values.agents, { low: 1, high: 500, usual: AGENTS }),
    seconds: wholeOption('seconds', values.seconds, { low: 1, high: 120, usual: SECONDS }),
    json: values.json,
  };
}
