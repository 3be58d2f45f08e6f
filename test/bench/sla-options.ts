/** The command line of the SLA benchmark. */
import { parseArgs } from 'node:util';

import type { DueLoad } from './sla-firing.ts';
import { wholeOption } from './whole-option.ts';

/** How much of everything. */
export interface SlaSizes {
  /** Open tickets on which nothing is due. */
  readonly open: number;
  readonly loads: readonly DueLoad[];
  /** Processes of sla-monitor. */
  readonly monitors: number;
}

const FULL = { open: 1_000_000, perSecond: [200, 1000], seconds: 60, burst: 20_000 } as const;
const QUICK = { open: 20_000, perSecond: [100, 400], seconds: 10, burst: 4000 } as const;

export const SLA_USAGE = `Usage: pnpm bench:sla [options]

Promises on real services, MongoDB and Redis: how late timers are recorded at ${FULL.perSecond.join(' and ')} due a second
and when ${FULL.burst.toLocaleString('en')} are due at once, beside a bare BullMQ worker and one that only writes; what near timers take of
Redis; how fast ${FULL.open.toLocaleString('en')} open tickets follow another calendar. Fills the database first. About 10 minutes.

Options:
  --quick          ${QUICK.open.toLocaleString('en')} open tickets, ${QUICK.perSecond.join(' and ')} due a second for ${QUICK.seconds} s, ${QUICK.burst} at once: about a minute
  --open <n>       open tickets, 1000 to 2000000 (default: ${FULL.open})
  --seconds <n>    how long each rate lasts, 5 to 600 (default: ${FULL.seconds})
  --monitors <n>   processes of sla-monitor, 1 to 8 (default: 1)
  --without-recomputation  measure timers and memory only
  --json <file>    write the figures to this file as one JSON object
  --help           display this help`;

export interface SlaRun {
  readonly kind: 'run';
  readonly sizes: SlaSizes;
  readonly recomputation: boolean;
  readonly json: string | undefined;
}

/** The sizes of the quick run, which a test makes as well. */
export function quickSizes(monitors: number): SlaSizes {
  return { open: QUICK.open, monitors, loads: loadsOf(QUICK, QUICK.seconds) };
}

/** Throws Error, in words for the person who typed them, for arguments that it does not know. */
export function parseSlaOptions(args: readonly string[]): SlaRun | { readonly kind: 'help' } {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean' } as const;
  const { values } = parseArgs({
    args: [...args],
    options: {
      quick: flag,
      open: text,
      seconds: text,
      monitors: text,
      'without-recomputation': flag,
      json: text,
      help: { ...flag, short: 'h' },
    },
  });
  if (values.help === true) return { kind: 'help' };
  const usual = values.quick === true ? QUICK : FULL;
  return {
    kind: 'run',
    sizes: {
      open: wholeOption('open', values.open, { low: 1000, high: 2_000_000, usual: usual.open }),
      monitors: wholeOption('monitors', values.monitors, { low: 1, high: 8, usual: 1 }),
      loads: loadsOf(
        usual,
        wholeOption('seconds', values.seconds, { low: 5, high: 600, usual: usual.seconds }),
      ),
    },
    recomputation: values['without-recomputation'] !== true,
    json: values.json,
  };
}

function loadsOf(
  { perSecond, burst }: { readonly perSecond: readonly number[]; readonly burst: number },
  seconds: number,
): readonly DueLoad[] {
  return [
    ...perSecond.map((rate): DueLoad => ({ kind: 'steady', perSecond: rate, seconds })),
    { kind: 'burst', count: burst },
  ];
}
