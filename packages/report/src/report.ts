import type { Instant } from '@tierline/domain';
import { bisectRight } from 'd3-array';

import { type Slice, slicesOf } from './slices.ts';
import type { StayRecord } from './stay-record.ts';
import { type Figures, figuresOf, happenings, newTally, type Tally } from './tally.ts';

/** By what the figures may be told apart. */
export const GROUPINGS = ['tier', 'team', 'agent', 'organisation'] as const;

export type Grouping = (typeof GROUPINGS)[number];

export interface ReportOptions {
  /** What happened from here on, */
  readonly from: Instant;
  /** and before here. */
  readonly to: Instant;
  readonly by?: Grouping;
  /** The same for each day or week of the zone. */
  readonly bucket?: 'day' | 'week';
  /** A name of the time zone database. UTC unless told. */
  readonly zone?: string;
}

/** The figures of a stretch of time: all together, and by what was asked for. */
export interface ReportSlice extends Slice {
  readonly total: Figures;
  /** In order of their keys; `key` is null where a stay has none, such as no team. Without a grouping there is none. */
  readonly groups: readonly { readonly key: string | null; readonly figures: Figures }[];
}

/** A report in the making: takes records one by one, in any order, and keeps no more of them than it needs. */
export interface Reporter {
  add(record: StayRecord): void;
  /** What the records so far come to. */
  report(): readonly ReportSlice[];
}

/** Throws RangeError for an unknown zone, or more buckets than anybody reads. */
export function createReporter({ from, to, by, bucket, zone = 'UTC' }: ReportOptions): Reporter {
  const slices = slicesOf({ from, to }, bucket, zone).map((slice) => ({
    ...slice,
    total: newTally(),
    groups: new Map<string | null, Tally>(),
  }));
  const starts = slices.map((slice) => slice.from);

  function count(index: number, key: string | null, into: (tally: Tally) => void): void {
    const slice = slices[index];
    if (slice === undefined) return;
    into(slice.total);
    if (by === undefined) return;
    const tally = slice.groups.get(key) ?? newTally();
    slice.groups.set(key, tally);
    into(tally);
  }

  return {
    add: (record) => {
      const key = (by && record[by]) ?? null;
      for (const happening of happenings(record)) {
        if (happening.at < from || happening.at >= to) continue;
        count(bisectRight(starts, happening.at) - 1, key, happening.count);
      }
      for (const [index, slice] of slices.entries()) {
        if (record.enteredAt < slice.to && (record.leftAt ?? Infinity) >= slice.to)
          count(index, key, ({ ages }) => ages.push(slice.to - record.openedAt));
      }
    },
    report: () =>
      slices.map(({ total, groups, ...slice }) => ({
        ...slice,
        total: figuresOf(total),
        groups: [...groups]
          .map(([key, tally]) => ({ key, figures: figuresOf(tally) }))
          .toSorted((a, b) => Number((a.key ?? '') > (b.key ?? '')) - Number((a.key ?? '') < (b.key ?? ''))),
      })),
  };
}

/** The report on these records. Throws as `createReporter`. */
export function report(records: Iterable<StayRecord>, options: ReportOptions): readonly ReportSlice[] {
  const reporter = createReporter(options);
  for (const record of records) reporter.add(record);
  return reporter.report();
}
