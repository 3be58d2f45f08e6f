/** Other programs that simulate the same three tiers: SimPy and Ciw from PyPI, and one of our own in C++. */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { z } from 'zod';

import { REPOSITORY } from './repository.ts';

const run = promisify(execFile);

const FOLDER = join(REPOSITORY, 'test/peers');
const REQUIREMENTS = join(FOLDER, 'requirements.txt');
const CACHE = join(REPOSITORY, '.cache');

/** A program that takes tickets, runs and a first seed and prints a line for each run; or why there is none. */
export type Peer =
  | { readonly kind: 'ready'; readonly version: string; readonly command: readonly [string, ...string[]] }
  | { readonly kind: 'missing'; readonly why: string };

export type ReadyPeer = Extract<Peer, { kind: 'ready' }>;

const peerRun = z.object({ seconds: z.number(), waits: z.tuple([z.number(), z.number(), z.number()]) });

/** One run: its time, without what starts the program, and the mean wait on each tier in hours. */
export type PeerRun = z.output<typeof peerRun>;

/** SimPy and Ciw in a Python environment of their own, installed once. */
export async function pythonPeers(): Promise<Readonly<Record<'simpy' | 'ciw', Peer>>> {
  const requirements = readFileSync(REQUIREMENTS, 'utf8');
  const installed = await install(requirements);
  const peer = (name: 'simpy' | 'ciw'): Peer => {
    if ('why' in installed) return { kind: 'missing', why: installed.why };
    const [, version = ''] = new RegExp(`^${name}==(.+)$`, 'm').exec(requirements) ?? [];
    // -B: no compiled files beside the sources.
    return { kind: 'ready', version, command: [installed.python, '-B', join(FOLDER, `run_${name}.py`)] };
  };
  return { simpy: peer('simpy'), ciw: peer('ciw') };
}

async function install(
  requirements: string,
): Promise<{ readonly python: string } | { readonly why: string }> {
  const hash = createHash('sha256').update(requirements).digest('hex').slice(0, 8);
  const environment = join(CACHE, `peers-${hash}`);
  const python = join(environment, 'bin/python');
  // Written last: what was interrupted is done again.
  const stamp = join(environment, 'installed');
  if (existsSync(stamp)) return { python };
  try {
    await run('python3', ['-m', 'venv', '--clear', environment]);
  } catch {
    return { why: 'Python 3 with venv is missing' };
  }
  try {
    await run(
      python,
      [
        ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--no-input'],
        ['--retries', '1', '--timeout', '15', '--requirement', REQUIREMENTS],
      ].flat(),
      { timeout: 120_000 },
    );
  } catch (error) {
    return { why: `pip cannot install ${requirements.trim().replaceAll('\n', ' and ')}: ${lastLine(error)}` };
  }
  await writeFile(stamp, '');
  return { python };
}

/** The baseline in C++, compiled anew. */
export async function compiledPeer(): Promise<Peer> {
  const program = join(CACHE, 'peers-tri-tier');
  await mkdir(CACHE, { recursive: true });
  try {
    const { stdout } = await run('g++', ['-dumpfullversion']);
    await run('g++', ['-O3', '-std=c++17', '-o', program, join(FOLDER, 'tri-tier.cpp')]);
    return { kind: 'ready', version: `g++ ${stdout.trim()} -O3`, command: [program] };
  } catch (error) {
    return { kind: 'missing', why: `g++ is missing or cannot compile it: ${lastLine(error)}` };
  }
}

function lastLine(error: unknown): string {
  const { stderr = '', message = '' } = error as { readonly stderr?: string; readonly message?: string };
  return (stderr.trim() || message).split('\n').at(-1) ?? '';
}

/** Runs of a peer. Rejects where the program fails or prints anything else than its lines. */
export async function peerRuns(
  { command: [program, ...args] }: ReadyPeer,
  o: { readonly tickets: number; readonly runs: number; readonly seed: number },
): Promise<readonly PeerRun[]> {
  const { stdout } = await run(program, [...args, String(o.tickets), String(o.runs), String(o.seed)]);
  const lines = stdout.trim().split('\n');
  if (lines.length !== o.runs) throw new Error(`${lines.length} lines instead of ${o.runs}`);
  return lines.map((line) => peerRun.parse(JSON.parse(line)));
}
