import { PRIORITIES, TIERS } from '@tierline/domain';
import { Histogram } from '@tierline/engine';

import { sliceOf } from '../organisation/class-table.ts';
import type { Lane } from '../organisation/lanes.ts';
import type { Organisation } from '../organisation/organisation.ts';
import type { Desk } from '../run/desk.ts';
import { KEPT, type Measures, TIMES } from '../run/measures.ts';

const HOUR = 3_600_000;
const WEEK = 168 * HOUR;
const QUANTILES = [50, 75, 90, 95, 99] as const;

/** What one run says: plain data, the same on every thread. */
export interface Replication {
  readonly replication: number;
  /** By name, such as `T1.resolution.p95`; lengths of time in minutes. What no ticket says anything about is absent. */
  readonly figures: Readonly<Record<string, number>>;
  /** Tickets on each tier that are not done, at equal steps of the run, tier by tier. */
  readonly backlog: Float64Array;
  /** Milliseconds of people at work, and on duty, by hour of the week (UTC, from Monday), tier by tier. */
  readonly busyByHour: Float64Array;
  readonly dutyByHour: Float64Array;
  /** Share of tickets solved within each of `RESOLUTION_POINTS` minutes, tier by tier, and how many were. */
  readonly resolutionShares: Float64Array;
  /** Tickets that were created in all, warm-up included. */
  readonly created: number;
  /** Of all visits, where it was asked for. */
  readonly digest?: string;
}

/** Minutes at which the distribution of resolution times is read: 24 to each factor of ten, from 1 minute to 10,000 h. */
export const RESOLUTION_POINTS: readonly number[] = Array.from(
  { length: 139 },
  (_, index) => 10 ** (index / 24),
);

export function replicationOf(
  organisation: Organisation,
  {
    measures,
    desk,
    backlog,
    replication,
    digest,
  }: {
    readonly measures: Measures;
    readonly desk: Desk;
    readonly backlog: Float64Array;
    readonly replication: number;
    readonly digest: string | undefined;
  },
): Replication {
  const figures: Record<string, number> = {};
  const classes = organisation.scenario.load.classes ?? [];
  const slices = slicesOf(classes.length);
  const those = (is: (slice: Slice) => boolean) => slices.filter(is).map(({ index }) => index);
  sliceFigures(
    figures,
    'all',
    measures,
    those(() => true),
  );
  const resolutionShares = new Float64Array(RESOLUTION_POINTS.length * TIERS.length);
  for (const [tier, name] of TIERS.entries()) {
    const resolution = sliceFigures(
      figures,
      name,
      measures,
      those((slice) => slice.tier === tier),
    );
    for (const [index, minutes] of RESOLUTION_POINTS.entries())
      resolutionShares[tier * RESOLUTION_POINTS.length + index] = resolution.shareBelow(minutes);
    tierFigures(figures, name, tier, organisation, measures);
  }
  for (const [priority, name] of PRIORITIES.entries())
    sliceFigures(
      figures,
      name,
      measures,
      those((slice) => slice.priority === priority),
    );
  for (const [named, { name }] of classes.entries())
    sliceFigures(
      figures,
      name,
      measures,
      those((slice) => slice.named === named),
    );
  teamFigures(figures, organisation, measures);
  totals(figures, organisation, measures);
  return {
    replication,
    figures,
    backlog,
    busyByHour: measures.busyByHour,
    dutyByHour: measures.dutyByHour,
    resolutionShares,
    created: desk.created,
    ...(digest !== undefined && { digest }),
  };
}

/** Lengths of time in minutes, and their sum. */
interface Spread {
  readonly sum: number;
  readonly histogram: Histogram;
}

interface Slice {
  readonly tier: number;
  readonly priority: number;
  readonly named: number;
  readonly index: number;
}

function slicesOf(classes: number): Slice[] {
  return Array.from({ length: 1 + classes }, (_, place) => place - 1).flatMap((named) =>
    TIERS.flatMap((_, tier) =>
      PRIORITIES.map((_, priority) => ({ tier, priority, named, index: sliceOf(tier, priority, named) })),
    ),
  );
}

function put(figures: Record<string, number>, name: string, value: number): void {
  if (Number.isFinite(value)) figures[name] = value;
}

