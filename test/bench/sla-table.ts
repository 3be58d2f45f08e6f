/** The figures of the SLA benchmark as text for people. */
import { cpus } from 'node:os';

import { alignedRows } from './aligned-rows.ts';
import type { DueLoad, Faults, Spread } from './sla-firing.ts';
import type { Drain } from './sla-floor.ts';
import type { SlaSizes } from './sla-options.ts';
import type { Recomputed } from './sla-recompute.ts';
import type { Fired } from './sla-run.ts';

export interface SlaFigures {
  readonly sizes: SlaSizes;
  readonly fired: Omit<Fired, 'due'>;
  /** How long the burst's jobs take a worker that does nothing, and one that writes once per batch. */
  readonly floors: { readonly queue: Drain; readonly bulk: Drain };
  /** Absent where it was not asked for, or the services have no such thing. */
  readonly recomputed?: Recomputed;
}

/** Milliseconds of the p99, by timers due per second. */
const TARGETS: Readonly<Record<number, number>> = { 200: 300, 1000: 1000 };
/** Times the drain of the bare queue. */
const TARGET_DRAIN = 2;
const TARGET_TIMERS = 20_000;
const TARGET_MB = 100;
const TARGET_RECOMPUTING_MS = 5000;

/** Whether nothing was lost and nothing happened twice or early. */
export function isSound({ missing, twice, early }: Faults): boolean {
  return missing + twice + early === 0;
}

/** The whole report. */
export function renderSla(figures: SlaFigures): string {
  const { sizes, fired, recomputed } = figures;
  return [
    `${sizes.open.toLocaleString('en')} open tickets; all services, sla-monitor ${sizes.monitors} times, MongoDB, Redis and this benchmark on ${cpus().length} cores.
recorded: from due to the time that the event has. visible: from due to a majority of MongoDB having it, as a reader sees it.
CPU: seconds per 1000 timers of services, MongoDB, Redis and this benchmark.`,
    alignedRows([
      ['', 'recorded p50', 'p99 ms', 'visible p50', 'p99 ms', 'max ms', 'CPU s, each', ''],
      ...fired.lateness.map(({ load, recorded, visible, cpu }) => [
        nameOf(load),
        ...[recorded.p50, recorded.p99, visible.p50, visible.p99, visible.max].map((ms) => ms.toFixed(0)),
        [cpu.services, cpu.mongodb, cpu.redis, cpu.bench].map((one) => one.toFixed(2)).join(' '),
        verdictOf(load, visible),
      ]),
    ]),
    ...drains(figures),
    memory(fired),
    ...(recomputed === undefined ? [] : [recomputation(recomputed)]),
    soundness(fired.faults),
  ].join('\n\n');
}

function nameOf(load: DueLoad): string {
  return load.kind === 'burst'
    ? `${load.count.toLocaleString('en')} at once`
    : `${load.perSecond}/s for ${load.seconds} s`;
}

function verdictOf(load: DueLoad, { p99 }: Spread): string {
  const target = load.kind === 'steady' ? TARGETS[load.perSecond] : undefined;
  return target === undefined ? '' : `target: p99 under ${target}, ${p99 < target ? 'met' : 'missed'}`;
}

function drains({ fired, floors }: SlaFigures): readonly string[] {
  const burst = fired.lateness.find(({ load }) => load.kind === 'burst');
  if (burst === undefined) return [];
  const { queue, bulk } = floors;
  const ratio = burst.seconds / queue.seconds;
  return [
    `${nameOf(burst.load)}: drained in ${burst.seconds.toFixed(1)} s; the bare queue ${queue.seconds.toFixed(1)} s, one bulk write per batch ${bulk.seconds.toFixed(1)} s
ratioToQueue  ${ratio.toFixed(2)}   target: at most ${TARGET_DRAIN}, ${ratio <= TARGET_DRAIN ? 'met' : 'missed'}
ratioToBulk   ${(burst.seconds / bulk.seconds).toFixed(2)}`,
  ];
}

function memory({ memory: { full, empty } }: SlaFigures['fired']): string {
  const bytes = (full.bytes - empty.bytes) / full.timers;
  const megabytes = (bytes * TARGET_TIMERS) / 1e6;
  return `Redis: ${((full.bytes - empty.bytes) / 1e6).toFixed(1)} MB for ${full.timers.toLocaleString('en')} near timers, ${bytes.toFixed(0)} bytes each: ${megabytes.toFixed(0)} MB for ${TARGET_TIMERS.toLocaleString('en')}; target: under ${TARGET_MB}, ${megabytes < TARGET_MB ? 'met' : 'missed'}`;
}

function recomputation({
  tickets,
  changed,
  ticketsPerSecond,
  bulkPerSecond,
  lateness,
  due,
}: Recomputed): string {
  return `${tickets.toLocaleString('en')} tickets followed another calendar (${changed.toLocaleString('en')} were promised otherwise): ${ticketsPerSecond.toFixed(0)} tickets/s; a bare bulk write of the same documents: ${bulkPerSecond.toFixed(0)}
ratioToBulk   ${(ticketsPerSecond / bulkPerSecond).toFixed(2)}
${due} timers meanwhile: recorded p50 ${lateness.p50.toFixed(0)} and p99 ${lateness.p99.toFixed(0)} ms; target: p99 under ${TARGET_RECOMPUTING_MS}, ${lateness.p99 < TARGET_RECOMPUTING_MS ? 'met' : 'missed'}`;
}

function soundness(faults: Faults): string {
  const { missing, twice, early } = faults;
  return `${missing} timers missing, ${twice} recorded twice, ${early} before their time: ${isSound(faults) ? 'sound' : 'WRONG'}`;
}
