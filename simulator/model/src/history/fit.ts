import { PRIORITIES, type Priority, type Tier, TIERS } from '@tierline/domain';

import type { Duration } from '../scenario/duration.ts';
import { fitArrivals, type FittedArrivals, type HistorySpan } from './fit-load.ts';
import { durationOf } from './fitted-duration.ts';
import type { RecordedTicket } from './recorded-ticket.ts';
import { sharesOf } from './shares.ts';

/** The parts of a scenario that a history says something of. What it does not say is absent. */
export interface FittedHistory {
  readonly load: {
    readonly ticketsPerWeek: number;
    readonly timeZone: string;
    readonly week: FittedArrivals['week'];
    readonly trendPerYear: number;
    readonly busyness?: { readonly cv: number };
    readonly split?: Readonly<Record<Tier, number>>;
    readonly obvious?: { readonly T2: number; readonly T3: number };
    readonly priorities?: Readonly<Partial<Record<Tier, Readonly<Partial<Record<Priority, number>>>>>>;
    readonly plans?: Readonly<Record<string, number>>;
  };
  readonly work: {
    readonly handle?: Readonly<Partial<Record<Tier, Duration>>>;
    readonly findOut?: Readonly<Partial<Record<'T1' | 'T2', Duration>>>;
  };
  /** What one should know before one believes it, in sentences. */
  readonly notes: readonly string[];
}

/** Fewer values say little of a distribution. */
const FEW = 30;
const WEEK = 7 * 86_400_000;

/**
 * Fits load and work to tickets of the past. Those outside of the span are left out.
 * Throws RangeError without any ticket, or for a span of less than a week.
 */
export function fitHistory(
  tickets: readonly RecordedTicket[],
  span: HistorySpan,
  shape: 'lognormal' | 'empirical' = 'lognormal',
): FittedHistory {
  const all = tickets
    .filter(({ created }) => created >= span.from && created < span.until)
    .toSorted((a, b) => a.created - b.created);
  if (all.length === 0) throw new RangeError('no ticket is in this time');
  if (span.until - span.from < WEEK) throw new RangeError('a week is the least');
  const arrivals = fitArrivals(
    all.map(({ created }) => created),
    span,
  );
  const trend = arrivals.trend?.isClear === true ? arrivals.trend.perYear : 0;
  const split = sharesOf(
    TIERS,
    all.map(({ tier }) => tier),
  );
  const plans = sharesOf([], all.map(({ plan }) => plan) as (string | undefined)[]);
  const priorities = prioritiesOf(all);
  const obvious = obviousOf(all);
  const handle = handleOf(all, shape);
  const findOut = findOutOf(all, shape);
  return {
    load: {
      ticketsPerWeek: arrivals.ticketsPerWeek,
      timeZone: span.zone,
      week: arrivals.week,
      trendPerYear: Number(trend.toFixed(3)),
      ...(arrivals.busyness > 0 && { busyness: { cv: arrivals.busyness } }),
      ...(hasAny(split) && { split: split as Record<Tier, number> }),
      ...(obvious && { obvious }),
      ...(hasAny(priorities) && { priorities }),
      ...(hasAny(plans) && { plans: plans as Record<string, number> }),
    },
    work: { ...(hasAny(handle) && { handle }), ...(hasAny(findOut) && { findOut }) },
    notes: notesOf(all, span, arrivals),
  };
}

function hasAny(map: object): boolean {
  return Object.keys(map).length > 0;
}

function present<K extends string, V>(
  entries: readonly (readonly [K, V | undefined])[],
): Partial<Record<K, V>> {
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined)) as Partial<Record<K, V>>;
}

/** By the tier that solved a ticket; where no tier is known, the same for each. */
function prioritiesOf(
  all: readonly RecordedTicket[],
): Partial<Record<Tier, Partial<Record<Priority, number>>>> {
  const hasTiers = all.some(({ tier }) => tier !== undefined);
  return present(
    TIERS.map((tier) => {
      const shares = sharesOf(
        PRIORITIES,
        all.filter((one) => !hasTiers || one.tier === tier).map(({ priority }) => priority),
      );
      return [tier, hasAny(shares) ? shares : undefined] as const;
    }),
  );
}

/** Of the tickets that a higher tier solved, those that began there; where it is known of any on which tier it began. */
function obviousOf(all: readonly RecordedTicket[]): { readonly T2: number; readonly T3: number } | undefined {
  const share = (tier: Tier) => {
    const own = all.filter((one) => one.tier === tier && one.start !== undefined);
    return own.length === 0
      ? 0
      : Number((own.filter(({ start }) => start === tier).length / own.length).toFixed(4));
  };
  return all.some(({ start }) => start !== undefined) ? { T2: share('T2'), T3: share('T3') } : undefined;
}

function handleOf(
  all: readonly RecordedTicket[],
  shape: 'lognormal' | 'empirical',
): Partial<Record<Tier, Duration>> {
  return present(TIERS.map((tier) => [tier, durationOf(minutesOf(all, tier), shape)] as const));
}

function minutesOf(all: readonly RecordedTicket[], tier: Tier): number[] {
  return all.flatMap((one) =>
    one.tier === tier && one.handleMinutes !== undefined ? [one.handleMinutes] : [],
  );
}

function findOutOf(
  all: readonly RecordedTicket[],
  shape: 'lognormal' | 'empirical',
): Partial<Record<'T1' | 'T2', Duration>> {
  return present(
    (['T1', 'T2'] as const).map((tier) => {
      const minutes = all.flatMap(({ findOutMinutes }) => findOutMinutes?.[tier] ?? []);
      return [tier, durationOf(minutes, shape)] as const;
    }),
  );
}

function notesOf(
  all: readonly RecordedTicket[],
  { from, until }: HistorySpan,
  { trend }: FittedArrivals,
): string[] {
  const notes: string[] = [];
  const weeks = (until - from) / WEEK;
  if (weeks < 4)
    notes.push(`${weeks.toFixed(1)} weeks are few: the rate of an hour of the week is known badly`);
  if (trend === undefined) notes.push('too short for a trend: that takes eight weeks');
  else if (!trend.isClear) notes.push('no clear trend');
  else
    notes.push(
      `the load is that at the end of the history; it grew by ${percent(trend.perYear)} a year, 95 % interval ${percent((1 + trend.perYear) * Math.exp(-trend.error) - 1)} to ${percent((1 + trend.perYear) * Math.exp(trend.error) - 1)}${weeks < 52 ? ', or with the season: it is less than a year' : ''}`,
    );
  const unsolved = all.filter(({ tier }) => tier === undefined).length;
  if (unsolved > 0)
    notes.push(
      `${unsolved} of ${all.length} tickets name no tier that solved them; they count as arrivals only`,
    );
  for (const tier of TIERS) {
    const count = minutesOf(all, tier).length;
    if (count === 0) notes.push(`work.handle.${tier}: the history says nothing of it`);
    else if (count < FEW) notes.push(`work.handle.${tier}: by ${count} tickets only`);
  }
  return notes;
}

function percent(share: number): string {
  return `${(100 * share).toFixed(0)} %`;
}
