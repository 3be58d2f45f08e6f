/** The command line of the claim benchmark. */
import { parseArgs } from 'node:util';

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
  const whole = (name: 'tickets' | 'agents' | 'seconds', low: number, high: number, usual: number) => {
    const value = Number(values[name] ?? usual);
    if (!Number.isInteger(value) || value < low || value > high)
      throw new Error(`--${name} ${values[name]}: a whole number from ${low} to ${high}`);
    return value;
  };
  return {
    kind: 'run',
    tickets: whole('tickets', FEW, 2_000_000, MANY),
    agents: whole('agents', 1, 500, AGENTS),
    seconds: whole('seconds', 1, 120, SECONDS),
    json: values.json,
  };
}
