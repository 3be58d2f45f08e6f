/**
 * What the simulation takes beside other engines, as its work grows, over threads, and as commands. Compiled, since a loader
 * that transforms sources slows closures. `pnpm bench:simulator`
 */
import { cpus } from 'node:os';

import { alignedRows } from './aligned-rows.ts';
import type { Finding } from './finding.ts';
import { commands } from './simulator-commands.ts';
import { fullModel } from './simulator-load.ts';
import { parseSimulatorOptions, SIMULATOR_USAGE, type SimulatorRun } from './simulator-options.ts';
import { besidePeers } from './simulator-peers.ts';
import { twoThreads } from './simulator-threads.ts';

const log = (text: string) => console.error(text);

async function measured({ rounds, isQuick }: SimulatorRun): Promise<readonly Finding[]> {
  return [
    ...(await besidePeers(rounds, log)),
    ...(await fullModel({ rounds, isQuick }, log)),
    ...(await twoThreads(rounds, log)),
    ...(await commands({ rounds, isQuick }, log)),
  ];
}

function inWords(findings: readonly Finding[]): string {
  const verdict = ({ isMet }: Finding) => (isMet === undefined ? '' : isMet ? 'met' : 'missed');
  const held = findings.map((one) => [one.what, one.figure, one.target ?? '', verdict(one)]);
  return alignedRows([['', 'figure', 'target', ''], ...held]);
}

try {
  const options = parseSimulatorOptions(process.argv.slice(2));
  if (options.kind === 'help') console.log(SIMULATOR_USAGE);
  else {
    const findings = await measured(options);
    console.log(
      options.output === 'json'
        ? JSON.stringify({ node: process.version, cores: cpus().length, findings }, undefined, 2)
        : inWords(findings),
    );
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
