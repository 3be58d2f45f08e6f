/** The command line of the benchmark of operation. */
import { parseArgs } from 'node:util';

export const PARTS = ['watching', 'metrics', 'routers', 'overload', 'capacity', 'redis'] as const;

export type PartName = (typeof PARTS)[number];

/** How much of everything. */
export interface OperateSizes {
  /** Pairs of turns, one of each contender. */
  readonly pairs: number;
  /** How long a turn sends. */
  readonly seconds: number;
  /** Open tickets while /metrics is read. */
  readonly open: number;
  /** How often each /metrics is read. */
  readonly scrapes: number;
  /** Tickets, timers, deliveries and jobs that one process works off at a time. */
  readonly backlog: number;
  /** Rounds of offered load. */
  readonly rounds: number;
}

const FULL: OperateSizes = {
  pairs: 8,
  seconds: 6,
  open: 1_000_000,
  scrapes: 40,
  backlog: 10_000,
  rounds: 3,
};
const QUICK: OperateSizes = {
  pairs: 2,
  seconds: 2,
  open: 100_000,
  scrapes: 10,
  backlog: 2000,
  rounds: 1,
};

const count = (value: number) => value.toLocaleString('en');

export const OPERATE_USAGE = `Usage: pnpm bench:operate [options]

What operation costs and what one process of each service carries, on real services, MongoDB and Redis. Each figure stands
beside what it is compared with, measured in turns with it in the same run. About ten minutes.

  watching   tickets/s from POST to routed and timed, with logs (info) and a scrape of every service each second, against
             neither
  metrics    how long /metrics of each service takes with ${count(FULL.open)} open tickets, against none, and how long the event
             loop is held up meanwhile
  routers    tickets/s that two router processes route from a backlog, against one
  overload   tickets answered 201 within a second when 0.5, 1, 2 and 3 times as many are offered as can be taken, against
             the most of these; how long those that are taken take, how many are refused, how soon it is over
  capacity   what one process carries: requests/s of intake by kind, timers/s of sla-monitor, webhooks/s of notifier
  redis      jobs/s and bytes per job of a bare BullMQ worker, CPU of Redis per 1000 jobs

Options:
  --quick        ${count(QUICK.open)} open tickets, ${QUICK.seconds} s a turn, one round: under two minutes
  --only <part>  one part, or several with commas
  --json <file>  write the figures to this file as one JSON object
  -h, --help     display this help

Exit code 1 where it cannot be measured; a missed target is said and changes nothing.`;

export interface OperateRun {
  readonly kind: 'run';
  readonly sizes: OperateSizes;
  readonly parts: readonly PartName[];
  readonly json: string | undefined;
}

/** Throws Error, in words for the person who typed them, for arguments that it does not know. */
export function parseOperateOptions(args: readonly string[]): OperateRun | { readonly kind: 'help' } {
  const { values } = parseArgs({
    args: [...args],
    options: {
      quick: { type: 'boolean' },
      only: { type: 'string' },
      json: { type: 'string' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help === true) return { kind: 'help' };
  return {
    kind: 'run',
    sizes: values.quick === true ? QUICK : FULL,
    parts: values.only === undefined ? PARTS : values.only.split(',').map(partOf),
    json: values.json,
  };
}

function partOf(name: string): PartName {
  const part = PARTS.find((one) => one === name.trim());
  if (part === undefined) throw new Error(`--only ${name}: one of ${PARTS.join(', ')}`);
  return part;
}
