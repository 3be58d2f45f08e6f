/** Tickets a second of the full model on one core, and what they take as they become more. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { type Finding, held, inCount, inSeconds, inTimes } from './finding.ts';
import type { Growth } from './simulator-growth.ts';

const run = promisify(execFile);

const TARGET_PER_SECOND = 1_000_000;
/** Calendars are known until 2100: at twice the load 10 million tickets take 48 years, and `saas` itself would take 96. */
const BUSIER = 2;
/** How much longer a ticket may take among the most than among the fewest, and how much more memory all may need. */
const MOST_GROWTH = { time: 1.5, memory: 2 };

const inMegabytes = (bytes: number) => `${(bytes / 1e6).toFixed(0)} MB`;

async function growth(tickets: number, busier: number, runs: number): Promise<Growth> {
  const program = join(import.meta.dirname, 'simulator-growth.js');
  const args = ['--expose-gc', program, String(tickets), String(busier), String(runs)];
  const { stdout } = await run(process.execPath, args);
  return JSON.parse(stdout) as Growth;
}

/** Each size in a process of its own. */
export async function fullModel(
  { rounds, isQuick }: { readonly rounds: number; readonly isQuick: boolean },
  log: (text: string) => void,
): Promise<readonly Finding[]> {
  log('the full model: a million tickets of saas');
  const saas = await growth(1_000_000, 1, rounds);
  const sizes: Growth[] = [];
  for (const [tickets, runs] of [
    [100_000, 3 * rounds],
    [1_000_000, rounds],
    ...(isQuick ? [] : ([[10_000_000, 1]] as const)),
  ] as const) {
    log(`the full model: ${inCount(tickets)} tickets`);
    sizes.push(await growth(tickets, BUSIER, runs));
  }
  const [first] = sizes;
  const last = sizes.at(-1);
  return [
    held(
      `saas, ${inCount(saas.tickets)} tickets in ${saas.days} days on one core: tickets a second`,
      saas.tickets / saas.seconds,
      {
        is: '>=',
        target: TARGET_PER_SECOND,
        words: inCount,
      },
    ),
    { what: '  compiled beforehand in', figure: inSeconds(saas.compileSeconds) },
    ...sizes.flatMap((one) => [
      {
        what: `saas with ${BUSIER} times the load and people, ${inCount(one.tickets)} tickets in ${one.days} days: a ticket`,
        figure: `${((one.seconds / one.tickets) * 1e9).toFixed(0)} ns`,
      },
      { what: '  compiled beforehand in', figure: inSeconds(one.compileSeconds) },
      {
        what: '  memory kept after a run, and at most',
        figure: `${inMegabytes(one.keptBytes)}, ${inMegabytes(one.peakBytes)}`,
      },
    ]),
    ...(first === undefined || last === undefined
      ? []
      : [
          held(
            `  time per ticket, ${inCount(last.tickets)} beside ${inCount(first.tickets)}`,
            last.seconds / last.tickets / (first.seconds / first.tickets),
            { is: '<=', target: MOST_GROWTH.time, words: inTimes },
          ),
          held('  memory at most, the same', last.peakBytes / first.peakBytes, {
            is: '<=',
            target: MOST_GROWTH.memory,
            words: inTimes,
          }),
        ]),
  ];
}
