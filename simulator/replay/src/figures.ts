import type { TicketView } from '@tierline/contracts';
import { compareTiers, type Millis, millis, type Tier, TIERS } from '@tierline/domain';
import { quantileSorted } from 'd3-array';

import { isDone } from './done.ts';
import type { PipelineDelays } from './pipeline-delays.ts';

/** What happened on one tier. Lengths of time in seconds of working time; undefined where no ticket says anything. */
export interface TierFigures {
  readonly tier: Tier;
  /** Tickets that are on the tier at the end, solved ones included. */
  readonly tickets: number;
  /** Of all tickets that are on a tier, 0 to 1. */
  readonly share: number;
  readonly firstResponse: { readonly p50: number | undefined; readonly p90: number | undefined };
  readonly resolution: {
    readonly p50: number | undefined;
    readonly p90: number | undefined;
    readonly p95: number | undefined;
  };
  /** Of the tickets whose stay was solved or has breached the tier's target, the share that kept it, 0 to 1. */
  readonly withinTarget: number | undefined;
  /** Time that people worked on tickets, overtime included, over the open time of all of them: above 1 is possible. */
  readonly utilisation: number | undefined;
  /** Arrivals from a lower tier, departures to a higher one. */
  readonly escalatedIn: number;
  readonly escalatedOut: number;
  /** Tickets whose customer was asked something: they were pending meanwhile. */
  readonly asked: number;
  /** Returns of tickets to a tier that they had been on before. */
  readonly bounces: number;
  /** Handoffs to engineering. */
  readonly handoffs: number;
  /** Working time of the people on shift, in seconds. */
  readonly onShift: number;
  /** Tickets on the tier that are not solved. */
  readonly open: number;
}

/** By how many milliseconds of replayed time a step of a ticket is on record late. */
export type Late = PipelineDelays['of'];

/** Figures as they are on record. */
const onTime: Late = () => millis(0);

/** The people of a tier in the replayed window. */
export interface Staffing {
  /** Time spent on tickets, by all of them together. */
  readonly busy: Millis;
  /** Time on shift of all of them together. */
  readonly available: Millis;
}

/**
 * Figures per tier, of tickets as the API shows them at the end; `asked` names those whose customer was asked. A ticket counts
 * for the tier that it is on then. First response and resolution are those of solved tickets, as the simulation has it: working
 * time as the ticket's own clocks counted it, from its creation, without time spent waiting for the customer. The target is the
 * tier's, from the ticket's arrival on it, and is missed where it has run out on an open ticket. With
 * `late` the figures are net of what is on record later than people were done.
 */
export function tierFigures(
  views: readonly TicketView[],
  staffing: Readonly<Record<Tier, Staffing>>,
  asked: ReadonlySet<string>,
  late: Late = onTime,
): TierFigures[] {
  const routed = views.filter(({ tier }) => tier !== undefined);
  const moves = routed.flatMap(movesOf);
  return TIERS.map((tier) => {
    const here = routed.filter((view) => view.tier === tier);
    const solved = here.filter(isDone);
    const firstResponse = ascending(solved.map((view) => spent(view, 'firstResponse', late)));
    const resolution = ascending(solved.map((view) => spent(view, 'resolution', late)));
    const outcomes = here.map((view) => keptTarget(view, late)).filter((kept) => kept !== undefined);
    const { busy, available } = staffing[tier];
    return {
      tier,
      tickets: here.length,
      share: ratio(here.length, routed.length) ?? 0,
      firstResponse: { p50: quantileSorted(firstResponse, 0.5), p90: quantileSorted(firstResponse, 0.9) },
      resolution: {
        p50: quantileSorted(resolution, 0.5),
        p90: quantileSorted(resolution, 0.9),
        p95: quantileSorted(resolution, 0.95),
      },
      withinTarget: ratio(outcomes.filter((kept) => kept).length, outcomes.length),
      utilisation: ratio(busy, available),
      escalatedIn: moves.filter(({ to }) => to === tier).length,
      escalatedOut: moves.filter(({ from }) => from === tier).length,
      asked: here.filter(({ id }) => asked.has(id)).length,
      bounces: sum(here.map(({ bounces }) => bounces)),
      handoffs: sum(here.map(({ engineering }) => engineering?.handoffs ?? 0)),
      onShift: available / 1000,
      open: here.filter((view) => !isDone(view)).length,
    };
  });
}

/** The median time between creation and routing, in seconds of replayed time: the pipeline's own delay, not anybody's work. */
export function routingDelay(views: readonly TicketView[]): number | undefined {
  const delays = views.flatMap(({ openedAt, stays: [first] }) =>
    first === undefined ? [] : [(Date.parse(first.enteredAt) - Date.parse(openedAt)) / 1000],
  );
  return quantileSorted(ascending(delays), 0.5);
}

/** What a stopped clock counted, in seconds, less what is on record late. */
function spent(view: TicketView, name: 'firstResponse' | 'resolution', late: Late): number | undefined {
  const clock = view.clocks[name];
  if (clock?.state !== 'met' && clock?.state !== 'missed') return undefined;
  const by = late(view.id, name === 'firstResponse' ? 'answered' : 'solved') - late(view.id, 'opened');
  return Math.max(0, clock.spentSeconds - by / 1000);
}

function keptTarget(view: TicketView, late: Late): boolean | undefined {
  const { tier } = view.clocks;
  if (tier === undefined) return undefined;
  if (tier.state === 'met') return true;
  const by = late(view.id, 'solved') / 1000;
  if (tier.state === 'missed') return by > 0 && tier.spentSeconds - by < tier.targetSeconds;
  return tier.breachedAt === undefined ? undefined : false;
}

/** A re-opened ticket begins another stay on the same tier: that is no move. */
function movesOf({ stays }: TicketView): { readonly from: Tier; readonly to: Tier }[] {
  return stays.flatMap(({ tier: to }, index) => {
    const from = stays[index - 1]?.tier;
    return from !== undefined && compareTiers(to, from) > 0 ? [{ from, to }] : [];
  });
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function ascending(values: readonly (number | undefined)[]): number[] {
  return values.filter((value) => value !== undefined).toSorted((a, b) => a - b);
}

function ratio(part: number, whole: number): number | undefined {
  return whole === 0 ? undefined : part / whole;
}
