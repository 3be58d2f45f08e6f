/** The result as text for people. */
import { alignedRows } from './aligned-rows.ts';
import { CONTENDER_NAMES, type ContenderName } from './contender.ts';
import type { Figures } from './measure.ts';
import { type Result, TARGETS } from './result.ts';

const COLUMNS: readonly (readonly [string, (figures: Figures) => string])[] = [
  ['tickets/s', ({ ticketsPerSecond }) => ticketsPerSecond.toFixed(0)],
  ['accepted/s', ({ acceptedPerSecond }) => acceptedPerSecond.toFixed(0)],
  ['p50 ms', ({ p50Ms }) => milliseconds(p50Ms)],
  ['p99 ms', ({ p99Ms }) => milliseconds(p99Ms)],
  ['http p50', ({ httpP50Ms }) => milliseconds(httpP50Ms)],
  ['http p99', ({ httpP99Ms }) => milliseconds(httpP99Ms)],
  ['services', ({ cpuServices }) => cpuServices.toFixed(2)],
  ['mongod', ({ cpuMongodb }) => cpuMongodb.toFixed(2)],
  ['redis', ({ cpuRedis }) => cpuRedis.toFixed(2)],
  ['load', ({ cpuLoad }) => cpuLoad.toFixed(2)],
];

const LABELS: Readonly<Record<ContenderName, string>> = {
  naive: 'naive floor',
  batched: 'batched floor',
  tierline: 'Tierline',
};

/** One row per contender. */
export function renderTable({ contenders }: Result): string {
  return alignedRows([
    ['', ...COLUMNS.map(([head]) => head)],
    ...CONTENDER_NAMES.map((name) => [LABELS[name], ...COLUMNS.map(([, cell]) => cell(contenders[name]))]),
  ]);
}

/** One line per ratio, with its target and whether it was met. */
export function renderRatios({ ratioToNaive, ratioToBatched }: Result): string {
  return [
    ratioLine('ratioToNaive', ratioToNaive, TARGETS.ratioToNaive),
    ratioLine('ratioToBatched', ratioToBatched, TARGETS.ratioToBatched),
  ].join('\n');
}

function ratioLine(name: string, ratio: number, target: number): string {
  return `${name.padEnd(14)}  ${ratio.toFixed(2)}   target: at least ${target.toFixed(1)}, ${ratio >= target ? 'met' : 'missed'}`;
}

function milliseconds(value: number): string {
  return Number.isFinite(value) ? value.toFixed(value < 10 ? 1 : 0) : '> 5000';
}
