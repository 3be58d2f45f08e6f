import type { Tier } from '@tierline/domain';
import { minutesOf } from '@tierline/model';

import type { Fault } from './conservation.ts';
import type { TierFigures } from './figures.ts';
import type { Lateness } from './pipeline-delays.ts';
import type { ReplayReport } from './replay.ts';

const COLUMNS: readonly { readonly title: string; readonly cell: (row: TierFigures) => string }[] = [
  { title: 'tier', cell: ({ tier }) => tier },
  { title: 'tickets', cell: ({ tickets }) => String(tickets) },
  { title: 'share', cell: ({ share }) => percent(share) },
  { title: 'first resp. p50', cell: ({ firstResponse }) => inWords(firstResponse.p50) },
  { title: 'p90', cell: ({ firstResponse }) => inWords(firstResponse.p90) },
  { title: 'resolution p50', cell: ({ resolution }) => inWords(resolution.p50) },
  { title: 'p90', cell: ({ resolution }) => inWords(resolution.p90) },
  { title: 'p95', cell: ({ resolution }) => inWords(resolution.p95) },
  { title: 'in target', cell: ({ withinTarget }) => percent(withinTarget) },
  { title: 'utilisation', cell: ({ utilisation }) => percent(utilisation) },
  { title: 'esc. in', cell: ({ escalatedIn }) => String(escalatedIn) },
  { title: 'esc. out', cell: ({ escalatedOut }) => String(escalatedOut) },
  { title: 'asked', cell: ({ asked }) => String(asked) },
  { title: 'bounces', cell: ({ bounces }) => String(bounces) },
  { title: 'to eng.', cell: ({ handoffs }) => String(handoffs) },
  { title: 'on shift', cell: ({ onShift }) => `${Math.round(onShift / 3600)}h` },
  { title: 'open', cell: ({ open }) => String(open) },
];

/** A late beginning that changes the figures. */
const NOTICEABLE = minutesOf(1);
/** How many of the lost are named before the rest is only counted. */
const NAMED = 20;

