import { quantile } from 'd3-array';

import type { StayRecord } from './stay-record.ts';

/** Percentiles of lengths of time, in seconds; absent where there was nothing to measure. */
export interface Percentiles {
  readonly p50Seconds?: number;
  readonly p90Seconds?: number;
  readonly p99Seconds?: number;
}

/** How a promise was kept. Of `count` that came about, the lengths of time; of those that were promised, the outcome. */
export interface Kept extends Percentiles {
  readonly count: number;
  readonly met: number;
  readonly missed: number;
  /** Of those met or missed, 0 to 1. */
  readonly metShare?: number;
}

/** What happened in a stretch of time, and how it stood at its end. Counts add up over groups; shares are 0 to 1. */
export interface Figures {
  /** Tickets, on the tier where each began. */
  readonly opened: number;
  /** Stays that began, ended, ended with the solution. */
  readonly entered: number;
  readonly left: number;
  readonly solved: number;
  readonly firstResponse: Kept;
  readonly resolution: Kept;
  /** The tier's own target. */
  readonly target: Pick<Kept, 'met' | 'missed' | 'metShare'>;
  /** Stays that lasted at the end, pending and on hold included, and how long ago their tickets were opened. */
  readonly backlog: { readonly count: number } & Percentiles;
  readonly escalated: number;
  readonly deEscalated: number;
  readonly bounced: number;
  readonly reopened: number;
  /** Tickets solved (once each, on the tier where they began), and those of them solved on another tier. */
  readonly ticketsSolved: number;
  readonly misrouted: number;
  readonly engineeringHandoffs: number;
  /** Wall time in agents' hands during the stays that ended. */
  readonly workedSeconds: number;
  /** The part of T2 and T3 in tickets that were solved, and in those of them that a lower tier solved. */
  readonly seniorSeconds: number;
  readonly seniorOnLowerTierSeconds: number;
  readonly shares: {
    /** Of the stays that ended. */
    readonly escalated?: number;
    readonly deEscalated?: number;
    /** Of the stays that began. */
    readonly bounced?: number;
    /** Of the solutions. */
    readonly reopened?: number;
    /** Of the tickets solved. */
    readonly misrouted?: number;
    /** Of the senior time. */
    readonly seniorOnLowerTier?: number;
  };
}

const COUNTS = [
  'opened',
  'entered',
  'left',
  'solved',
  'firstResponseMet',
  'firstResponseMissed',
  'resolutionMet',
  'resolutionMissed',
  'targetMet',
  'targetMissed',
  'escalated',
  'deEscalated',
  'bounced',
  'reopened',
  'ticketsSolved',
  'misrouted',
  'engineeringHandoffs',
  'worked',
  'senior',
  'seniorOnLowerTier',
] as const;

type Count = (typeof COUNTS)[number];

/** Figures while they are being counted. Keeps numbers, not records. */
export interface Tally {
  readonly counts: Record<Count, number>;
  readonly firstResponses: number[];
  readonly resolutions: number[];
  readonly ages: number[];
}

export function newTally(): Tally {
  const counts = Object.fromEntries(COUNTS.map((name) => [name, 0])) as Record<Count, number>;
  return { counts, firstResponses: [], resolutions: [], ages: [] };
}

/** Something that a record tells of, when it happened, and how it counts. */
export interface Happening {
  readonly at: number;
  readonly count: (tally: Tally) => void;
}

