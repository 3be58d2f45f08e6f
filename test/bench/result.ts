/** What all rounds come to: medians, and ratios within a round against their targets. */
import { CONTENDER_NAMES, type ContenderName } from './contender.ts';
import type { Figures } from './measure.ts';

/** One round: every contender once, on the same servers, one after the other. */
export type Round = Readonly<Record<ContenderName, Figures>>;

/** Tierline's tickets/s over each floor's: at least these. */
export const TARGETS = { ratioToNaive: 1.5, ratioToBatched: 0.5 } as const;

export interface Result {
  readonly contenders: Readonly<Record<ContenderName, Figures>>;
  readonly ratioToNaive: number;
  readonly ratioToBatched: number;
}

/** Medians over the rounds. A ratio is the median of the ratios within a round: the machine's drift cancels out. */
export function resultOf(rounds: readonly Round[]): Result {
  const ratioTo = (floor: ContenderName) =>
    median(rounds.map((round) => round.tierline.ticketsPerSecond / round[floor].ticketsPerSecond));
  const [naive, batched, tierline] = CONTENDER_NAMES.map((name) =>
    medians(rounds.map((round) => round[name])),
  );
  if (naive === undefined || batched === undefined || tierline === undefined)
    throw new RangeError('no rounds');
  return {
    contenders: { naive, batched, tierline },
    ratioToNaive: ratioTo('naive'),
    ratioToBatched: ratioTo('batched'),
  };
}

function medians(figures: readonly Figures[]): Figures {
  const of = (name: keyof Figures) => median(figures.map((one) => one[name]));
  return {
    ticketsPerSecond: of('ticketsPerSecond'),
    acceptedPerSecond: of('acceptedPerSecond'),
    p50Ms: of('p50Ms'),
    p99Ms: of('p99Ms'),
    httpP50Ms: of('httpP50Ms'),
    httpP99Ms: of('httpP99Ms'),
    cpuServices: of('cpuServices'),
    cpuMongodb: of('cpuMongodb'),
    cpuRedis: of('cpuRedis'),
    cpuLoad: of('cpuLoad'),
    refused: Math.max(...figures.map(({ refused }) => refused)),
  };
}

/** Throws RangeError for no values. */
function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const [low, high] = [sorted[(sorted.length - 1) >> 1], sorted[sorted.length >> 1]];
  if (low === undefined || high === undefined) throw new RangeError('a median of nothing');
  return (low + high) / 2;
}