/** The report as plain text: one row per tier, then what the figures mean. */
export function renderReport(report: ReplayReport): string {
  const rows = [
    COLUMNS.map(({ title }) => title),
    ...report.tiers.map((row) => COLUMNS.map(({ cell }) => cell(row))),
  ];
  const widths = COLUMNS.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const aligned = rows.map((row) =>
    row
      .map((cell, column) =>
        column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join('  '),
  );
  return [...aligned, '', ...notes(report)].join('\n');
}

function notes(report: ReplayReport): string[] {
  const { preset, seed, speed, sent, accounted, lost, unsent, unrouted, duplicates, routingDelay } = report;
  return [
    ...(report.partial
      ? ['PARTIAL: the replay was ended early; the figures are of the tickets until then.']
      : []),
    `preset ${preset}, seed ${seed}, speed ${speed}x, ${iso(report.from)} to ${iso(report.until)}`,
    ...(report.lateBy > NOTICEABLE
      ? [
          `Began ${inWords(report.lateBy / 1000)} after opening time: what should have come in before came in at once.`,
        ]
      : []),
    `sent ${sent}, accounted for ${accounted}, lost ${lost.length}${unsent > 0 ? `, not acknowledged ${unsent}` : ''}${unrouted > 0 ? `, on no tier ${unrouted}` : ''}`,
    ...lost.slice(0, NAMED).map(({ reference, problem }) => `  lost: ${reference}: ${problem}`),
    ...(lost.length > NAMED ? [`  and ${lost.length - NAMED} more`] : []),
    ...(duplicates.length > 0 ? [`  there more than once: ${duplicates.slice(0, NAMED).join(', ')}`] : []),
    'Times are working time of the desk: first response and resolution from creation, targets from arrival on the tier, none while waiting for the customer.',
    ...(routingDelay === undefined
      ? []
      : [
          `Routing took the services ${Math.round((routingDelay / speed) * 1000)} ms (median, real time): ${inWords(routingDelay)} of replayed time.`,
        ]),
    ...delayNotes(report),
  ];
}

/** What the services' own time makes of the figures above, and what it does not. */
function delayNotes({ delays: { takenUp, recorded }, speed }: ReplayReport): string[] {
  const late = ({ p50, p95 }: Lateness) =>
    `${inWords(p50)} of replayed time in the middle, ${inWords(p95)} at most in 95 of 100 (${Math.round((p95 / speed) * 1000)} ms of real time)`;
  return [
    ...(takenUp === undefined
      ? []
      : [
          `Tickets were in the hands of whoever was free late by ${late(takenUp)}; people made up for it, and it is in no figure above.`,
        ]),
    ...(recorded === undefined
      ? []
      : [
          `Answers and solutions are on record late by ${late(recorded)}; the figures above are not net of it.`,
        ]),
  ];
}

/** The report as the launcher writes it to a file. Times in seconds of replayed time; null where no ticket says anything. */
export interface ReplayFigures {
  readonly seed: number;
  readonly speed: number;
  readonly sent: number;
  readonly accounted: number;
  readonly lost: number;
  readonly tiers: readonly TierRecord[];
  readonly partial: boolean;
  readonly preset: string;
  readonly from: string;
  readonly until: string;
  readonly unsent: number;
  readonly unrouted: number;
  readonly lostTickets: readonly Fault[];
  readonly duplicates: readonly string[];
  readonly routingDelay: number | null;
  /** How late people had tickets that were ready, which they made up for, and answers were on record, which they did not. */
  readonly delays: { readonly takenUp: Lateness | null; readonly recorded: Lateness | null };
}

/** One tier of {@link ReplayFigures}. */
export interface TierRecord {
  readonly tier: Tier;
  readonly tickets: number;
  readonly share: number;
  readonly firstResponse: { readonly p50: number | null; readonly p90: number | null };
  readonly resolution: {
    readonly p50: number | null;
    readonly p90: number | null;
    readonly p95: number | null;
  };
  readonly withinTarget: number | null;
  readonly utilisation: number | null;
  readonly escalatedIn: number;
  readonly escalatedOut: number;
  readonly asked: number;
  readonly bounces: number;
  readonly handoffs: number;
  readonly onShift: number;
  readonly open: number;
}

/** The report as data. */
export function reportJson(report: ReplayReport): ReplayFigures {
  const {
    seed,
    speed,
    sent,
    accounted,
    lost,
    tiers,
    partial,
    unsent,
    unrouted,
    duplicates,
    preset,
    routingDelay,
    delays,
  } = report;
  return {
    seed,
    speed,
    sent,
    accounted,
    lost: lost.length,
    tiers: tiers.map(({ firstResponse, resolution, withinTarget, utilisation, ...row }) => ({
      tier: row.tier,
      tickets: row.tickets,
      share: row.share,
      firstResponse: { p50: orNull(firstResponse.p50), p90: orNull(firstResponse.p90) },
      resolution: { p50: orNull(resolution.p50), p90: orNull(resolution.p90), p95: orNull(resolution.p95) },
      withinTarget: orNull(withinTarget),
      utilisation: orNull(utilisation),
      escalatedIn: row.escalatedIn,
      escalatedOut: row.escalatedOut,
      asked: row.asked,
      bounces: row.bounces,
      handoffs: row.handoffs,
      onShift: row.onShift,
      open: row.open,
    })),
    partial,
    preset,
    from: iso(report.from),
    until: iso(report.until),
    unsent,
    unrouted,
    lostTickets: lost,
    duplicates,
    routingDelay: orNull(routingDelay),
    delays: { takenUp: delays.takenUp ?? null, recorded: delays.recorded ?? null },
  };
}

/** A length of time for people: `8s`, `12m 30s`, `3h 05m`. */
export function inWords(seconds: number | undefined): string {
  if (seconds === undefined) return '-';
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole}s`;
  if (whole < 3600) return `${Math.floor(whole / 60)}m ${String(whole % 60).padStart(2, '0')}s`;
  const minutes = Math.round(whole / 60);
  return `${Math.floor(minutes / 60)}h ${String(minutes % 60).padStart(2, '0')}m`;
}

function percent(share: number | undefined): string {
  return share === undefined ? '-' : `${(share * 100).toFixed(1)}%`;
}

function iso(at: number): string {
  return new Date(at).toISOString();
}

function orNull(value: number | undefined): number | null {
  return value ?? null;
}