/** Figures of the tickets of some slices. Returns their resolution in working time. */
function sliceFigures(
  figures: Record<string, number>,
  scope: string,
  measures: Measures,
  slices: readonly number[],
): Histogram {
  const sum = (counts: Float64Array) => slices.reduce((total, slice) => total + (counts[slice] ?? 0), 0);
  const [solved, abandoned, open] = [sum(measures.solved), sum(measures.abandoned), sum(measures.open)];
  put(figures, `${scope}.tickets`, solved + abandoned + open);
  put(figures, `${scope}.solved`, solved);
  put(figures, `${scope}.abandoned`, abandoned);
  put(figures, `${scope}.abandoned.share`, abandoned / (solved + abandoned + open));
  put(figures, `${scope}.open`, open);
  const satisfied = sum(measures.satisfied);
  if (satisfied > 0) put(figures, `${scope}.satisfied`, satisfied / solved);
  for (const [promise, name] of KEPT.entries()) {
    const count = (counts: Float64Array) =>
      slices.reduce((total, slice) => total + (counts[slice * KEPT.length + promise] ?? 0), 0);
    const met = count(measures.met);
    put(figures, `${scope}.${name}.attainment`, met / (met + count(measures.missed)));
  }
  const times = TIMES.map((name, time) => {
    const spread = measures.times.merged(slices.map((slice) => slice * TIMES.length + time));
    spreadFigures(figures, `${scope}.${name}`, spread);
    return spread.histogram;
  });
  return times[TIMES.indexOf('resolution')] ?? new Histogram();
}

function spreadFigures(figures: Record<string, number>, name: string, { sum, histogram }: Spread): void {
  if (histogram.count === 0) return;
  put(figures, `${name}.mean`, sum / histogram.count);
  for (const p of QUANTILES) put(figures, `${name}.p${p}`, histogram.quantile(p / 100));
}

function tierFigures(
  figures: Record<string, number>,
  name: (typeof TIERS)[number],
  tier: number,
  organisation: Organisation,
  measures: Measures,
): void {
  const { scenario, reportedFrom, until } = organisation;
  const at = (counts: Float64Array) => counts[tier] ?? 0;
  waitFigures(figures, name, organisation, measures, (lane) => lane.tier === tier);
  const weeks = (until - reportedFrom) / WEEK;
  const hours = at(measures.paid) / HOUR;
  const { costPerHour } = scenario.people.tiers[name];
  put(figures, `${name}.utilisation`, at(measures.busy) / at(measures.duty));
  put(figures, `${name}.onLower`, at(measures.onLower) / at(measures.busy));
  put(figures, `${name}.waiting`, at(measures.waiting) / (until - reportedFrom));
  put(figures, `${name}.paidHours`, hours / weeks);
  put(figures, `${name}.busyHours`, at(measures.busy) / HOUR / weeks);
  put(figures, `${name}.costPerWeek`, (hours * costPerHour) / weeks);
  put(figures, `${name}.escalatedIn`, at(measures.escalatedIn));
  put(figures, `${name}.escalatedOut`, at(measures.escalatedOut));
  put(figures, `${name}.bounces`, at(measures.bounces));
  put(figures, `${name}.asked`, at(measures.asked));
  put(figures, `${name}.reopened`, at(measures.reopened));
  put(figures, `${name}.handedOff`, at(measures.handedOff));
  put(figures, `${name}.takenUp`, at(measures.takenUp));
}

/** Waits in the queues of some lanes. */
function waitFigures(
  figures: Record<string, number>,
  scope: string,
  { lanes }: Organisation,
  measures: Measures,
  is: (lane: Lane) => boolean,
): void {
  const waits = measures.waits.merged(lanes.all.flatMap((lane, index) => (is(lane) ? [index] : [])));
  spreadFigures(figures, `${scope}.wait`, waits);
}

/** Waits and utilisation of each team, where a tier has several. */
function teamFigures(figures: Record<string, number>, organisation: Organisation, measures: Measures): void {
  const { lanes, policy } = organisation;
  const teams = [...policy.teams.values()];
  for (const { id, tier } of teams) {
    if (teams.filter((team) => team.tier === tier).length < 2) continue;
    const ofTeam = (counts: Float64Array) =>
      counts.reduce((sum, count, group) => (lanes.teamOf[group] === id ? sum + count : sum), 0);
    waitFigures(figures, id, organisation, measures, (lane) => lane.team === id);
    put(figures, `${id}.utilisation`, ofTeam(measures.busyOf) / ofTeam(measures.dutyOf));
  }
}

function totals(
  figures: Record<string, number>,
  { scenario, reportedFrom, until }: Organisation,
  measures: Measures,
): void {
  const weeks = (until - reportedFrom) / WEEK;
  const busy = measures.busy.reduce((sum, one) => sum + one, 0);
  let cost = 0;
  let developers = 0;
  let interruptions = 0;
  for (const [tier, name] of TIERS.entries()) {
    put(figures, `${name}.timeShare`, (measures.busy[tier] ?? 0) / busy);
    cost += figures[`${name}.costPerWeek`] ?? 0;
    if (!scenario.people.tiers[name].developers) continue;
    developers += (measures.busy[tier] ?? 0) / HOUR;
    interruptions += measures.takenUp[tier] ?? 0;
  }
  put(figures, 'all.created', measures.created);
  put(figures, 'all.misrouted.share', measures.misrouted / measures.created);
  put(figures, 'all.costPerWeek', cost);
  put(figures, 'all.costPerTicket', (cost * weeks) / measures.created);
  put(figures, 'all.developerHours', developers / weeks);
  put(figures, 'all.developerInterruptions', interruptions / weeks);
}
