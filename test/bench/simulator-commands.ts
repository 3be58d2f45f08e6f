/** Commands as they are typed, from their start to their end. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { REPOSITORY } from '../peers/repository.ts';
import { type Finding, held, inSeconds, timesOf } from './finding.ts';

const run = promisify(execFile);

const PROGRAM = join(REPOSITORY, 'packages/cli/bin/tierline.js');
/** A target is missed, which is an answer. */
const MISSED = 99;

interface Timed {
  readonly what: string;
  readonly args: readonly string[];
  /** Seconds. */
  readonly target: number;
}

const SIMULATE: readonly Timed[] = [
  { what: 'tierline simulate --preset saas', args: ['simulate', '--preset', 'saas'], target: 3 },
  {
    what: 'tierline simulate --preset saas --days 365, promises kept to 2 %',
    args: ['simulate', '--preset', 'saas', '--days', '365', '--precision', '2%'],
    target: 5,
  },
];

const SWEEP: Timed = {
  what: 'tierline sweep --preset saas, t1=6..16 t2=2..8 t3=1..6, 462 plans',
  args: ['sweep', '--preset', 'saas', '--vary', 't1=6..16', '--vary', 't2=2..8', '--vary', 't3=1..6'],
  target: 60,
};

async function secondsOf(args: readonly string[]): Promise<number> {
  const start = performance.now();
  try {
    await run(process.execPath, [PROGRAM, ...args, '--quiet']);
  } catch (error) {
    if ((error as { readonly code?: unknown }).code !== MISSED) throw error;
  }
  return (performance.now() - start) / 1000;
}

/** The least of all rounds, and the sweep once. */
export async function commands(
  { rounds, isQuick }: { readonly rounds: number; readonly isQuick: boolean },
  log: (text: string) => void,
): Promise<readonly Finding[]> {
  const timed = SIMULATE.map((one) => ({ ...one, seconds: new Array<number>() }));
  for (let round = 0; round < rounds; round += 1) {
    log(`commands, round ${round + 1} of ${rounds}`);
    for (const { args, seconds } of timed) seconds.push(await secondsOf(args));
  }
  const findings = timed.map(({ what, target, seconds }) =>
    held(what, timesOf(seconds).least, { is: '<=', target, words: inSeconds }),
  );
  if (isQuick) return findings;
  log('the sweep');
  const { what, args, target } = SWEEP;
  return [...findings, held(what, await secondsOf(args), { is: '<=', target, words: inSeconds })];
}
