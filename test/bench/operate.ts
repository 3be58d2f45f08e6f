/**
 * `pnpm bench:operate`: what it costs to be watched, what one process of each service carries, and what overload does.
 * One run, on real services.
 */
import { writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';

import { alignedRows } from './aligned-rows.ts';
import type { Finding } from './finding.ts';
import { capacity } from './operate-capacity.ts';
import { metrics } from './operate-metrics.ts';
import { OPERATE_USAGE, type OperateRun, parseOperateOptions, type PartName } from './operate-options.ts';
import { overload } from './operate-overload.ts';
import { redis } from './operate-redis.ts';
import { routers } from './operate-routers.ts';
import type { Part } from './operate-system.ts';
import { watching } from './operate-watching.ts';
import { openServers } from './servers.ts';

const MEASURE: Readonly<Record<PartName, Part>> = { watching, metrics, routers, overload, capacity, redis };

const log = (text: string) => console.error(text);

async function run({ sizes, parts, json }: OperateRun): Promise<void> {
  const servers = await openServers(process.env);
  const findings: Finding[] = [];
  try {
    for (const part of parts) findings.push(...(await MEASURE[part]({ sizes, servers, log })));
  } finally {
    await servers.close();
  }
  console.log(
    `All services, MongoDB (writes acknowledged by a majority and journaled), Redis and this benchmark on ${cpus().length} cores.\n`,
  );
  console.log(inWords(findings));
  if (json !== undefined)
    await writeFile(
      json,
      `${JSON.stringify({ node: process.version, cores: cpus().length, sizes, findings }, undefined, 2)}\n`,
    );
}

function inWords(findings: readonly Finding[]): string {
  const verdict = ({ isMet }: Finding) => (isMet === undefined ? '' : isMet ? 'met' : 'missed');
  const rows = findings.map((one) => [one.what, one.target ?? '', verdict(one), one.figure]);
  return alignedRows([['', 'target', '', 'figure'], ...rows]);
}

try {
  const options = parseOperateOptions(process.argv.slice(2));
  if (options.kind === 'help') console.log(OPERATE_USAGE);
  else await run(options);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