/** Everything that happened by a record. */
export function happenings(record: StayRecord): readonly Happening[] {
  const found: Happening[] = [];
  const at = (moment: number | undefined, count: Happening['count']) => {
    if (moment !== undefined) found.push({ at: moment, count });
  };
  if (record.stay === 0) at(record.openedAt, ({ counts }) => (counts.opened += 1));
  at(record.enteredAt, ({ counts }) => {
    counts.entered += 1;
    counts.bounced += Number(record.bounced);
    counts.reopened += Number(record.cameBy === 'reopened');
  });
  at(record.leftAt, ({ counts }) => {
    counts.left += 1;
    counts.solved += Number(record.leftBy === 'solved');
    counts.escalated += Number(record.leftBy === 'escalated');
    counts.deEscalated += Number(record.leftBy === 'de-escalated');
    counts.worked += record.worked;
  });
  at(record.targetAt, ({ counts }) => {
    counts.targetMet += Number(record.target === 'met');
    counts.targetMissed += Number(record.target === 'missed');
  });
  at(record.firstResponseAt, ({ counts, firstResponses }) => {
    counts.firstResponseMet += Number(record.firstResponse === 'met');
    counts.firstResponseMissed += Number(record.firstResponse === 'missed');
    if (record.firstResponseTook !== undefined) firstResponses.push(record.firstResponseTook);
  });
  at(record.resolutionAt, ({ counts, resolutions }) => {
    counts.resolutionMet += Number(record.resolution === 'met');
    counts.resolutionMissed += Number(record.resolution === 'missed');
    if (record.resolutionTook !== undefined) resolutions.push(record.resolutionTook);
  });
  at(record.solvedAt, (tally) => countSolution(tally, record));
  at(record.toEngineeringAt, ({ counts }) => (counts.engineeringHandoffs += 1));
  return found;
}

function countSolution({ counts }: Tally, { stay, tier, solvedOn, worked }: StayRecord): void {
  if (stay === 0) {
    counts.ticketsSolved += 1;
    counts.misrouted += Number(solvedOn !== tier);
  }
  if (tier === 'T1') return;
  counts.senior += worked;
  // The names of the tiers are in their order.
  if (solvedOn !== undefined && solvedOn < tier) counts.seniorOnLowerTier += worked;
}

/** The figures that a tally comes to. */
export function figuresOf({ counts, firstResponses, resolutions, ages }: Tally): Figures {
  return {
    opened: counts.opened,
    entered: counts.entered,
    left: counts.left,
    solved: counts.solved,
    firstResponse: {
      count: firstResponses.length,
      ...percentiles(firstResponses),
      ...kept(counts.firstResponseMet, counts.firstResponseMissed),
    },
    resolution: {
      count: resolutions.length,
      ...percentiles(resolutions),
      ...kept(counts.resolutionMet, counts.resolutionMissed),
    },
    target: kept(counts.targetMet, counts.targetMissed),
    backlog: { count: ages.length, ...percentiles(ages) },
    escalated: counts.escalated,
    deEscalated: counts.deEscalated,
    bounced: counts.bounced,
    reopened: counts.reopened,
    ticketsSolved: counts.ticketsSolved,
    misrouted: counts.misrouted,
    engineeringHandoffs: counts.engineeringHandoffs,
    workedSeconds: counts.worked / 1000,
    seniorSeconds: counts.senior / 1000,
    seniorOnLowerTierSeconds: counts.seniorOnLowerTier / 1000,
    shares: {
      ...share('escalated', counts.escalated, counts.left),
      ...share('deEscalated', counts.deEscalated, counts.left),
      ...share('bounced', counts.bounced, counts.entered),
      ...share('reopened', counts.reopened, counts.solved),
      ...share('misrouted', counts.misrouted, counts.ticketsSolved),
      ...share('seniorOnLowerTier', counts.seniorOnLowerTier, counts.senior),
    },
  };
}

function kept(met: number, missed: number): Pick<Kept, 'met' | 'missed' | 'metShare'> {
  return { met, missed, ...share('metShare', met, met + missed) };
}

function share<N extends string>(name: N, part: number, whole: number): Partial<Record<N, number>> {
  return whole === 0 ? {} : ({ [name]: part / whole } as Partial<Record<N, number>>);
}

function percentiles(millis: readonly number[]): Percentiles {
  const at = (p: number) => (quantile(millis, p) ?? 0) / 1000;
  if (millis.length === 0) return {};
  return { p50Seconds: at(0.5), p90Seconds: at(0.9), p99Seconds: at(0.99) };
}
